package dev.baton.guard;

import graphql.execution.ExecutionContext;
import graphql.execution.FieldCollector;
import graphql.execution.FieldCollectorParameters;
import graphql.execution.MergedField;
import graphql.execution.MergedSelectionSet;
import graphql.language.FragmentDefinition;
import graphql.language.OperationDefinition;
import graphql.schema.GraphQLObjectType;
import java.util.Map;

/// What one operation of a valid document selects, object type by object type, as the engine will: what it would merge
/// is one field, and what `@skip` or `@include` leaves out is not there.
///
/// @param variables the coerced ones
/// @param toll the points that the operation costs at least
record Selections(
        Weights weights,
        OperationDefinition operation,
        Map<String, FragmentDefinition> fragments,
        Map<String, Object> variables,
        long toll) {

    private static final FieldCollector COLLECTOR = new FieldCollector();

    static Selections of(ExecutionContext context, Weights weights) {
        return new Selections(
                weights,
                context.getOperationDefinition(),
                context.getFragmentsByName(),
                context.getCoercedVariables().toMap(),
                Toll.of(context.getExecutionInput()));
    }

    GraphQLObjectType root() {
        return switch (operation.getOperation()) {
            case QUERY -> weights.schema().getQueryType();
            case MUTATION -> weights.schema().getMutationType();
            case SUBSCRIPTION -> weights.schema().getSubscriptionType();
        };
    }

    MergedSelectionSet top() {
        return COLLECTOR.collectFields(parameters(root()), operation.getSelectionSet());
    }

    MergedSelectionSet below(MergedField field, GraphQLObjectType type) {
        return COLLECTOR.collectFields(parameters(type), field);
    }

    Arguments arguments() {
        return new Arguments(weights, variables);
    }

    private FieldCollectorParameters parameters(GraphQLObjectType type) {
        return FieldCollectorParameters.newParameters()
                .schema(weights.schema())
                .objectType(type)
                .fragments(fragments)
                .variables(variables)
                .build();
    }
}
