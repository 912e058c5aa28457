package dev.baton.stream;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.reactivestreams.Publisher;
import org.springframework.graphql.ExecutionGraphQlService;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/// Reads the items of every subscription, in their order.
@Component
class FanOut implements WebGraphQlInterceptor {

    /// How many items of one subscription are read side by side; they are told one after the other.
    private static final int AT_ONCE = 8;

    /// In characters.
    private static final int LARGEST_DOCUMENT = 64 * 1024;

    private static final Pattern WORD = Pattern.compile("\\w+");

    private final ExecutionGraphQlService service;
    private final Readings readings;

    FanOut(ExecutionGraphQlService service, Readings readings) {
        this.service = service;
        this.readings = readings;
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        request.configureExecutionInput((input, changed) ->
                mayStream(input) ? changed.variables(mentioned(input)).build() : input);
        return Mono.deferContextual(context -> chain.next(request).map(response -> read(response, context)));
    }

    /// Looked at before the document is parsed, and so with care: a larger one is refused as a subscription
    /// anyway.
    private static boolean mayStream(ExecutionInput input) {
        return input.getQuery().length() <= LARGEST_DOCUMENT
                && !input.getRawVariables().toMap().isEmpty()
                && input.getQuery().contains("subscription");
    }

    /// Only the variables that the document can use: a subscription keeps what it began with.
    private static Map<String, Object> mentioned(ExecutionInput input) {
        var mentioned = new HashMap<>(input.getRawVariables().toMap());
        Set<String> names = WORD.matcher(input.getQuery())
                .results()
                .map(MatchResult::group)
                .filter(mentioned::containsKey)
                .collect(Collectors.toSet());
        mentioned.keySet().retainAll(names);
        return mentioned;
    }

    private WebGraphQlResponse read(WebGraphQlResponse response, ContextView context) {
        return response.getData() instanceof Publisher<?> items
                ? response.transform(builder -> builder.data(results(response, items, context)))
                : response;
    }

    // What ends the stream must not overtake the items before it: a client goes on behind the last that it was told.
    private Flux<ExecutionResult> results(WebGraphQlResponse response, Publisher<?> items, ContextView context) {
        var reader = new ItemReader(service, readings, response.getExecutionInput(), context);
        return Flux.from(items).flatMapSequentialDelayError(reader::read, AT_ONCE, 1);
    }
}
