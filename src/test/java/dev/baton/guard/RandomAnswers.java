package dev.baton.guard;

import dev.baton.graph.PageRequest;
import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.Argument;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNamedOutputType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.GraphQLUnionType;
import graphql.schema.TypeResolver;
import graphql.schema.idl.FieldWiringEnvironment;
import graphql.schema.idl.InterfaceWiringEnvironment;
import graphql.schema.idl.MockedWiringFactory;
import graphql.schema.idl.ScalarWiringEnvironment;
import graphql.schema.idl.UnionWiringEnvironment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Answers any field with data made at random, and lists with as many items as the gateway answers at most, whatever
/// the schema says of that. Counts on the way what it costs, by the types that the objects really have.
final class RandomAnswers extends MockedWiringFactory {

    /// The most items of the lists that no argument bounds: what the gateway's statements and checks let through.
    static final Map<String, Integer> MOST = Map.ofEntries(
            Map.entry("Task.dependencies", 100),
            Map.entry("Task.delegations", 100),
            Map.entry("Task.attempts", 100),
            Map.entry("Task.metrics", 100),
            Map.entry("Deliverable.revisions", 100),
            Map.entry("Agent.credentials", 100),
            Map.entry("Workspace.taskCounts", 10),
            Map.entry("Query.metricNames", 1_100),
            Map.entry("MetricSeries.points", 1_500),
            Map.entry("InvalidInput.fields", 100));

    /// How many items there are where the argument that bounds them is left out; of a connection, a page's.
    private static final Map<String, Integer> UNLESS_TOLD =
            Map.of("Mutation.claimTasks", 1, "Mutation.retryTasks", 100);

    /// A list has at most so many items but now and then, when it has as many as there can be.
    private static final int FEW = 20;

    /// Of what nobody pays for.
    private static final int SOME = 3;

    private final Random random;
    private @Nullable Weights weights;
    private double counted;
    private final Map<String, Integer> longest = new HashMap<>();

    RandomAnswers(Random random) {
        this.random = random;
    }

    /// From now on answers cost by these.
    void price(Weights prices) {
        weights = prices;
        counted = 0;
    }

    double counted() {
        return counted;
    }

    /// How many items each list has had at most.
    Map<String, Integer> longest() {
        return longest;
    }

    /// @param type what it is
    /// @param size how many items its lists have at most, where the field that answered it says so
    /// @param sized the names of those lists
    private record Thing(GraphQLObjectType type, int size, List<String> sized) {}

    @Override
    public GraphQLScalarType getScalar(ScalarWiringEnvironment environment) {
        return GraphQLScalarType.newScalar()
                .name(environment.getScalarTypeDefinition().getName())
                .coercing(new AsItIs())
                .build();
    }

    private static final class AsItIs implements Coercing<Object, Object> {

        @Override
        public Object serialize(Object value, GraphQLContext context, Locale locale) {
            return value;
        }

        @Override
        public Object parseValue(Object value, GraphQLContext context, Locale locale) {
            return value;
        }

        @Override
        public Object parseLiteral(Value<?> value, CoercedVariables variables, GraphQLContext context, Locale locale) {
            return value;
        }
    }

    @Override
    public boolean providesDataFetcher(FieldWiringEnvironment environment) {
        return true;
    }

    @Override
    public DataFetcher<?> getDataFetcher(FieldWiringEnvironment environment) {
        return this::answer;
    }

    @Override
    public boolean providesTypeResolver(InterfaceWiringEnvironment environment) {
        return true;
    }

    @Override
    public TypeResolver getTypeResolver(InterfaceWiringEnvironment environment) {
        return of -> ((Thing) of.getObject()).type();
    }

    @Override
    public boolean providesTypeResolver(UnionWiringEnvironment environment) {
        return true;
    }

    @Override
    public TypeResolver getTypeResolver(UnionWiringEnvironment environment) {
        return of -> ((Thing) of.getObject()).type();
    }

    private @Nullable Object answer(DataFetchingEnvironment environment) {
        GraphQLObjectType parent = (GraphQLObjectType) environment.getParentType();
        Weights.Field weight = Objects.requireNonNull(weights)
                .of(parent, environment.getField().getName());
        counted += weight.once()
                + new Arguments(weights, environment.getVariables())
                        .points(environment.getFieldDefinition(), given(environment));
        return value(environment, weight, environment.getFieldDefinition().getType());
    }

