package dev.baton.guard;

import dev.baton.graph.Fault;
import dev.baton.stream.StreamExecution;
import graphql.ExecutionResult;
import graphql.GraphQLContext;
import graphql.GraphQLError;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStrategy;
import graphql.execution.ExecutionStrategyParameters;
import graphql.language.OperationDefinition;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/// Runs what the caller can pay for: the last step before the first data fetcher, when the document is valid and the
/// variables are known. It does not block while the buckets are asked. What was paid for and not used goes back.
final class PricedExecution extends ExecutionStrategy {

    private final ExecutionStrategy execution;
    private final Weights weights;
    private final Budgets budgets;
    private final long maxAnswer;

    /// @param maxAnswer the most characters of an answer
    /// @param errors the handler of the given execution too: below the top, fields are run by this strategy
    PricedExecution(
            ExecutionStrategy execution,
            DataFetcherExceptionHandler errors,
            Weights weights,
            Budgets budgets,
            long maxAnswer) {
        super(errors);
        this.execution = execution;
        this.weights = weights;
        this.budgets = budgets;
        this.maxAnswer = maxAnswer;
    }

    @Override
    public CompletableFuture<ExecutionResult> execute(
            ExecutionContext context, ExecutionStrategyParameters parameters) {
        GraphQLContext request = context.getGraphQLContext();
        if (StreamExecution.isOfItem(request)) {
            return execution
                    .execute(context, parameters)
                    .thenApply(event -> isTooLong(event)
                            ? withoutData(GuardError.tooLongAnEvent(maxAnswer, StreamExecution.cursorOfItem(request)))
                            : event);
        }
        if (context.getOperationDefinition().getOperation() == OperationDefinition.Operation.MUTATION
                && SafeMethod.isAskedIn(request)) {
            request.put(SafeMethod.class, SafeMethod.BROKEN);
            return answer(GuardError.of(Fault.Code.BAD_REQUEST, "Send mutations by POST."));
        }
        var selections = Selections.of(context, weights);
        var cost = new QueryCost(selections);
        Account account = Account.of(request);
        long limit = account.plan().limit();
        boolean isDryRun = DryRun.isAskedIn(request);
        if (isDryRun || cost.points() > limit) {
            new Receipt(cost, null, null).leaveIn(request);
            return isDryRun ? DryRun.answer() : answer(GuardError.tooDear(cost, selections.toll(), limit));
        }
        return budgets.pay(account, cost.points())
                .toFuture()
                .thenCompose(payment -> paid(Objects.requireNonNull(payment), selections, cost, context, parameters));
    }

    private CompletableFuture<ExecutionResult> paid(
            Payment payment,
            Selections selections,
            QueryCost cost,
            ExecutionContext context,
            ExecutionStrategyParameters parameters) {
        GraphQLContext request = context.getGraphQLContext();
        new Receipt(cost, null, payment).leaveIn(request);
        if (!payment.granted()) {
            return answer(GuardError.emptyBucket(payment, cost.points()));
        }
        return execution
                .execute(context, parameters)
                .thenApply(result -> isTooLong(result) ? withoutData(GuardError.tooLong(maxAnswer)) : result)
                .thenApply(result -> settled(result, selections, cost, payment, request));
    }

    private boolean isTooLong(ExecutionResult result) {
        return AnswerSize.of(result.getData()) > maxAnswer;
    }

    private static ExecutionResult withoutData(GuardError error) {
        return ExecutionResult.newExecutionResult().data(null).addError(error).build();
    }

    private ExecutionResult settled(
            ExecutionResult result, Selections selections, QueryCost cost, Payment payment, GraphQLContext request) {
        // A stream has cost what it costs to begin: each of its items is paid for when it is delivered. And an error
        // takes out of the answer what was run for it all the same.
        long actual =
                result.getData() instanceof Publisher<?> || !result.getErrors().isEmpty()
                        ? cost.points()
                        : AnswerCost.of(selections, result.<@Nullable Map<String, ?>>getData());
        long unused = Math.max(0, cost.points() - actual);
        budgets.giveBack(Account.of(request), unused);
        new Receipt(cost, actual, payment.without(unused)).leaveIn(request);
        return result;
    }

    private static CompletableFuture<ExecutionResult> answer(GraphQLError refusal) {
        return CompletableFuture.completedFuture(
                ExecutionResult.newExecutionResult().addError(refusal).build());
    }
}
