package dev.baton.access;

import dev.baton.graph.Fault;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/// What a request hears that is turned away before GraphQL sees it. On `/graphql` it is an answer in GraphQL's form,
/// for the client can read no other; anywhere else, what is not open is not there.
@Component
@Order(Door.BEFORE_SPRING_BOOTS)
class Door implements ServerAuthenticationEntryPoint, ServerAccessDeniedHandler, WebExceptionHandler {

    static final int BEFORE_SPRING_BOOTS = -2;
    static final String GRAPHQL = "/graphql";

    /// Whatever was asked for: a client of the older convention would take any other for an intermediary's.
    private static final MediaType GRAPHQL_RESPONSE =
            new MediaType(MediaType.APPLICATION_GRAPHQL_RESPONSE, StandardCharsets.UTF_8);

    private static final JsonMapper JSON = JsonMapper.shared();

    /// No token, or one that does not hold.
    @Override
    public Mono<Void> commence(ServerWebExchange exchange, AuthenticationException reason) {
        if (!isGraphQl(exchange)) {
            return notThere(exchange);
        }
        if (reason instanceof Undecided) {
            exchange.getResponse().getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
            return write(exchange, HttpStatus.SERVICE_UNAVAILABLE, Fault.undecided());
        }
        boolean token = exchange.getRequest().getHeaders().containsHeader(HttpHeaders.AUTHORIZATION);
        Fault fault = token
                ? new Fault(Fault.Code.UNAUTHENTICATED, "The bearer token does not hold. Get a new one.")
                : Caller.unknown();
        exchange.getResponse()
                .getHeaders()
                .set(HttpHeaders.WWW_AUTHENTICATE, token ? "Bearer error=\"invalid_token\"" : "Bearer");
        return write(exchange, HttpStatus.UNAUTHORIZED, fault);
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, AccessDeniedException denied) {
        return notThere(exchange);
    }

    /// A body that is no GraphQL request, a method or a media type that does not fit.
    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable thrown) {
        boolean clientsFault = thrown instanceof ResponseStatusException known
                && known.getStatusCode().is4xxClientError()
                && isGraphQl(exchange)
                && !exchange.getResponse().isCommitted();
        if (!clientsFault) {
            return Mono.error(thrown);
        }
        var known = (ResponseStatusException) thrown;
        exchange.getResponse().getHeaders().addAll(known.getHeaders());
        return write(exchange, known.getStatusCode(), new Fault(Fault.Code.BAD_REQUEST, message(known)));
    }

    private static String message(ResponseStatusException known) {
        return switch (HttpStatus.resolve(known.getStatusCode().value())) {
            case METHOD_NOT_ALLOWED -> "Send GraphQL requests by POST, or queries by GET.";
            case UNPROCESSABLE_CONTENT -> String.valueOf(known.getReason());
            case UNSUPPORTED_MEDIA_TYPE -> "Send the request as application/json.";
            case NOT_ACCEPTABLE -> "Accept application/graphql-response+json or application/json.";
            case REQUEST_TIMEOUT -> "The request's body did not come in time. Send it again.";
            case CONTENT_TOO_LARGE -> "The request is too large, or has too many values or levels of JSON.";
            case null, default -> "The body is not a GraphQL request: JSON with the operation in query.";
        };
    }

    static boolean isGraphQl(ServerWebExchange exchange) {
        return exchange.getRequest().getPath().value().equals(GRAPHQL);
    }

    private static Mono<Void> notThere(ServerWebExchange exchange) {
        exchange.getResponse().setStatusCode(HttpStatus.NOT_FOUND);
        return exchange.getResponse().setComplete();
    }

    private static Mono<Void> write(ServerWebExchange exchange, HttpStatusCode status, Fault fault) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(status);
        response.getHeaders().setContentType(GRAPHQL_RESPONSE);
        DataBuffer body = response.bufferFactory().wrap(body(fault));
        return response.writeWith(Mono.just(body));
    }

    private static byte[] body(Fault fault) {
        Map<String, @Nullable Object> error = Map.of("message", fault.getMessage(), "extensions", fault.extensions());
        return JSON.writeValueAsBytes(Map.of("errors", List.of(error)));
    }
}
