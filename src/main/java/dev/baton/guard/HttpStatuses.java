package dev.baton.guard;

import dev.baton.graph.Fault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.reactivestreams.Publisher;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.server.webflux.GraphQlHttpHandler;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.publisher.Mono;

/// Answers with the status that GraphQL over HTTP has for what went wrong: without data, that of the first error's
/// code. Such an answer is `application/graphql-response+json` whatever the client asked for, since a client of the
/// older convention would take any other `application/json` for an intermediary's.
class HttpStatuses extends GraphQlHttpHandler {

    HttpStatuses(WebGraphQlHandler handler) {
        super(handler);
    }

    /// Spring answers nothing at all to an empty body, and to the JSON value `null`.
    @Override
    public Mono<ServerResponse> handleRequest(ServerRequest request) {
        return super.handleRequest(request)
                .switchIfEmpty(Mono.error(() -> new ServerWebInputException("There is no request in the body")));
    }

    @Override
    protected Mono<ServerResponse> prepareResponse(ServerRequest request, WebGraphQlResponse response) {
        if (response.getData() instanceof Publisher<?>) {
            return refused(HttpStatus.BAD_REQUEST, response, withoutStream(response));
        }
        return response.getExecutionResult().isDataPresent()
                ? super.prepareResponse(request, response)
                : refused(status(response), response, response.toMap());
    }

    private static Mono<ServerResponse> refused(HttpStatus status, WebGraphQlResponse response, Map<String, ?> body) {
        return ServerResponse.status(status)
                .headers(headers -> headers.putAll(response.getResponseHeaders()))
                .contentType(MediaType.APPLICATION_GRAPHQL_RESPONSE)
                .bodyValue(body);
    }

    /// For a subscription with no stream to answer on. Nobody has asked for its events, so nothing has begun.
    private static Map<String, ?> withoutStream(WebGraphQlResponse response) {
        GuardError refusal =
                GuardError.of(Fault.Code.BAD_REQUEST, "Subscribe over a WebSocket, or accept text/event-stream alone.");
        return Map.of("errors", List.of(refusal.toSpecification()), "extensions", response.getExtensions());
    }

    private static HttpStatus status(WebGraphQlResponse response) {
        Optional<Fault.Code> code = response.getErrors().stream().findFirst().flatMap(HttpStatuses::code);
        return code.map(HttpStatuses::status).orElse(HttpStatus.BAD_REQUEST);
    }

    private static Optional<Fault.Code> code(ResponseError error) {
        return Optional.ofNullable(error.getExtensions().get("code"))
                .map(Object::toString)
                .map(Fault.Code::valueOf);
    }

    private static HttpStatus status(Fault.Code code) {
        return switch (code) {
            case BAD_REQUEST -> HttpStatus.BAD_REQUEST;
            case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
            case FORBIDDEN, DOCUMENT_NOT_TRUSTED -> HttpStatus.FORBIDDEN;
            case VALIDATION_FAILED, COST_LIMIT_EXCEEDED, CURSOR_EXPIRED -> HttpStatus.UNPROCESSABLE_CONTENT;
            case RATE_LIMITED, SLOW_CONSUMER -> HttpStatus.TOO_MANY_REQUESTS;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
            case INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }
}
