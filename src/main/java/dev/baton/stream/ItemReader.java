package dev.baton.stream;

import dev.baton.access.Caller;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.ExecutionGraphQlRequest;
import org.springframework.graphql.ExecutionGraphQlResponse;
import org.springframework.graphql.ExecutionGraphQlService;
import org.springframework.graphql.support.DefaultExecutionGraphQlRequest;
import reactor.core.publisher.Mono;

/// Reads the items of one subscription, or finds what was read of them for another.
final class ItemReader {

    private final ExecutionGraphQlService service;
    private final Readings readings;
    private final Selection selection;
    private final Map<String, @Nullable Object> variables;
    private final String requestId;
    private final Locale locale;
    private final Map<Object, Object> context;
    private final Caller.Audience audience;

    /// Takes of the beginning what items need. The rest would be kept for as long as the subscription runs: its data
    /// loaders above all, of which each item brings its own.
    ItemReader(ExecutionGraphQlService service, Readings readings, ExecutionInput beginning) {
        this.service = service;
        this.readings = readings;
        this.selection = Selection.in(beginning.getGraphQLContext());
        this.variables = beginning.getRawVariables().toMap();
        this.requestId = beginning.getExecutionIdNonNull().toString();
        this.locale = beginning.getLocale();
        this.context = beginning.getGraphQLContext().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        this.audience = Objects.requireNonNull(beginning.getGraphQLContext().<Caller>get(Caller.class))
                .audience();
    }

    Mono<ExecutionResult> read(Object item) {
        Mono<ExecutionResult> alone = execute(item);
        return item instanceof Shareable shareable
                ? readings.once(new Readings.Key(selection, audience, shareable.identity()), alone)
                : alone;
    }

    private Mono<ExecutionResult> execute(Object item) {
        return service.execute(request(new Item(item))).map(ExecutionGraphQlResponse::getExecutionResult);
    }

    private ExecutionGraphQlRequest request(Item item) {
        var request = new DefaultExecutionGraphQlRequest(
                selection.document(),
                selection.operation(),
                variables,
                Map.of(),
                requestId,
                locale);
        request.configureExecutionInput((_, input) -> input.graphQLContext(context)
                .graphQLContext(Map.of(Item.class, item))
                .build());
        return request;
    }
}
