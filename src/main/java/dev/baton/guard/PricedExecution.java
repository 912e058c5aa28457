package dev.baton.guard;

import dev.baton.access.Caller;
import dev.baton.graph.Fault;
import dev.baton.stream.StreamExecution;
import graphql.ExecutionResult;
import graphql.GraphQLContext;
import graphql.GraphQLError;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStrategy;
import graphql.execution.ExecutionStrategyParameters;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Runs what the caller can pay for: the last step before the first data fetcher, when the document is valid and the
/// variables are known. It does not block while the bucket is asked.
final class PricedExecution extends ExecutionStrategy {

    private final ExecutionStrategy execution;
    private final Weights weights;
    private final RateLimit rateLimit;
    private final long maxCost;

    /// @param errors the handler of the given execution too: below the top, fields are run by this strategy
    PricedExecution(
            ExecutionStrategy execution,
            DataFetcherExceptionHandler errors,
            Weights weights,
            RateLimit rateLimit,
            long maxCost) {
        super(errors);
        this.execution = execution;
        this.weights = weights;
        this.rateLimit = rateLimit;
        this.maxCost = maxCost;
    }

    @Override
    public CompletableFuture<ExecutionResult> execute(
            ExecutionContext context, ExecutionStrategyParameters parameters) {
        if (StreamExecution.isOfItem(context.getGraphQLContext())) {
            return execution.execute(context, parameters);
        }
        if (context.isSubscriptionOperation() && parameters.getFields().isEmpty()) {
            return answer(GuardError.of(
                    Fault.Code.VALIDATION_FAILED, "A directive leaves the subscription's field out: nothing is left to tell."));
        }
        var cost = new QueryCost(
                weights,
                context.getOperationDefinition(),
                context.getFragmentsByName(),
                context.getCoercedVariables().toMap());
        return refusal(cost, context.getGraphQLContext())
                .toFuture()
                .thenCompose(refusal -> refusal == null ? execution.execute(context, parameters) : answer(refusal));
    }

    /// Why the operation does not run; empty where it does.
    private Mono<GraphQLError> refusal(QueryCost cost, GraphQLContext context) {
        long points = cost.points();
        if (points > maxCost) {
            new Receipt(points, false, null).leaveIn(context);
            return Mono.just(GuardError.tooDear(cost, maxCost));
        }
        Caller caller = Objects.requireNonNull(context.get(Caller.class), "Nobody signed in");
        return rateLimit.charge(caller, points).mapNotNull(charge -> charged(charge, points, context));
    }

    private static @Nullable GraphQLError charged(Charge charge, long points, GraphQLContext context) {
        new Receipt(points, charge.granted(), charge).leaveIn(context);
        return charge.granted() ? null : GuardError.emptyBucket(charge, points);
    }

    private static CompletableFuture<ExecutionResult> answer(GraphQLError refusal) {
        return CompletableFuture.completedFuture(
                ExecutionResult.newExecutionResult().addError(refusal).build());
    }
}
