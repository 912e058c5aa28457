package dev.baton.wire;

import dev.baton.access.CallerAuthentication;
import dev.baton.access.Logins;
import dev.baton.wire.Guest.Ending;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// All that is open on this node: ends each when its right ends, and all of them on shutdown, for the server's
/// graceful shutdown would wait its whole time for them. As a lifecycle in the default phase this stops before the
/// server.
@Component
class Guests implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Guests.class);

    /// Rights end within a second on every node.
    private static final Duration TICK = Duration.ofMillis(500);

    private static final Duration DRAIN_TICK = Duration.ofMillis(50);
    private static final Duration GOODBYE = Duration.ofSeconds(3);

    private final Set<Guest> open = ConcurrentHashMap.newKeySet();
    private final Logins logins;
    private final SocketSettings settings;
    private final Clock clock;
    private final Seats sockets;
    private final Seats streams;
    private volatile boolean running;
    private volatile Disposable ticking = Disposables.disposed();

    Guests(Logins logins, SocketSettings settings, Clock clock) {
        this.logins = logins;
        this.settings = settings;
        this.clock = clock;
        this.sockets = new Seats(settings.perCaller());
        this.streams = new Seats(settings.streamsPerCaller());
    }

    /// What is open on this node, for its operators.
    Set<Guest> open() {
        return open;
    }

    /// The sockets of each caller.
    Seats sockets() {
        return sockets;
    }

    /// The event streams of each caller.
    Seats streams() {
        return streams;
    }

    <C extends Guest> C add(C guest) {
        open.add(guest);
        return guest;
    }

    void remove(Guest guest) {
        open.remove(guest);
        guest.clear();
    }

    /// For who comes while the node stops.
    Mono<Void> comeBackElsewhere(ServerHttpResponse response) {
        response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
        response.getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
        return response.setComplete();
    }

    @Override
    public void start() {
        running = true;
        ticking = Disposables.composite(
                repeat(Mono.fromRunnable(this::tick)).subscribe(),
                repeat(Mono.defer(this::endLapsed)).subscribe());
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    /// Ends what is open: at once where nobody waits for an answer, else as soon as it is there, within a time.
    @Override
    public void stop(Runnable whenDone) {
        running = false;
        Instant deadline = Instant.now().plus(settings.drain());
        Flux.interval(Duration.ZERO, DRAIN_TICK)
                .doOnNext(_ -> drain(Instant.now().isAfter(deadline)))
                .takeUntil(_ -> open.isEmpty())
                .take(settings.drain().plus(GOODBYE))
                .doFinally(_ -> {
                    open.forEach(Guest::cut);
                    ticking.dispose();
                    whenDone.run();
                })
                .subscribe();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void drain(boolean atOnce) {
        open.stream().filter(guest -> atOnce || !guest.isBusy()).forEach(guest -> guest.end(Ending.DRAINED));
    }

    private void tick() {
        Instant now = clock.instant();
        open.forEach(guest -> {
            guest.tick();
            CallerAuthentication login = guest.login();
            if (login != null && !login.expiresAt().isAfter(now)) {
                guest.end(Ending.EXPIRED);
            }
        });
    }

    private Mono<Void> endLapsed() {
        List<CallerAuthentication> signedIn =
                open.stream().flatMap(Guests::login).toList();
        return signedIn.isEmpty()
                ? Mono.empty()
                : logins.lapsed(signedIn).doOnNext(this::endAllOf).then();
    }

    private void endAllOf(Predicate<CallerAuthentication> lapsed) {
        open.stream().filter(guest -> login(guest).anyMatch(lapsed)).forEach(guest -> guest.end(Ending.LAPSED));
    }

    private static Stream<CallerAuthentication> login(Guest guest) {
        return Stream.ofNullable(guest.login());
    }

    private static Flux<Void> repeat(Mono<Void> work) {
        return work.doOnError(e -> log.debug("What is open could not be looked after: {}", e.toString()))
                .onErrorComplete()
                .repeatWhen(done -> done.delayElements(TICK))
                .retryWhen(Retry.indefinitely());
    }
}
