package dev.baton.wire;

import dev.baton.access.CallerAuthentication;
import dev.baton.graph.RequestBody;
import java.util.Map;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.webflux.GraphQlSseHandler;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Server-sent events, by the distinct connections mode of graphql-sse: any operation, not only subscriptions, each on
/// a request of its own. Spring's own handler answers an error to a mutation that it has run, and hides why an
/// operation was refused.
@Component
class EventStreams extends GraphQlSseHandler {

    private final House house;

    EventStreams(WebGraphQlHandler graphQl, House house) {
        super(graphQl);
        this.house = house;
    }

    @Override
    public Mono<ServerResponse> handleRequest(ServerRequest request) {
        Mono<CallerAuthentication> login = ReactiveSecurityContextHolder.getContext()
                .mapNotNull(context -> context.getAuthentication())
                .ofType(CallerAuthentication.class);
        Mono<WebGraphQlRequest> operation = request.bodyToMono(byte[].class)
                .switchIfEmpty(Mono.error(() -> new ServerWebInputException("There is no request in the body")))
                .map(RequestBody::read)
                .map(body -> operation(request, body));
        return Mono.zip(login, operation, Opening::new).flatMap(this::open);
    }

    private record Opening(CallerAuthentication login, WebGraphQlRequest operation) {}

    /// The answer begins at once, before the operation does: a stream may have nothing to say for hours.
    private Mono<ServerResponse> open(Opening opening) {
        BodyInserter<Void, ServerHttpResponse> events = (response, _) -> write(opening, response);
        return ServerResponse.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .cacheControl(CacheControl.noStore())
                // Proxies that collect an answer before they pass it on are asked not to.
                .header("X-Accel-Buffering", "no")
                .body(events);
    }

    private Mono<Void> write(Opening opening, ServerHttpResponse response) {
        Line line = Line.of(response);
        Flux<byte[]> events = Flux.using(
                () -> house.guests().add(new EventStream(house, opening.login(), line)),
                stream -> stream.events(opening.operation()),
                house.guests()::remove);
        return response.writeAndFlushWith(events.publishOn(line.loop(), false, 1)
                .concatMap(line::whenRoom, 0)
                .map(event -> Mono.just(response.bufferFactory().wrap(event))));
    }

    private static WebGraphQlRequest operation(ServerRequest request, Map<String, Object> body) {
        return new WebGraphQlRequest(
                request.uri(),
                request.headers().asHttpHeaders(),
                request.cookies(),
                request.remoteAddress().orElse(null),
                request.attributes(),
                body,
                request.exchange().getRequest().getId(),
                request.exchange().getLocaleContext().getLocale());
    }
}
