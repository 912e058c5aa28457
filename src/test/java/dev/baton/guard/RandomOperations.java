package dev.baton.guard;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputValueDefinition;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.GraphQLUnionType;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Makes valid operations of any kind on any schema: with aliases, fragments, variables, lists and skipped fields.
final class RandomOperations {

    private static final int DEEPEST = 5;
    private static final List<String> VARIABLES =
            List.of("$size: Int = 3", "$yes: Boolean = true", "$no: Boolean = false");

    private final GraphQLSchema schema;
    private final Random random;
    private int names;

    RandomOperations(GraphQLSchema schema, Random random) {
        this.schema = schema;
        this.random = random;
    }

    String next() {
        boolean changes = random.nextInt(4) == 0;
        String selection = selection(changes ? schema.getMutationType() : schema.getQueryType(), DEEPEST);
        String used = VARIABLES.stream()
                .filter(variable -> selection.contains(variable.substring(0, variable.indexOf(':'))))
                .collect(Collectors.joining(", "));
        return (changes ? "mutation" : "query") + (used.isEmpty() ? "" : "(" + used + ")") + selection;
    }

    private String selection(GraphQLNamedType type, int depth) {
        String chosen = IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(_ -> field(type, depth))
                .collect(Collectors.joining(" "));
        return " { %s: __typename %s } ".formatted(name(), chosen);
    }

    private String field(GraphQLNamedType type, int depth) {
        return switch (type) {
            case GraphQLObjectType object -> field(object.getFieldDefinitions(), depth);
            case GraphQLInterfaceType shape ->
                random.nextBoolean()
                        ? field(shape.getFieldDefinitions(), depth)
                        : fragment(schema.getImplementations(shape), depth);
            case GraphQLUnionType union -> fragment(union.getTypes(), depth);
            default -> throw new IllegalArgumentException(type.getName());
        };
    }

    private String fragment(List<? extends GraphQLNamedType> members, int depth) {
        GraphQLNamedType member = any(members);
        return "... on " + member.getName() + directive() + selection(member, depth);
    }

    private String field(List<GraphQLFieldDefinition> fields, int depth) {
        List<GraphQLFieldDefinition> possible = fields.stream()
                .filter(field -> depth > 0 || isLeaf(field.getType()))
                .toList();
        if (possible.isEmpty()) {
            return "";
        }
        GraphQLFieldDefinition field = any(possible);
        String below = isLeaf(field.getType()) ? "" : selection(GraphQLTypeUtil.unwrapAll(field.getType()), depth - 1);
        return "%s: %s%s%s%s".formatted(name(), field.getName(), arguments(field), directive(), below);
    }

    private String arguments(GraphQLFieldDefinition field) {
        String given = field.getArguments().stream()
                .filter(this::isToBeGiven)
                .map(argument -> argument.getName() + ": " + given(argument))
                .collect(Collectors.joining(", "));
        return given.isEmpty() ? "" : "(" + given + ")";
    }

    private boolean isToBeGiven(GraphQLInputValueDefinition input) {
        boolean required = GraphQLTypeUtil.isNonNull(input.getType())
                && !(input instanceof GraphQLArgument argument && argument.hasSetDefaultValue());
        return required || random.nextInt(3) == 0;
    }

    private String given(GraphQLInputValueDefinition input) {
        boolean isCount = GraphQLTypeUtil.unwrapNonNull(input.getType()) instanceof GraphQLScalarType scalar
                && scalar.getName().equals("Int");
        return isCount && !GraphQLTypeUtil.isNonNull(input.getType()) && random.nextInt(3) == 0
                ? "$size"
                : value(input.getType());
    }

    private String value(GraphQLType type) {
        return switch (GraphQLTypeUtil.unwrapNonNull(type)) {
            case GraphQLList list ->
                IntStream.range(0, random.nextInt(5))
                        .mapToObj(_ -> value(list.getWrappedType()))
                        .collect(Collectors.joining(", ", "[", "]"));
            case GraphQLEnumType choice -> any(choice.getValues()).getName();
            case GraphQLInputObjectType object ->
                object.getFields().stream()
                        .filter(this::isToBeGiven)
                        .map(field -> field.getName() + ": " + given(field))
                        .collect(Collectors.joining(", ", "{", "}"));
            case GraphQLScalarType scalar ->
                switch (scalar.getName()) {
                    case "Int", "Long", "Float" -> String.valueOf(random.nextInt(8));
                    case "Boolean" -> String.valueOf(random.nextBoolean());
                    default -> "\"x\"";
                };
            default -> throw new IllegalArgumentException(type.toString());
        };
    }

    private String directive() {
        return switch (random.nextInt(12)) {
            case 0 -> " @skip(if: $yes)";
            case 1 -> " @include(if: $no)";
            case 2 -> " @include(if: $yes)";
            default -> "";
        };
    }

    private String name() {
        return "a" + names++;
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static boolean isLeaf(GraphQLType type) {
        return GraphQLTypeUtil.unwrapAll(type) instanceof GraphQLScalarType
                || GraphQLTypeUtil.unwrapAll(type) instanceof GraphQLEnumType;
    }
}
