package dev.baton.guard;

import static org.springframework.http.MediaType.APPLICATION_GRAPHQL_RESPONSE;
import static org.springframework.http.MediaType.APPLICATION_JSON;
import static org.springframework.http.MediaType.TEXT_EVENT_STREAM;

import dev.baton.graph.Fault;
import dev.baton.graph.RequestBody;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.reactivestreams.Publisher;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// One operation in each request, and its answer, by the draft of
/// [GraphQL over HTTP](https://github.com/graphql/graphql-over-http) of August 2026.
///
/// An answer with data has status 200, or 294 with errors beside the data. One without has the status of the first
/// error's code, and is `application/graphql-response+json` whatever the client asked for, since a client of the older
/// convention would take any other for an intermediary's.
class HttpRequests {

    private static final HttpStatusCode PARTIAL_SUCCESS = HttpStatusCode.valueOf(294);
    private static final List<MediaType> OFFERED = List.of(APPLICATION_JSON, APPLICATION_GRAPHQL_RESPONSE);
    private static final JsonMapper JSON = RequestBody.JSON;

    private final WebGraphQlHandler graphQl;

    HttpRequests(WebGraphQlHandler graphQl) {
        this.graphQl = graphQl;
    }

    /// Whether the client can read an answer of this handler's.
    static boolean isAcceptable(ServerRequest.Headers headers) {
        return mediaType(headers.accept()).isPresent();
    }

    /// Whether it can read an event stream.
    static boolean isStreamAcceptable(ServerRequest.Headers headers) {
        return isStreamAcceptable(headers.accept());
    }

    /// Whether it is answered with one: who also reads an answer of this handler's gets that.
    static boolean isForStream(List<MediaType> accepted) {
        return isStreamAcceptable(accepted) && mediaType(accepted).isEmpty();
    }

    private static boolean isStreamAcceptable(List<MediaType> accepted) {
        return rule(accepted, TEXT_EVENT_STREAM).filter(HttpRequests::isWelcome).isPresent();
    }

    Mono<ServerResponse> post(ServerRequest request) {
        return request.bodyToMono(byte[].class)
                // Of an empty body Spring makes nothing at all.
                .switchIfEmpty(Mono.error(() -> new ServerWebInputException("There is no request in the body")))
                .map(RequestBody::read)
                .flatMap(body -> graphQl.handleRequest(operation(request, body)))
                .flatMap(response -> answer(request, response));
    }

    /// Queries only.
    Mono<ServerResponse> get(ServerRequest request) {
        return Mono.fromSupplier(() -> RequestBody.read(JSON.writeValueAsBytes(parameters(request))))
                .map(body -> SafeMethod.asked(operation(request, body)))
                .flatMap(graphQl::handleRequest)
                .flatMap(response -> answer(request, response));
    }

    private static Map<String, Object> parameters(ServerRequest request) {
        var parameters = new HashMap<String, Object>();
        request.queryParams().forEach((name, values) -> {
            String value = values.getFirst();
            if (value != null && !value.isEmpty()) {
                parameters.put(name, name.equals("variables") || name.equals("extensions") ? json(value) : value);
            }
        });
        return parameters;
    }

    private static Object json(String value) {
        try {
            return Objects.requireNonNullElse(JSON.readValue(value, Object.class), Map.of());
        } catch (JacksonException notJson) {
            throw new ServerWebInputException("A parameter is not JSON", null, notJson);
        }
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

    private static Mono<ServerResponse> answer(ServerRequest request, WebGraphQlResponse response) {
        if (response.getData() instanceof Publisher<?>) {
            return refused(HttpStatus.BAD_REQUEST, response, withoutStream(response));
        }
        if (!response.getExecutionResult().isDataPresent()) {
            return refused(status(response), response, response.toMap());
        }
        return ServerResponse.status(response.getErrors().isEmpty() ? HttpStatus.OK : PARTIAL_SUCCESS)
                .headers(headers -> headers.putAll(response.getResponseHeaders()))
                .contentType(utf8(mediaType(request.headers().accept()).orElse(APPLICATION_JSON)))
                .bodyValue(response.toMap());
    }

    private static Mono<ServerResponse> refused(HttpStatus status, WebGraphQlResponse response, Map<String, ?> body) {
        return ServerResponse.status(status)
                .headers(headers -> {
                    headers.putAll(response.getResponseHeaders());
                    switch (status) {
                        case UNAUTHORIZED -> headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
                        case SERVICE_UNAVAILABLE, TOO_MANY_REQUESTS -> comeBackSoon(headers);
                        case METHOD_NOT_ALLOWED -> headers.set(HttpHeaders.ALLOW, HttpMethod.POST.name());
                        default -> {}
                    }
                })
                .contentType(utf8(APPLICATION_GRAPHQL_RESPONSE))
                .bodyValue(body);
    }

    private static void comeBackSoon(HttpHeaders headers) {
        if (!headers.containsHeader(HttpHeaders.RETRY_AFTER)) {
            headers.set(HttpHeaders.RETRY_AFTER, "1");
        }
    }

    /// For a subscription with no stream to answer on. Nobody has asked for its events, so nothing has begun.
    private static Map<String, ?> withoutStream(WebGraphQlResponse response) {
        GuardError refusal =
                GuardError.of(Fault.Code.BAD_REQUEST, "Subscribe over a WebSocket, or accept text/event-stream alone.");
        return Map.of("errors", List.of(refusal.toSpecification()), "extensions", response.getExtensions());
    }

    /// The one that the client likes best; of those that it likes alike, the one that it names first, or that any
    /// client reads.
    private static Optional<MediaType> mediaType(List<MediaType> wanted) {
        List<MediaType> accepted = wanted.isEmpty() ? List.of(MediaType.ALL) : wanted;
        return OFFERED.stream()
                .flatMap(offered -> rule(accepted, offered).map(rule -> new Choice(offered, rule)).stream())
                .filter(choice -> isWelcome(choice.rule()))
                .min(Comparator.<Choice>comparingDouble(choice -> -choice.rule().getQualityValue())
                        .thenComparingInt(choice -> accepted.indexOf(choice.rule())))
                .map(Choice::offered);
    }

    private static boolean isWelcome(MediaType range) {
        return range.getQualityValue() > 0;
    }

    /// A media type, and which of the client's ranges decides on it.
    private record Choice(MediaType offered, MediaType rule) {}

    /// The most specific range that includes the type: `application/json;q=0, */*` takes anything else.
    private static Optional<MediaType> rule(List<MediaType> accepted, MediaType offered) {
        return accepted.stream()
                .filter(range -> range.includes(offered))
                .min(Comparator.comparing(MediaType::isWildcardType).thenComparing(MediaType::isWildcardSubtype));
    }

    private static MediaType utf8(MediaType type) {
        return new MediaType(type, StandardCharsets.UTF_8);
    }

    private static HttpStatus status(WebGraphQlResponse response) {
        if (SafeMethod.isBrokenIn(response.getExecutionInput().getGraphQLContext())) {
            return HttpStatus.METHOD_NOT_ALLOWED;
        }
        Optional<Fault.Code> code = response.getErrors().stream().findFirst().flatMap(HttpRequests::code);
        return code.map(HttpRequests::status).orElse(HttpStatus.BAD_REQUEST);
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
