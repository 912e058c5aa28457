package dev.baton.journal;

import dev.baton.database.Reach;
import dev.baton.graph.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/// The node's one reader at the log's end, for all its subscribers: numbers what was committed, reads it once into
/// [Recent], and wakes whoever waits there.
///
/// It goes round when this node has committed something, when another node says so, and in any case twice a second.
/// The signals carry nothing and melt together; what counts is only that a round begins after the last of them.
@Component
class Tail implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Tail.class);

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration REST_AFTER_FAILURE = Duration.ofMillis(500);
    private static final Duration START_PATIENCE = Duration.ofSeconds(30);
    private static final int BATCH = 1_000;

    private final LogHead head;
    private final StreamPages pages;
    private final WakeUps wakeUps;
    private final Duration poll;

    private final Sinks.Many<Boolean> bell = Sinks.many().multicast().directBestEffort();
    private final AtomicBoolean rungHere = new AtomicBoolean();
    private final Sinks.Many<Boolean> toTell = Sinks.many().multicast().directBestEffort();

    /// Replays the last one, so that who subscribes and then looks misses nothing in between.
    private final Sinks.Many<Boolean> advances = Sinks.many().replay().latestOrDefault(true);

    private final Sinks.One<Boolean> firstRound = Sinks.one();
    private volatile @Nullable Recent recent;
    private volatile long floor;
    private volatile boolean failing;
    private volatile @Nullable Disposable loop;

    @Autowired
    Tail(LogHead head, StreamPages pages, WakeUps wakeUps) {
        this(head, pages, wakeUps, POLL);
    }

    Tail(LogHead head, StreamPages pages, WakeUps wakeUps, Duration poll) {
        this.head = head;
        this.pages = pages;
        this.wakeUps = wakeUps;
        this.poll = poll;
    }

    /// Says that this node has committed something. Never fails, never waits.
    void ring() {
        rungHere.set(true);
        emit(bell);
    }

    /// @throws Fault `UNAVAILABLE` before the first round
    Recent recent() {
        Recent known = recent;
        if (known == null) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The log was not read yet. Try again shortly.");
        }
        return known;
    }

    /// What this node knows the log to have.
    ///
    /// @throws Fault `UNAVAILABLE` before the first round
    LogHead.Extent extent() {
        return new LogHead.Extent(recent().head(), floor);
    }

    /// A signal at once, and then whenever there may be something new in [#recent()], on the tail's own thread.
    Flux<Boolean> advances() {
        return advances.asFlux();
    }

    /// Begins, and waits for the first round: from then on the node knows where the log ends.
    @Override
    public void start() {
        loop = Disposables.composite(rounds().contextWrite(Reach.everywhere()).subscribe(), tells().subscribe());
        firstRound.asMono().block(START_PATIENCE);
    }

    @Override
    public void stop() {
        Disposable running = loop;
        loop = null;
        if (running != null) {
            running.dispose();
        }
    }

    @Override
    public boolean isRunning() {
        return loop != null;
    }

    /// Up before the web server and down after it.
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 4096;
    }

    private Flux<?> rounds() {
        return Flux.merge(
                        bell.asFlux(),
                        wakeUps.heard(),
                        Flux.interval(Duration.ZERO, poll).onBackpressureDrop())
                .onBackpressureLatest()
                .publishOn(Schedulers.single(), 1)
                .concatMap(_ -> round(), 1);
    }

    private Flux<?> tells() {
        return toTell.asFlux().onBackpressureLatest().concatMap(_ -> wakeUps.tell(), 1);
    }

    /// Other nodes are told after the numbering, not before: they would only queue up for the lock.
    private Mono<Void> round() {
        boolean tell = rungHere.getAndSet(false);
        return head.number()
                .flatMap(this::readUpTo)
                .doOnSuccess(_ -> succeeded(tell))
                .onErrorResume(this::rest);
    }

    private Mono<Void> readUpTo(LogHead.Extent extent) {
        Recent known = recent;
        Position end = extent.head();
        floor = extent.floor();
        if (known == null || !known.epoch().equals(end.epoch())) {
            return Mono.fromRunnable(() -> startAt(end));
        }
        if (end.offset() < known.head().offset()) {
            log.error("The log ends at {}, after it had ended at {}: all cursors expire", end, known.head());
            return head.renewEpoch(known.head().offset());
        }
        return Mono.defer(() -> readBatch(known, end))
                .repeat(() -> known.head().offset() < end.offset())
                .then()
                .onErrorResume(Position::isExpired, _ -> Mono.fromRunnable(() -> startAt(end)));
    }

    private Mono<Void> readBatch(Recent known, Position end) {
        return known.head().offset() == end.offset()
                ? Mono.empty()
                : pages.between(known.head(), end.offset(), BATCH)
                        .doOnNext(batch -> remember(known, batch, end))
                        .then();
    }

    private void remember(Recent known, List<EventRows.Sized> batch, Position end) {
        batch.forEach(known::add);
        if (batch.size() < BATCH) {
            known.cover(end.offset());
        }
        emit(advances);
    }

    /// At the first round, or where the log has lost what comes next: a node that slept through the retention.
    private void startAt(Position head) {
        recent = new Recent(head);
        emit(advances);
        firstRound.tryEmitValue(true);
    }

    private void succeeded(boolean tell) {
        if (failing) {
            failing = false;
            log.info("The log is read again");
        }
        if (tell) {
            emit(toTell);
        }
    }

    private Mono<Void> rest(Throwable failure) {
        if (!failing) {
            failing = true;
            log.warn("The log cannot be read; streams wait until it can: {}", failure.toString());
        }
        return Mono.delay(REST_AFTER_FAILURE).then();
    }

    /// Whoever finds another thread emitting waits for it: the receivers only take note, which takes no time, and
    /// a ring that gave way to an earlier one could come from a commit that the earlier one's round did not see.
    private static void emit(Sinks.Many<Boolean> sink) {
        sink.emitNext(true, (_, result) -> result == Sinks.EmitResult.FAIL_NON_SERIALIZED);
    }
}
