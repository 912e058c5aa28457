package dev.baton.guard;

import java.time.Duration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Reads the body of a request that is refused without a look at it, such as one without a token, before the answer.
///
/// Reactor Netty does not: where the body comes in while the answer goes out, it stops reading from the
/// connection, and the client's next request on it is never answered.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class UnreadBody implements WebFilter {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        if (headers.getContentLength() <= 0 && !headers.containsHeader(HttpHeaders.TRANSFER_ENCODING)) {
            return chain.filter(exchange);
        }
        var request = new Watched(exchange.getRequest());
        exchange.getResponse().beforeCommit(request::readUnlessRead);
        return chain.filter(exchange.mutate().request(request).build());
    }

    private static final class Watched extends ServerHttpRequestDecorator {

        private volatile boolean read;

        Watched(ServerHttpRequest request) {
            super(request);
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return super.getBody().doOnSubscribe(_ -> read = true);
        }

        /// A form is read past this request, and a second reading of it fails, which is as good as having read
        /// it. A body that comes too slowly is left: its connection is of no use to anybody. Mapped, because
        /// who writes the answer may release discarded buffers a second time.
        Mono<Void> readUnlessRead() {
            return read
                    ? Mono.empty()
                    : getBody()
                            .map(DataBufferUtils::release)
                            .then()
                            .timeout(PATIENCE, Mono.empty())
                            .onErrorComplete();
        }
    }
}
