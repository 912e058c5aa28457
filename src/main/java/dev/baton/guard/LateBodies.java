package dev.baton.guard;

import java.time.Duration;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// Gives a request's body a time to arrive in, and little of it once the node stops: the server would wait for the
/// rest of it, and a client that sends no more would hold the shutdown. Around everything else, since a form is read
/// past all filters.
@Component
class LateBodies implements WebHttpHandlerBuilderCustomizer, ApplicationListener<ContextClosedEvent> {

    private static final Duration TIME_TO_STOP = Duration.ofSeconds(1);

    private final GuardProperties limits;
    private final Sinks.Empty<Void> stopping = Sinks.empty();

    LateBodies(GuardProperties limits) {
        this.limits = limits;
    }

    @Override
    public void customize(WebHttpHandlerBuilder builder) {
        builder.httpHandlerDecorator(
                handler -> (request, response) -> handler.handle(new InTime(request, response), response));
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        stopping.tryEmitEmpty();
    }

    private final class InTime extends ServerHttpRequestDecorator {

        private final ServerHttpResponse response;

        InTime(ServerHttpRequest request, ServerHttpResponse response) {
            super(request);
            this.response = response;
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return super.getBody().takeUntilOther(late());
        }

        private Mono<Void> late() {
            Mono<Void> stopped =
                    stopping.asMono().then(Mono.delay(TIME_TO_STOP)).then();
            return Mono.firstWithSignal(Mono.delay(limits.bodyTimeout()).then(), stopped)
                    .then(Mono.error(this::tooLate));
        }

        /// What still comes of the body must not be taken for the next request.
        private Throwable tooLate() {
            response.getHeaders().set(HttpHeaders.CONNECTION, "close");
            return new ResponseStatusException(HttpStatus.REQUEST_TIMEOUT);
        }
    }
}
