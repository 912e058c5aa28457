package dev.baton.stream;

import dev.baton.access.Caller;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.dataloader.DataLoaderRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.ExecutionGraphQlRequest;
import org.springframework.graphql.ExecutionGraphQlResponse;
import org.springframework.graphql.ExecutionGraphQlService;
import org.springframework.graphql.support.DefaultExecutionGraphQlRequest;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/// Reads the items of one subscription, or finds what was read of them for another.
final class ItemReader {

    private final ExecutionGraphQlService service;
    private final Readings readings;
    private final ExecutionInput subscription;
    private final Selection selection;
    private final Caller.Audience audience;
    private final ContextView context;

    /// @param context of the operation that began the subscription
    ItemReader(ExecutionGraphQlService service, Readings readings, ExecutionInput subscription, ContextView context) {
        this.service = service;
        this.readings = readings;
        // Each item brings loaders of its own; those of the beginning would be kept for as long as it runs.
        this.subscription = subscription.transform(input ->
                input.dataLoaderRegistry(DataLoaderRegistry.newRegistry().build()));
        this.selection = Selection.in(subscription.getGraphQLContext());
        this.audience = Objects.requireNonNull(subscription.getGraphQLContext().<Caller>get(Caller.class))
                .audience();
        this.context = context;
    }

    Mono<ExecutionResult> read(Object item) {
        Mono<ExecutionResult> alone = execute(item);
        return item instanceof Shareable shareable
                ? readings.once(new Readings.Key(selection, audience, shareable.identity()), alone)
                : alone;
    }

    /// Nothing of it is made ready before it is subscribed to: of a thousand subscribers one reads.
    private Mono<ExecutionResult> execute(Object item) {
        return Mono.defer(() -> service.execute(request(new Item(item))))
                .map(ExecutionGraphQlResponse::getExecutionResult)
                .contextWrite(context);
    }

    private ExecutionGraphQlRequest request(Item item) {
        var request = new DefaultExecutionGraphQlRequest(
                subscription.getQuery(),
                subscription.getOperationName(),
                new LinkedHashMap<String, @Nullable Object>(
                        subscription.getRawVariables().toMap()),
                subscription.getExtensions(),
                subscription.getExecutionIdNonNull().toString(),
                subscription.getLocale());
        Map<Object, Object> context = subscription.getGraphQLContext().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        context.put(Item.class, item);
        request.configureExecutionInput(
                (_, input) -> input.graphQLContext(context).build());
        return request;
    }
}
