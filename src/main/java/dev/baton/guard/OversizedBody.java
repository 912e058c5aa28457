package dev.baton.guard;

import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ContentTooLargeException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/// Makes a body beyond `spring.http.codecs.max-in-memory-size` the client's mistake (413), where Spring takes it for
/// the server's. The handlers behind this one write the answer.
@Component
@Order(OversizedBody.FIRST)
class OversizedBody implements WebExceptionHandler {

    static final int FIRST = -10;

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable thrown) {
        return Mono.error(thrown instanceof DataBufferLimitException ? new ContentTooLargeException(thrown) : thrown);
    }
}
