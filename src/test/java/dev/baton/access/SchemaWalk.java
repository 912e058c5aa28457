package dev.baton.access;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLInputValueDefinition;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes an operation of every root field that a schema has, with arguments that fit: so a field that is added is
/// walked
/// too.
record SchemaWalk(GraphQLSchema schema) {

    private static final int DEEPEST = 4;

    /// A root field.
    record Root(String operation, GraphQLFieldDefinition field) {

        String name() {
            return field.getName();
        }

        boolean isStream() {
            return operation.equals("subscription");
        }

        /// Whether the schema lets a role select it.
        boolean allows(Role role) {
            List<?> names = (List<?>) field.getAppliedDirective(AllowDirective.NAME)
                    .getArgument(AllowDirective.ROLES)
                    .getValue();
            return names != null
                    && names.stream()
                            .map(name -> Role.valueOf(String.valueOf(name)))
                            .anyMatch(allowed -> role.implied().contains(allowed));
        }
    }

    /// An operation, with its arguments as variables.
    record Call(Root root, String query, Map<String, Object> variables) {}

    List<Root> roots() {
        return Stream.of(schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType())
                .flatMap(type -> type.getFieldDefinitions().stream().map(field -> new Root(keyword(type), field)))
                .toList();
    }

    /// What the field needs, and no more.
    Call call(Root root) {
        return call(root, null, "");
    }

    /// The places of the field's arguments that take an id.
    List<List<String>> places(Root root) {
        var found = new ArrayList<List<String>>();
        root.field().getArguments().forEach(argument -> collect(argument, List.of(), found));
        return found;
    }

    /// What the field needs, with the id in one of its places.
    Call call(Root root, @Nullable List<String> place, String id) {
        var variables = new LinkedHashMap<String, Object>();
        for (var argument : root.field().getArguments()) {
            boolean leads = place != null && place.getFirst().equals(argument.getName());
            if (leads || isRequired(argument)) {
                variables.put(argument.getName(), value(argument, leads ? place : null, id));
            }
        }
        String declared = root.field().getArguments().stream()
                .filter(argument -> variables.containsKey(argument.getName()))
                .map(argument ->
                        "$%s: %s".formatted(argument.getName(), GraphQLTypeUtil.simplePrint(argument.getType())))
                .collect(Collectors.joining(", "));
        String passed =
                variables.keySet().stream().map("%1$s: $%1$s"::formatted).collect(Collectors.joining(", "));
        String query = "%s %s { %s%s%s }"
                .formatted(
                        root.operation(),
                        variables.isEmpty() ? "" : "(" + declared + ")",
                        root.name(),
                        variables.isEmpty() ? "" : "(" + passed + ")",
                        selection(root.field()));
        return new Call(root, query, variables);
    }

    private static String keyword(GraphQLObjectType type) {
        return type.getName().toLowerCase(Locale.ROOT);
    }

    private static boolean isRequired(GraphQLInputValueDefinition value) {
        boolean hasDefault = value instanceof GraphQLArgument argument
                ? argument.hasSetDefaultValue()
                : ((GraphQLInputObjectField) value).hasSetDefaultValue();
        return GraphQLTypeUtil.isNonNull(value.getType()) && !hasDefault;
    }

    private static void collect(GraphQLInputValueDefinition value, List<String> above, List<List<String>> found) {
        List<String> path =
                Stream.concat(above.stream(), Stream.of(value.getName())).toList();
        switch (GraphQLTypeUtil.unwrapAll(value.getType())) {
            case GraphQLInputObjectType object
            when path.size() < DEEPEST -> object.getFieldDefinitions().forEach(field -> collect(field, path, found));
            case GraphQLNamedType type when type.getName().equals("ID") -> found.add(path);
            default -> {}
        }
    }

    /// @param place the rest of the way to the id, this value's name first, or null where it is not below this
    ///     value
    private static Object value(GraphQLInputValueDefinition value, @Nullable List<String> place, String id) {
        return value(value.getName(), value.getType(), place, id);
    }

    private static Object value(String name, GraphQLInputType type, @Nullable List<String> place, String id) {
        return switch (type) {
            case GraphQLNonNull some -> value(name, (GraphQLInputType) some.getWrappedType(), place, id);
            case GraphQLList list -> List.of(value(name, (GraphQLInputType) list.getWrappedType(), place, id));
            case GraphQLInputObjectType object -> object(object, place, id);
            case GraphQLEnumType constants -> constants.getValues().getFirst().getName();
            default -> place != null ? id : scalar(name, GraphQLTypeUtil.simplePrint(type));
        };
    }

    private static Map<String, Object> object(GraphQLInputObjectType type, @Nullable List<String> place, String id) {
        var object = new LinkedHashMap<String, Object>();
        for (var field : type.getFieldDefinitions()) {
            List<String> rest =
                    place != null && place.size() > 1 && place.get(1).equals(field.getName())
                            ? place.subList(1, place.size())
                            : null;
            if (rest != null || isRequired(field)) {
                object.put(field.getName(), value(field, rest, id));
            }
        }
        return object;
    }

    private static Object scalar(String name, String type) {
        return switch (type) {
            case "Int", "Long" -> 1;
            case "Float" -> 1.0;
            case "Boolean" -> true;
            case "DateTime" -> "2026-01-01T00:00:00Z";
            case "JSON" -> Map.of();
            case "Url" -> "https://example.org/x";
            default -> "a" + name.toLowerCase(Locale.ROOT);
        };
    }

    /// Every scalar, the problems, and what the nodes of a connection are.
    private String selection(GraphQLFieldDefinition field) {
        return GraphQLTypeUtil.unwrapAll(field.getType()) instanceof GraphQLCompositeType type
                ? selection(type, Set.of("problems", "nodes"))
                : "";
    }

    private String selection(GraphQLCompositeType type, Set<String> deeper) {
        if (!(type instanceof GraphQLFieldsContainer container)) {
            return " { __typename }";
        }
        String fields = container.getFieldDefinitions().stream()
                .filter(field -> field.getArguments().isEmpty() && field.getAppliedDirective("allow") == null)
                .map(field -> GraphQLTypeUtil.unwrapAll(field.getType()) instanceof GraphQLCompositeType below
                        ? deeper.contains(field.getName()) ? field.getName() + selection(below, Set.of()) : ""
                        : field.getName())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
        return " { __typename " + fields + " }";
    }
}
