package dev.baton.guard;

import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ContentTooLargeException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/// Makes the client's what Spring takes for the server's mistakes (500): a body beyond
/// `spring.http.codecs.max-in-memory-size`, and media types that cannot be read. The handlers behind this one
/// write the answer.
@Component
@Order(ClientMistakes.FIRST)
class ClientMistakes implements WebExceptionHandler {

    static final int FIRST = -10;

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable thrown) {
        return Mono.error(
                switch (thrown) {
                    case DataBufferLimitException tooLarge -> new ContentTooLargeException(tooLarge);
                    case InvalidMediaTypeException _ ->
                        unreadable(exchange.getRequest().getHeaders());
                    default -> thrown;
                });
    }

    private static Throwable unreadable(HttpHeaders headers) {
        try {
            headers.getContentType();
            return new NotAcceptableStatusException(List.of(MediaType.APPLICATION_JSON));
        } catch (InvalidMediaTypeException contentType) {
            return new UnsupportedMediaTypeStatusException(String.valueOf(contentType.getMessage()));
        }
    }
}
