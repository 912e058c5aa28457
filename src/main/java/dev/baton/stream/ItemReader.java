package dev.baton.stream;

import dev.baton.access.Caller;
import dev.baton.graph.Fault;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQLError;
import java.time.Duration;
import java.util.HashMap;
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
import reactor.util.context.ContextView;
import reactor.util.retry.Retry;

/// Reads the items of one subscription, or finds what was read of them for another.
final class ItemReader {

    private static final String UNAVAILABLE = Fault.Code.UNAVAILABLE.name();

    /// The stream waits: a client goes on behind the last item that it was told, and would never hear again of one
    /// that it was told half.
    private static final Retry OUTAGE = Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
            .maxBackoff(Duration.ofSeconds(1))
            .filter(Unavailable.class::isInstance);

    private final ExecutionGraphQlService service;
    private final Readings readings;
    private final Selection selection;
    private final Map<String, @Nullable Object> variables;
    private final String requestId;
    private final Locale locale;
    private final Map<Object, Object> values;
    private final Caller.Audience audience;
    private final ContextView context;

    /// Takes of the beginning what items need. The rest would be kept for as long as the subscription runs: its
    /// data loaders above all, of which each item brings its own.
    ///
    /// @param context of the operation that began the subscription
    ItemReader(ExecutionGraphQlService service, Readings readings, ExecutionInput beginning, ContextView context) {
        this.service = service;
        this.readings = readings;
        this.selection = Selection.in(beginning.getGraphQLContext());
        this.variables = new HashMap<>(beginning.getRawVariables().toMap());
        this.requestId = beginning.getExecutionIdNonNull().toString();
        this.locale = beginning.getLocale();
        this.values = beginning.getGraphQLContext().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        this.audience = Objects.requireNonNull(beginning.getGraphQLContext().<Caller>get(Caller.class))
                .audience();
        this.context = context;
    }

    /// What the subscription tells of the item, once it can be told: what it is read from may be away for a while.
    Mono<ExecutionResult> read(Object item) {
        Mono<ExecutionResult> whole =
                execute(item).doOnNext(ItemReader::requireAvailable).retryWhen(OUTAGE);
        return item instanceof Shareable shareable
                ? readings.once(new Readings.Key(selection, audience, shareable.identity()), whole)
                : whole;
    }

    /// Nothing of it is made ready before it is subscribed to: of a thousand subscribers one reads. It goes on to
    /// its end where nobody wants it any more: an execution that is canceled ends with an error, which would be
    /// logged as one that nobody is there to take.
    private Mono<ExecutionResult> execute(Object item) {
        return Mono.defer(() -> Mono.fromFuture(
                service.execute(request(new Item(item)))
                        .map(ExecutionGraphQlResponse::getExecutionResult)
                        .contextWrite(context)
                        .toFuture(),
                true));
    }

    private static void requireAvailable(ExecutionResult read) {
        boolean isAvailable = read.getErrors().stream()
                .map(GraphQLError::getExtensions)
                .noneMatch(extensions -> extensions != null && UNAVAILABLE.equals(extensions.get("code")));
        if (!isAvailable) {
            throw new Unavailable();
        }
    }

    private ExecutionGraphQlRequest request(Item item) {
        var request = new DefaultExecutionGraphQlRequest(
                selection.document(), selection.operation(), variables, Map.of(), requestId, locale);
        request.configureExecutionInput((_, input) -> input.graphQLContext(values)
                .graphQLContext(Map.of(Item.class, item))
                .build());
        return request;
    }

    private static final class Unavailable extends RuntimeException {

        private static final long serialVersionUID = 1;

        Unavailable() {
            super("unavailable", null, false, false);
        }
    }
}
