package dev.baton.access;

import dev.baton.graph.Fault;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.reactivestreams.Publisher;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.execution.SubscriptionPublisherException;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.server.WebSocketGraphQlInterceptor;
import org.springframework.graphql.server.WebSocketGraphQlRequest;
import org.springframework.graphql.server.WebSocketSessionInfo;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Knows the caller of each operation, on every transport, and makes it known inside: as `Caller.current()`, as
/// `@AuthenticationPrincipal Caller`, and under `Caller.class` in the GraphQL context. The outermost interceptor, so
/// that the others know the caller too.
///
/// A browser cannot set headers on a WebSocket: there the token comes in the payload of `connection_init`, as
/// `{"Authorization": "Bearer ..."}`. Where the upgrade request had the header, the payload may leave it out.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class SignIn implements WebSocketGraphQlInterceptor {

    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "Bearer ";

    private final Tokens tokens;
    private final Retirements retirements;
    private final Clock clock;

    SignIn(Tokens tokens, Retirements retirements, Clock clock) {
        this.tokens = tokens;
        this.retirements = retirements;
        this.clock = clock;
    }

    @Override
    public Mono<Object> handleConnectionInitialization(WebSocketSessionInfo session, Map<String, Object> payload) {
        Socket socket = Socket.of(session);
        return login(session, payload)
                .onErrorComplete(AuthenticationException.class)
                .filterWhen(login -> retirements.isRetired(login.getPrincipal()).map(retired -> !retired))
                .doOnNext(socket::signIn)
                .hasElement()
                .flatMap(signedIn -> signedIn ? Mono.empty() : rejected(socket));
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        return request instanceof WebSocketGraphQlRequest onSocket
                ? onSocket(onSocket, Socket.of(onSocket.getSessionInfo()), chain)
                : onHttp(request, chain);
    }

    private Mono<WebGraphQlResponse> onSocket(WebGraphQlRequest request, Socket socket, Chain chain) {
        CallerAuthentication login = socket.login();
        if (login == null) {
            return Mono.just(refused(request, Caller.unknown()));
        }
        return identified(request, login, chain)
                .map(response -> limited(socket, request, response))
                .contextWrite(ReactiveSecurityContextHolder.withAuthentication(login));
    }

    private Mono<WebGraphQlResponse> onHttp(WebGraphQlRequest request, Chain chain) {
        return ReactiveSecurityContextHolder.getContext()
                .mapNotNull(context -> context.getAuthentication())
                .ofType(CallerAuthentication.class)
                .flatMap(login -> identified(request, login, chain).map(response -> untilExpiry(login, response)))
                .switchIfEmpty(Mono.fromSupplier(() -> refused(request, Caller.unknown())));
    }

    private Mono<WebGraphQlResponse> identified(WebGraphQlRequest request, CallerAuthentication login, Chain chain) {
        request.configureExecutionInput(
                (_, builder) -> builder.graphQLContext(Map.of(Caller.class, login.getPrincipal()))
                        .build());
        return retirements
                .refusal(login.getPrincipal())
                .map(fault -> refused(request, fault))
                .switchIfEmpty(Mono.defer(() -> chain.next(request)));
    }

    private static WebGraphQlResponse limited(Socket socket, WebGraphQlRequest request, WebGraphQlResponse response) {
        if (!(response.getData() instanceof Publisher<?> events)) {
            return response;
        }
        // Nobody has subscribed to the events yet, so leaving them alone undoes the operation.
        return socket.enter()
                ? response.transform(builder -> builder.data(Flux.from(events).doFinally(_ -> socket.leave())))
                : refused(request, Socket.full());
    }

    /// Server-sent events end with the token; a socket is closed as a whole.
    private WebGraphQlResponse untilExpiry(CallerAuthentication login, WebGraphQlResponse response) {
        if (!(response.getData() instanceof Publisher<?> events)) {
            return response;
        }
        var fault = new Fault(Fault.Code.UNAUTHENTICATED, "The token has expired. Come back with a new one.");
        Mono<Void> expired = Mono.delay(Duration.between(clock.instant(), login.expiresAt()))
                .then(Mono.error(() -> new SubscriptionPublisherException(List.of(error(fault)), fault)));
        return response.transform(builder -> builder.data(Flux.from(events).takeUntilOther(expired)));
    }

    private Mono<CallerAuthentication> login(WebSocketSessionInfo session, Map<String, Object> payload) {
        Optional<Object> authorization = payload.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(AUTHORIZATION))
                .<Object>map(Map.Entry::getValue)
                .findFirst();
        return authorization.isPresent()
                ? Mono.justOrEmpty(bearer(authorization.get())).flatMap(tokens::verify)
                : session.getPrincipal().ofType(CallerAuthentication.class);
    }

    private static Optional<String> bearer(Object authorization) {
        return authorization instanceof String text && text.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(text.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    /// Never answers, for Spring's handler would acknowledge a value, and close with 4401 on an error: a code
    /// after which no client comes back.
    private static Mono<Object> rejected(Socket socket) {
        socket.end(Socket.REJECTED);
        return Mono.never();
    }

    private static WebGraphQlResponse refused(WebGraphQlRequest request, Fault fault) {
        ExecutionInput input = request.toExecutionInput();
        ExecutionResult result =
                ExecutionResult.newExecutionResult().addError(error(fault)).build();
        return new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(input, result));
    }

    private static GraphQLError error(Fault fault) {
        return GraphqlErrorBuilder.newError()
                .message("%s", fault.getMessage())
                .extensions(fault.extensions())
                .build();
    }
}
