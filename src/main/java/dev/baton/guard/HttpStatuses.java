package dev.baton.guard;

import dev.baton.graph.Fault;
import java.util.Optional;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.server.webflux.GraphQlHttpHandler;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// Answers with the status that GraphQL over HTTP has for what went wrong: without data, that of the first error's
/// code. Such an answer is `application/graphql-response+json` whatever the client asked for, since a client of the
/// older convention would take any other `application/json` for an intermediary's.
class HttpStatuses extends GraphQlHttpHandler {

    HttpStatuses(WebGraphQlHandler handler) {
        super(handler);
    }

    @Override
    protected Mono<ServerResponse> prepareResponse(ServerRequest request, WebGraphQlResponse response) {
        if (response.getExecutionResult().isDataPresent()) {
            return super.prepareResponse(request, response);
        }
        return ServerResponse.status(status(response))
                .headers(headers -> headers.putAll(response.getResponseHeaders()))
                .contentType(MediaType.APPLICATION_GRAPHQL_RESPONSE)
                .bodyValue(response.toMap());
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