    /// Without the defaults of what was left out.
    private static Map<String, Object> given(DataFetchingEnvironment environment) {
        var given = new HashMap<>(environment.getArguments());
        given.keySet()
                .retainAll(environment.getField().getArguments().stream()
                        .map(Argument::getName)
                        .toList());
        return given;
    }

    private @Nullable Object value(DataFetchingEnvironment environment, Weights.Field weight, GraphQLOutputType type) {
        if (!GraphQLTypeUtil.isNonNull(type) && random.nextInt(8) == 0) {
            return null;
        }
        return switch (GraphQLTypeUtil.unwrapNonNull(type)) {
            case GraphQLList list -> {
                var items = new ArrayList<@Nullable Object>();
                int most = most(environment, weight);
                int few = random.nextInt(Math.min(most, FEW) + 1);
                for (int left = random.nextInt(8) == 0 ? most : few; left > 0; left--) {
                    items.add(value(environment, weight, (GraphQLOutputType) list.getWrappedType()));
                }
                longest.merge(coordinates(environment), items.size(), Math::max);
                yield items;
            }
            case GraphQLObjectType object -> thing(environment, weight, object);
            case GraphQLInterfaceType shape ->
                thing(environment, weight, any(environment.getGraphQLSchema().getImplementations(shape)));
            case GraphQLUnionType union -> thing(environment, weight, (GraphQLObjectType) any(union.getTypes()));
            case GraphQLEnumType choice -> any(choice.getValues()).getValue();
            case GraphQLNamedOutputType scalar ->
                switch (scalar.getName()) {
                    case "Int", "Long", "Float" -> random.nextInt(100);
                    case "Boolean" -> random.nextBoolean();
                    case "JSON" -> Map.of("a", List.of(1, 2));
                    default -> "x";
                };
            default -> throw new IllegalArgumentException(type.toString());
        };
    }

    private Thing thing(DataFetchingEnvironment environment, Weights.Field weight, GraphQLObjectType type) {
        counted += weight.objects().stream()
                .filter(possible -> possible.type().getName().equals(type.getName()))
                .findFirst()
                .orElseThrow()
                .points();
        List<String> sized = weight.sizedFields();
        return new Thing(type, sized.isEmpty() ? 0 : slice(environment, weight), sized);
    }

    /// How many items the field's own list may have.
    private static int most(DataFetchingEnvironment environment, Weights.Field weight) {
        return environment.getSource() instanceof Thing above
                        && above.sized().contains(environment.getField().getName())
                ? above.size()
                : slice(environment, weight);
    }

    private static int slice(DataFetchingEnvironment environment, Weights.Field weight) {
        return weight.slicingArguments().stream()
                .map(path -> at(path, environment.getArguments()))
                .filter(given -> given != null)
                .mapToInt(given ->
                        given instanceof List<?> items ? items.size() : Math.max(0, ((Number) given).intValue()))
                .max()
                .orElseGet(() -> unbounded(environment, weight));
    }

    private static int unbounded(DataFetchingEnvironment environment, Weights.Field weight) {
        String field = coordinates(environment);
        boolean isFree = weight.once() == 0
                && weight.each() == 0
                && weight.objects().stream().allMatch(object -> object.points() == 0);
        if (weight.list() && !isFree && !MOST.containsKey(field)) {
            throw new IllegalStateException("How many items may %s have?".formatted(field));
        }
        int otherwise = weight.sizedFields().isEmpty() ? SOME : UNLESS_TOLD.getOrDefault(field, PageRequest.DEFAULT);
        return MOST.getOrDefault(field, otherwise);
    }

    private static String coordinates(DataFetchingEnvironment environment) {
        return ((GraphQLObjectType) environment.getParentType()).getName() + "."
                + environment.getField().getName();
    }

    private static @Nullable Object at(String path, Map<?, ?> arguments) {
        int dot = path.indexOf('.');
        return dot < 0
                ? arguments.get(path)
                : arguments.get(path.substring(0, dot)) instanceof Map<?, ?> below
                        ? at(path.substring(dot + 1), below)
                        : null;
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
