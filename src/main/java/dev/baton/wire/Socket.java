package dev.baton.wire;

import dev.baton.access.Caller;
import dev.baton.access.CallerAuthentication;
import dev.baton.access.Role;
import dev.baton.graph.Fault;
import dev.baton.graph.TypeId;
import io.netty.handler.codec.TooLongFrameException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;
import tools.jackson.databind.JsonNode;

/// One open WebSocket that speaks graphql-transport-ws: who signed in on it, what runs on it, and when it ends.
///
/// Nothing piles up for a client that does not read. What is said to it is asked for from its sources, and what it
/// says is taken from the network only when there is room for the answer to what it said before.
final class Socket implements Guest {

    /// The results that are made ready of an operation before there is room to write them.
    private static final int AHEAD = 8;

    private static final String AUTHORIZATION = "Authorization";

    private final House house;
    private final WebSocketSession session;
    private final Line line;
    private final Map<String, Operation> running = new ConcurrentHashMap<>();
    private final AtomicInteger subscriptions = new AtomicInteger();
    private final Sinks.Many<Flux<Frame>> started = Sinks.many()
            .unicast()
            .onBackpressureBuffer(Queues.<Flux<Frame>>unbounded(AHEAD).get());
    private final Sinks.Many<Frame> pings =
            Sinks.many().unicast().onBackpressureBuffer(Queues.<Frame>one().get());
    private final Sinks.One<CloseStatus> end = Sinks.one();
    private final SignsOfLife life;
    private final AtomicReference<@Nullable Caller> seat = new AtomicReference<>();
    private volatile @Nullable CallerAuthentication login;
    private volatile boolean saidInit;
    private volatile boolean isOver;

    Socket(House house, WebSocketSession session, Line line) {
        this.house = house;
        this.session = session;
        this.line = line;
        this.life = new SignsOfLife(house.settings());
    }

    /// Talks with the client until either side ends it.
    Mono<Void> serve() {
        Flux<Frame> replies = session.receive()
                .map(Incoming::of)
                .concatMap(this::receive, 0)
                .onErrorResume(TooLongFrameException.class, _ -> close(Closing.TOO_LARGE));
        Flux<Frame> results = started.asFlux().flatMap(operation -> operation, Integer.MAX_VALUE, AHEAD);
        Flux<WebSocketMessage> messages = Flux.merge(1, replies, results, pings.asFlux())
                .publishOn(line.loop(), false, 1)
                .concatMap(line::whenRoom, 0)
                .filter(Frame::isWanted)
                .map(frame -> frame.toMessage(session.bufferFactory()));
        return Mono.firstWithSignal(session.send(messages), end.asMono().flatMap(session::close));
    }

    @Override
    public @Nullable CallerAuthentication login() {
        return login;
    }

    @Override
    public void end(Ending why) {
        close(
                switch (why) {
                    case EXPIRED -> Closing.EXPIRED;
                    case LAPSED -> Closing.FORBIDDEN;
                    case DRAINED -> Closing.DRAINED;
                });
    }

    @Override
    public void cut() {
        line.cut();
    }

    @Override
    public boolean isBusy() {
        return running.values().stream().anyMatch(operation -> !operation.isStream());
    }

    @Override
    public long subscriptions() {
        return running.values().stream().filter(Operation::isStream).count();
    }

    @Override
    public void clear() {
        isOver = true;
        Caller seated = seat.getAndSet(null);
        if (seated != null) {
            house.guests().sockets().leave(seated);
        }
    }

    @Override
    public void tick() {
        switch (life.judge(saidInit)) {
            case FINE -> {}
            case NO_INIT -> close(Closing.INIT_TIMEOUT);
            case QUIET -> pings.tryEmitNext(Frame.PING);
            case SILENT -> close(Closing.SILENT);
        }
    }

    /// Takes room for a subscription; to be given back.
    ///
    /// @throws Fault where there is none left
    Socket takeRoom() {
        int most = house.settings().subscriptions();
        if (subscriptions.getAndUpdate(count -> Math.min(count + 1, most)) >= most) {
            throw new Fault(
                    Fault.Code.RATE_LIMITED,
                    "This socket has %d subscriptions already. End one, or open another socket.".formatted(most));
        }
        return this;
    }

    void giveBack(Socket room) {
        room.subscriptions.decrementAndGet();
    }

    /// Frees the id of an operation that has ended; false where it is free of it already.
    boolean release(String id, Operation operation) {
        return running.remove(id, operation);
    }

    /// What is said at once to what the client says.
    private Mono<Frame> receive(Incoming message) {
        life.heard();
        if (isOver) {
            return Mono.empty();
        }
        return switch (message) {
            case Incoming.Init(var payload) -> init(payload);
            case Incoming.Subscribe subscribe -> subscribe(subscribe);
            case Incoming.Complete(var id) -> complete(id);
            case Incoming.Ping(var payload) -> ping(payload);
            case Incoming.Pong _ -> Mono.empty();
            case Incoming.FramePing ping -> Mono.just(Frame.pong(ping));
            case Incoming.NotText _ -> close(CloseStatus.BAD_DATA);
            case Incoming.Invalid(var reason) -> close(Closing.invalid(reason));
        };
    }

