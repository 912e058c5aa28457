package dev.baton.stream;

import graphql.ExecutionResult;
import graphql.GraphQLContext;
import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStrategy;
import graphql.execution.ExecutionStrategyParameters;
import graphql.execution.SubscriptionExecutionStrategy;
import graphql.execution.reactive.SubscriptionPublisher;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Runs a subscription in two kinds of steps: once for the stream, whose items come out as they are, and then, for
/// each item that [FanOut] puts into the context, as a query that begins at it.
///
/// GraphQL Java's own strategy reads all items in one execution. That keeps something of each item until the
/// subscription ends, and data loaders that answer a later item with what they loaded for an earlier one.
public final class StreamExecution extends ExecutionStrategy {

    private final ExecutionStrategy streams;
    private final ExecutionStrategy items;

    public StreamExecution(DataFetcherExceptionHandler errors) {
        super(errors);
        this.streams = new SubscriptionExecutionStrategy(errors);
        this.items = new AsyncExecutionStrategy(errors);
    }

    /// Whether the operation reads an item of a subscription that runs already.
    public static boolean isOfItem(GraphQLContext context) {
        return Item.isIn(context);
    }

    /// Where to come back to behind the item that the operation reads, or null where its stream has no such
    /// places.
    public static @Nullable String cursorOfItem(GraphQLContext context) {
        Item item = Item.of(context);
        return item != null && item.value() instanceof Placed placed ? placed.cursor() : null;
    }

    @Override
    public CompletableFuture<ExecutionResult> execute(
            ExecutionContext context, ExecutionStrategyParameters parameters) {
        if (isOfItem(context.getGraphQLContext())) {
            return items.execute(context, parameters);
        }
        Selection.of(context).leaveIn(context.getGraphQLContext());
        return streams.execute(context, parameters).thenApply(StreamExecution::unread);
    }

    /// The items, or the errors alone where there is no stream of them: without `data`, nothing has been run.
    private static ExecutionResult unread(ExecutionResult result) {
        return result.getData() instanceof SubscriptionPublisher stream
                ? result.transform(builder -> builder.data(stream.getUpstreamPublisher()))
                : ExecutionResult.newExecutionResult()
                        .errors(result.getErrors())
                        .extensions(result.getExtensions())
                        .build();
    }
}
