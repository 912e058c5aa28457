package dev.baton.guard;

import graphql.introspection.Introspection;
import graphql.schema.GraphQLAppliedDirective;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLDirectiveContainer;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputValueDefinition;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLNamedSchemaElement;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.GraphQLUnionType;
import graphql.schema.GraphQLUnmodifiedType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/// What `@cost` and `@listSize` say about the elements of one schema, read when first asked for.
final class Weights {

    /// For a list that nobody sized: the `problems` of a payload, most of the time none.
    private static final int UNSIZED = 1;

    /// Introspection answers many objects, and none of its lists has a size: a flat price.
    private static final double WHOLE_SCHEMA = 100;

    private static final double SCHEMA_TYPE = 10;

    private final GraphQLSchema schema;
    private final Map<GraphQLFieldDefinition, Field> fields = new ConcurrentHashMap<>();
    private final Map<GraphQLInputValueDefinition, Double> inputs = new ConcurrentHashMap<>();

    Weights(GraphQLSchema schema) {
        this.schema = schema;
    }

    GraphQLSchema schema() {
        return schema;
    }

    Field of(GraphQLObjectType parent, String field) {
        return fields.computeIfAbsent(Introspection.getFieldDefinition(schema, parent, field), this::read);
    }

    /// The points for giving a value to an argument or an input field; for a list, for each of its items.
    double of(GraphQLInputValueDefinition input) {
        return inputs.computeIfAbsent(
                input, unread -> cost(unread).orElseGet(() -> ofType(GraphQLTypeUtil.unwrapAll(unread.getType()))));
    }

    /// A field with a `@cost` of its own is paid once, whatever number of items it answers. One without is paid
    /// for each item, at the weight of the item's type.
    ///
    /// @param once the points for resolving the field
    /// @param each the points for each scalar that it answers
    /// @param objects what it may answer, each with its points; empty where it answers scalars
    /// @param assumedSize how many items to assume where no slicing argument says it
    /// @param slicingArguments the arguments that bound the list; `input.tasks` is a field of an argument
    /// @param defaultSizes the slicing arguments' defaults, where they have any
    /// @param sizedFields the fields of the answer that are the list; empty where the answer itself is
    record Field(
            GraphQLFieldDefinition definition,
            double once,
            double each,
            List<Weighed> objects,
            boolean list,
            int assumedSize,
            List<String> slicingArguments,
            Map<String, Number> defaultSizes,
            List<String> sizedFields) {}

    record Weighed(GraphQLObjectType type, double points) {}

    private Field read(GraphQLFieldDefinition field) {
        OptionalDouble own = field.getName().startsWith("__") ? introspection(field.getName()) : cost(field);
        GraphQLUnmodifiedType type = GraphQLTypeUtil.unwrapAll(field.getType());
        List<Weighed> objects = own.isPresent() && field.getName().startsWith("__")
                ? List.of()
                : members(type).stream()
                        .map(member -> new Weighed(member, own.isPresent() ? 0 : ofType(member)))
                        .toList();
        GraphQLAppliedDirective size = field.getAppliedDirective("listSize");
        List<String> slicing = size == null ? List.of() : strings(size, "slicingArguments");
        return new Field(
                field,
                own.orElse(0),
                own.isPresent() || !objects.isEmpty() ? 0 : ofType(type),
                objects,
                GraphQLTypeUtil.isList(GraphQLTypeUtil.unwrapNonNull(field.getType())),
                size == null ? UNSIZED : assumedSize(size),
                slicing,
                defaults(field, slicing),
                size == null ? List.of() : strings(size, "sizedFields"));
    }

    private List<GraphQLObjectType> members(GraphQLUnmodifiedType type) {
        return switch (type) {
            case GraphQLObjectType object -> List.of(object);
            case GraphQLInterfaceType shape -> schema.getImplementations(shape);
            case GraphQLUnionType union ->
                union.getTypes().stream().map(GraphQLObjectType.class::cast).toList();
            default -> List.of();
        };
    }

    private static Map<String, Number> defaults(GraphQLFieldDefinition field, List<String> arguments) {
        var defaults = new HashMap<String, Number>();
        for (String name : arguments) {
            GraphQLArgument argument = field.getArgument(name);
            if (argument != null && GraphQLArgument.getArgumentDefaultValue(argument) instanceof Number number) {
                defaults.put(name, number);
            }
        }
        return defaults;
    }

    private static OptionalDouble introspection(String field) {
        return OptionalDouble.of(
                switch (field) {
                    case "__schema" -> WHOLE_SCHEMA;
                    case "__type" -> SCHEMA_TYPE;
                    default -> 0;
                });
    }

    private static double ofType(GraphQLUnmodifiedType type) {
        return cost(type).orElse(type instanceof GraphQLObjectType || type instanceof GraphQLInputObjectType ? 1 : 0);
    }

    private static OptionalDouble cost(GraphQLNamedSchemaElement element) {
        GraphQLAppliedDirective cost =
                element instanceof GraphQLDirectiveContainer carrier ? carrier.getAppliedDirective("cost") : null;
        if (cost == null) {
            return OptionalDouble.empty();
        }
        String weight = cost.getArgument("weight").getValue();
        return OptionalDouble.of(Double.parseDouble(weight));
    }

    private static int assumedSize(GraphQLAppliedDirective listSize) {
        Integer size = listSize.getArgument("assumedSize").getValue();
        return size == null ? UNSIZED : size;
    }

    private static List<String> strings(GraphQLAppliedDirective directive, String argument) {
        List<String> values = directive.getArgument(argument).getValue();
        return values == null ? List.of() : List.copyOf(values);
    }
}
