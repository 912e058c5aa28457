package dev.baton.journal;

import dev.baton.graph.Fault;
import io.r2dbc.spi.R2dbcException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/// One subscriber's way through the log. It has a place of its own, and each time it is woken it reads from there to
/// the tail's head, page by page, as fast as the subscriber takes them: from memory where that reaches back far
/// enough, else from the database. A subscriber that is slow falls behind into the database and keeps one page. A
/// signal that is lost or comes twice changes nothing, because it is the place that says what comes next.
///
/// Pages follow one another: the next one is read when all of the last was handed on. So while some of a page waits,
/// it is known what was handed on and what was not, and a subscriber that has fallen too far behind can be told where.
final class Follower {

    /// The stream waits while the database cannot be reached.
    static final Retry OUTAGE = Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
            .maxBackoff(Duration.ofSeconds(1))
            .filter(Follower::isOutage);

    /// What becomes of the subscriber when it is slow.
    ///
    /// @param buffer how many events of the log may pass it by while some wait for it
    record Patience(SlowReader onSlow, long buffer) {

        static final Patience ENDLESS = new Patience(SlowReader.DISCONNECT, Long.MAX_VALUE);
    }

    private final Tail tail;
    private final StreamPages pages;
    private final KnownTasks tasks;
    private final EventFilter filter;
    private final Patience patience;

    /// Where to read on.
    private volatile Position place;

    /// Up to where everything was handed on that is for the subscriber.
    private volatile Position handed;

    /// Up to where only the latest event of each task is told.
    private volatile Position coalesced;

    /// How many events of the page in hand wait for the subscriber.
    private final AtomicInteger waiting = new AtomicInteger();

    /// Ends the page in hand.
    private volatile Sinks.Empty<Void> stop = Sinks.empty();

    /// Whether it has been at the head. Who comes from far behind is late, not slow.
    private volatile boolean live;

    Follower(Tail tail, StreamPages pages, KnownTasks tasks, EventFilter filter, Patience patience, Position after) {
        this.tail = tail;
        this.pages = pages;
        this.tasks = tasks;
        this.filter = filter;
        this.patience = patience;
        this.place = after;
        this.handed = after;
        this.coalesced = after;
    }

    /// Leaves the tail's thread first: thousands may be woken at once. Whether the subscriber is slow is looked at
    /// before that, and with each signal: one that asks for nothing gets no further than here.
    Flux<Event> events() {
        return tail.advances()
                .doOnNext(_ -> stopIfSlow())
                .onBackpressureLatest()
                .publishOn(Schedulers.parallel(), 1)
                .concatMap(_ -> catchUp(), 1)
                .onErrorMap(Slow.class, _ -> slowConsumer());
    }

    private Flux<Event> catchUp() {
        return Flux.defer(this::step).repeat(this::isBehind);
    }

    private boolean isBehind() {
        boolean behind =
                waiting.get() > 0 || place.offset() < tail.recent().head().offset();
        if (!behind) {
            live = true;
        }
        return behind;
    }

    private Flux<Event> step() {
        if (waiting.getAndSet(0) == 0) {
            handed = place;
        } else {
            // The last page was stopped half-way, which happens only where the subscriber wants the latest alone.
            place = handed;
            coalesced = tail.recent().head();
        }
        Recent.Page remembered = remembered(tail.recent());
        if (remembered == null || !filter.ofTask().isAny()) {
            return Mono.defer(this::page).retryWhen(OUTAGE).flatMapMany(this::handOn);
        }
        place = remembered.upTo();
        return handOn(remembered.events());
    }

    private Mono<List<Event>> page() {
        Recent recent = tail.recent();
        return recent.epoch().equals(place.epoch())
                ? read(recent).flatMap(this::advance)
                : Mono.error(Position.expired());
    }

    private Mono<Recent.Page> read(Recent recent) {
        if (isToCoalesce()) {
            return pages.latest(filter, place, coalesced);
        }
        Recent.Page remembered = remembered(recent);
        return remembered == null ? pages.next(filter, place, recent.head()) : Mono.just(remembered);
    }

    /// What comes next as far as memory has it, or null where the database has to be asked.
    private Recent.@Nullable Page remembered(Recent recent) {
        return isToCoalesce() || !recent.epoch().equals(place.epoch())
                ? null
                : recent.after(place, StreamPages.PAGE, filter::matches);
    }

    private boolean isToCoalesce() {
        return place.offset() < coalesced.offset();
    }

    private Mono<List<Event>> advance(Recent.Page page) {
        return tasks.matching(filter, page.events()).doOnNext(_ -> place = page.upTo());
    }

    private Flux<Event> handOn(List<Event> page) {
        if (page.isEmpty()) {
            return Flux.empty();
        }
        Sinks.Empty<Void> end = Sinks.empty();
        stop = end;
        handed = page.getFirst().position().before();
        waiting.set(page.size());
        return Flux.fromIterable(page)
                .takeUntilOther(end.asMono().publishOn(Schedulers.parallel()))
                .doOnNext(this::handedOn);
    }

    private void handedOn(Event event) {
        handed = event.position();
        waiting.decrementAndGet();
    }

    private void stopIfSlow() {
        if (!live || waiting.get() == 0 || behind() <= patience.buffer()) {
            return;
        }
        switch (patience.onSlow()) {
            case DISCONNECT -> stop.tryEmitError(new Slow());
            case COALESCE -> stop.tryEmitEmpty();
        }
    }

    /// Since it was last told to catch up by the latest events alone: what it has not taken of those is little.
    private long behind() {
        Position since = handed.offset() < coalesced.offset() ? coalesced : handed;
        return tail.recent().behind(since);
    }

    /// Asked for behind the last event that was handed on: the two follow one another here, whoever signals what.
    private Fault slowConsumer() {
        return new Fault(
                Fault.Code.SLOW_CONSUMER,
                "What happened was not read as fast as it happened. Come back after the cursor to miss nothing.",
                Map.of("cursor", handed.encode(filter.workspace())));
    }

    private static boolean isOutage(Throwable failure) {
        return failure instanceof DataAccessResourceFailureException
                || failure instanceof TransientDataAccessException
                || failure instanceof R2dbcException
                || failure instanceof TimeoutException
                || failure instanceof IOException;
    }

    /// Ends a stream from within.
    private static final class Slow extends RuntimeException {

        private static final long serialVersionUID = 1;

        Slow() {
            super("slow", null, false, false);
        }
    }
}
