package dev.baton.guard;

import graphql.language.Argument;
import graphql.language.ArrayValue;
import graphql.language.Field;
import graphql.language.IntValue;
import graphql.language.NullValue;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.Value;
import graphql.language.VariableReference;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputValueDefinition;
import graphql.schema.GraphQLTypeUtil;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an operation gives to its fields, literal or by variable, and what giving it costs.
///
/// @param variables the coerced ones
record Arguments(Weights weights, Map<String, Object> variables) {

    /// The field's arguments that are not null, by name. Of literals, only what has a price is read: whole
    /// numbers, lists and objects.
    Map<String, Object> given(Field field) {
        if (field.getArguments().isEmpty()) {
            return Map.of();
        }
        var values = new HashMap<String, Object>();
        for (Argument argument : field.getArguments()) {
            Object value = plain(argument.getValue());
            if (value != null) {
                values.put(argument.getName(), value);
            }
        }
        return values;
    }

    double points(GraphQLFieldDefinition field, Map<String, Object> given) {
        double sum = 0;
        for (GraphQLArgument argument : field.getArguments()) {
            sum += points(argument, given.get(argument.getName()));
        }
        return sum;
    }

    private double points(GraphQLInputValueDefinition definition, @Nullable Object value) {
        return switch (value) {
            case null -> 0;
            case Collection<?> items ->
                items.stream().mapToDouble(item -> points(definition, item)).sum();
            case Map<?, ?> object
            when GraphQLTypeUtil.unwrapAll(definition.getType()) instanceof GraphQLInputObjectType type -> {
                double sum = weights.of(definition);
                for (GraphQLInputObjectField field : type.getFields()) {
                    sum += points(field, object.get(field.getName()));
                }
                yield sum;
            }
            default -> weights.of(definition);
        };
    }

    private @Nullable Object plain(Value<?> literal) {
        return switch (literal) {
            case VariableReference reference -> variables.get(reference.getName());
            case IntValue number -> number.getValue();
            case ArrayValue items -> items.getValues().stream().map(this::plain).toList();
            case ObjectValue object -> {
                var fields = new HashMap<String, @Nullable Object>();
                for (ObjectField field : object.getObjectFields()) {
                    fields.put(field.getName(), plain(field.getValue()));
                }
                yield fields;
            }
            case NullValue _ -> null;
            default -> literal;
        };
    }
}
