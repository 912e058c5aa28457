package dev.baton.access;

import dev.baton.graph.TypeId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/// Names each request: as its sender did in `X-Request-Id`, where that is short and plain, else anew. The answer has
/// the name in the same header; it is in each line of the log that belongs to the request, in the audit, and in
/// `INTERNAL` errors.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class RequestIds implements WebFilter {

    static final String HEADER = "X-Request-Id";

    private static final String PREFIX = "request";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._~-]{8,100}");

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String id = id(exchange.getRequest().getHeaders().getFirst(HEADER));
        exchange.getResponse().getHeaders().set(HEADER, id);
        return chain.filter(exchange.mutate()
                        .request(new Named(exchange.getRequest(), id))
                        .build())
                .contextWrite(LogContext.of(id));
    }

    private static String id(@Nullable String given) {
        return given != null && PLAIN.matcher(given).matches() ? given : TypeId.format(PREFIX, TypeId.next());
    }

    private static final class Named extends ServerHttpRequestDecorator {

        private final String id;

        Named(ServerHttpRequest request, String id) {
            super(request);
            this.id = id;
        }

        @Override
        public String getId() {
            return id;
        }
    }
}
