package dev.baton.access;

import java.util.Map;
import org.reactivestreams.Publisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.server.webflux.GraphQlSseHandler;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// Server-sent events, by the distinct connections mode of graphql-sse: any operation, not only subscriptions.
/// Spring's own handler answers an error to a mutation that it has run, and hides why an operation was refused.
///
/// On shutdown the streams end, for the server's graceful shutdown would wait its whole time for them. As a lifecycle
/// in the default phase this stops before the server.
@Component
class EventStreams extends GraphQlSseHandler implements SmartLifecycle {

    // Another at each start: a context may be stopped and started again, as the cached ones of tests are.
    private volatile Sinks.Empty<Void> shutdown = Sinks.empty();
    private volatile boolean running;

    EventStreams(WebGraphQlHandler handler) {
        super(handler);
    }

    @Override
    protected Mono<ServerResponse> prepareResponse(ServerRequest request, WebGraphQlResponse response) {
        Object data = response.getData();
        return data instanceof Publisher<?> events
                ? super.prepareResponse(request, untilShutdown(response, events))
                : single(response.toMap());
    }

    private WebGraphQlResponse untilShutdown(WebGraphQlResponse response, Publisher<?> events) {
        Flux<?> bounded = Flux.from(events).takeUntilOther(shutdown.asMono());
        return response.transform(builder -> builder.data(bounded));
    }

    private static Mono<ServerResponse> single(Map<String, Object> answer) {
        var next = ServerSentEvent.builder(answer).event("next").build();
        var complete = ServerSentEvent.<Map<String, Object>>builder(Map.of())
                .event("complete")
                .build();
        return ServerResponse.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .body(BodyInserters.fromServerSentEvents(Flux.just(next, complete)));
    }

    @Override
    public void start() {
        shutdown = Sinks.empty();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        shutdown.tryEmitEmpty();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