    /// The acknowledgement comes later, among the results: who does not wait for it is not signed in.
    private Mono<Frame> init(JsonNode payload) {
        if (saidInit) {
            return close(Closing.SECOND_INIT);
        }
        saidInit = true;
        JsonNode authorization = authorization(payload);
        Mono<CallerAuthentication> judged = authorization.isMissingNode()
                ? session.getHandshakeInfo()
                        .getPrincipal()
                        .ofType(CallerAuthentication.class)
                        .flatMap(house.logins()::confirm)
                : house.logins().judge(authorization.asString(""));
        started.tryEmitNext(judged.flatMap(this::signIn)
                .switchIfEmpty(Mono.defer(() -> close(Closing.FORBIDDEN)))
                .flux());
        return Mono.empty();
    }

    private Mono<Frame> signIn(CallerAuthentication judged) {
        if (!house.guests().sockets().take(judged.getPrincipal())) {
            return close(Closing.TOO_MANY);
        }
        line.trust();
        seat.set(judged.getPrincipal());
        login = judged;
        if (isOver) {
            // It may have been cleared before it had the seat.
            clear();
        }
        return Mono.just(Frame.ack(judged.expiresAt()));
    }

    private Mono<Frame> subscribe(Incoming.Subscribe message) {
        String id = message.id();
        CallerAuthentication signedIn = login;
        if (signedIn == null) {
            return close(Closing.UNAUTHORIZED);
        }
        if (running.containsKey(id)) {
            return close(Closing.idInUse(id));
        }
        Fault refusal = refusal();
        if (refusal != null) {
            return Mono.just(Frame.error(id, Answer.errors(refusal)));
        }
        var operation = new Operation(this, id, signedIn);
        running.put(id, operation);
        started.tryEmitNext(operation.run(request(message.request()), house));
        return Mono.empty();
    }

    /// Why no operation may begin now, or null where one may.
    private @Nullable Fault refusal() {
        if (!house.guests().isRunning()) {
            return new Fault(Fault.Code.UNAVAILABLE, "This node stops. Come back, to another one.");
        }
        int most = house.settings().operations();
        return running.size() < most
                ? null
                : new Fault(
                        Fault.Code.RATE_LIMITED,
                        "This socket runs %d operations already. Wait for one, or open another socket."
                                .formatted(most));
    }

    private WebGraphQlRequest request(Map<String, Object> body) {
        HandshakeInfo upgrade = session.getHandshakeInfo();
        return new WebGraphQlRequest(
                upgrade.getUri(),
                upgrade.getHeaders(),
                upgrade.getCookies(),
                upgrade.getRemoteAddress(),
                upgrade.getAttributes(),
                body,
                TypeId.next().toString(),
                null);
    }

    private Mono<Frame> complete(String id) {
        Operation operation = running.remove(id);
        if (operation != null) {
            operation.cancel();
        }
        return Mono.empty();
    }

    private Mono<Frame> ping(JsonNode payload) {
        JsonNode authorization = authorization(payload);
        CallerAuthentication before = login;
        return before == null || authorization.isMissingNode()
                ? Mono.just(Frame.pong(payload))
                : house.logins()
                        .judge(authorization.asString(""))
                        .filter(renewed -> isSame(before.getPrincipal(), renewed.getPrincipal()))
                        .map(renewed -> renew(before.getPrincipal(), renewed))
                        .switchIfEmpty(Mono.defer(() -> close(Closing.FORBIDDEN)));
    }

    private Frame renew(Caller before, CallerAuthentication renewed) {
        login = renewed;
        if (Arrays.stream(Role.values())
                .anyMatch(role -> before.may(role) && !renewed.getPrincipal().may(role))) {
            var fault =
                    new Fault(Fault.Code.FORBIDDEN, "The new token allows less than the one before. Subscribe again.");
            running.values().forEach(operation -> operation.revoke(fault));
        }
        return Frame.renewed(renewed.expiresAt());
    }

    private static boolean isSame(Caller one, Caller other) {
        return one.subject().equals(other.subject())
                && one.workspace().equals(other.workspace())
                && Objects.equals(one.agent(), other.agent());
    }

    private static JsonNode authorization(JsonNode payload) {
        Set<String> names = payload.isObject() ? Set.copyOf(payload.propertyNames()) : Set.of();
        return names.stream()
                .filter(AUTHORIZATION::equalsIgnoreCase)
                .findFirst()
                .map(payload::path)
                .orElseGet(() -> payload.path(AUTHORIZATION));
    }

    /// Closes the socket; nothing more is said on it.
    private <T> Mono<T> close(CloseStatus status) {
        isOver = true;
        end.tryEmitValue(status);
        return Mono.empty();
    }
}
