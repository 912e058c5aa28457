package dev.baton.access;

import dev.baton.graph.Fault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.server.WebSocketSessionInfo;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// One open WebSocket: who signed in on it, what runs on it, and when it ends. Spring GraphQL's handler and
/// interceptors see the session's attributes only, so it lives there.
final class Socket {

    /// Spring's handler takes 256 operations at once off a socket, and then nothing more, not even `complete`;
    /// this many subscriptions leave room for the rest.
    static final int MOST_SUBSCRIPTIONS = 100;

    /// Codes between 4000 and 4999 are the subprotocol's; a client comes back with a new token after these two.
    static final CloseStatus REJECTED = new CloseStatus(4403, "Forbidden");

    static final CloseStatus EXPIRED = new CloseStatus(4440, "Token expired");

    private static final String ATTRIBUTE = Socket.class.getName();

    private final WebSocketSession session;
    private final Clock clock;
    private final AtomicInteger subscriptions = new AtomicInteger();
    private final Sinks.One<CloseStatus> end = Sinks.one();
    private final Sinks.One<Instant> expiry = Sinks.one();
    private volatile @Nullable CallerAuthentication login;

    Socket(WebSocketSession session, Clock clock) {
        this.session = session;
        this.clock = clock;
        session.getAttributes().put(ATTRIBUTE, this);
    }

    static Socket of(WebSocketSessionInfo session) {
        if (session.getAttributes().get(ATTRIBUTE) instanceof Socket socket) {
            return socket;
        }
        throw new IllegalStateException("The session did not come in through SocketUpgrade");
    }

    /// Runs the handler until it ends by itself, the token expires, or [#end] says so.
    Mono<Void> serve(WebSocketHandler handler) {
        Mono<CloseStatus> expired =
                expiry.asMono().delayUntil(at -> Mono.delay(until(at))).thenReturn(EXPIRED);
        Mono<Void> ended = Mono.firstWithSignal(end.asMono(), expired).flatMap(session::close);
        return Mono.firstWithSignal(handler.handle(session), ended);
    }

    void signIn(CallerAuthentication authentication) {
        login = authentication;
        expiry.tryEmitValue(authentication.expiresAt());
    }

    /// Who signed in, or null where nobody has yet.
    @Nullable
    CallerAuthentication login() {
        return login;
    }

    /// Closes the socket.
    void end(CloseStatus status) {
        end.tryEmitValue(status);
    }

    /// Takes room for one more subscription; false where there is none left.
    boolean enter() {
        int before = subscriptions.getAndUpdate(count -> Math.min(count + 1, MOST_SUBSCRIPTIONS));
        return before < MOST_SUBSCRIPTIONS;
    }

    /// For a subscription that found no room.
    static Fault full() {
        return new Fault(
                Fault.Code.RATE_LIMITED,
                "This socket has %d subscriptions already. End one, or open another socket."
                        .formatted(MOST_SUBSCRIPTIONS));
    }

    void leave() {
        subscriptions.decrementAndGet();
    }

    private Duration until(Instant at) {
        Duration left = Duration.between(clock.instant(), at);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
