package dev.baton.journal;

import io.r2dbc.spi.R2dbcException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/// One subscriber's way through the log. It has a place of its own, and each time it is woken it reads from there to
/// the tail's head, page by page, as fast as the subscriber takes them: from memory where that reaches back far
/// enough, else from the database. A subscriber that is slow falls behind into the database and keeps three pages at
/// the most (one in hand, one fetched ahead, one on its way). A signal that is lost or comes twice changes nothing,
/// because it is the place that says what comes next.
final class Follower {

    /// The stream waits while the database cannot be reached.
    static final Retry OUTAGE = Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
            .maxBackoff(Duration.ofSeconds(1))
            .filter(Follower::isOutage);

    private final Tail tail;
    private final StreamPages pages;
    private final Subtrees subtrees;
    private final EventFilter filter;
    private volatile Position place;

    Follower(Tail tail, StreamPages pages, Subtrees subtrees, EventFilter filter, Position after) {
        this.tail = tail;
        this.pages = pages;
        this.subtrees = subtrees;
        this.filter = filter;
        this.place = after;
    }

    /// Leaves the tail's thread first: thousands may be woken at once.
    Flux<Event> events() {
        return tail.advances().publishOn(Schedulers.parallel(), 1).concatMap(_ -> catchUp(), 1);
    }

    private Flux<Event> catchUp() {
        return Mono.defer(this::page)
                .retryWhen(OUTAGE)
                .repeat(() -> place.offset() < tail.recent().head().offset())
                .concatMapIterable(page -> page, 1);
    }

    private Mono<List<Event>> page() {
        Recent recent = tail.recent();
        if (!recent.epoch().equals(place.epoch())) {
            return Mono.error(Position.expired());
        }
        Recent.Page remembered = recent.after(place, StreamPages.PAGE, filter::matches);
        return (remembered == null ? pages.next(filter, place, recent.head()) : Mono.just(remembered))
                .flatMap(this::advance);
    }

    private Mono<List<Event>> advance(Recent.Page page) {
        return subtrees.within(filter, page.events()).doOnNext(_ -> place = page.upTo());
    }

    private static boolean isOutage(Throwable failure) {
        return failure instanceof DataAccessResourceFailureException
                || failure instanceof TransientDataAccessException
                || failure instanceof R2dbcException
                || failure instanceof TimeoutException
                || failure instanceof IOException;
    }
}
