package dev.baton.task;

import dev.baton.graph.AgentId;
import dev.baton.graph.Fault;
import dev.baton.graph.WorkspaceId;
import dev.baton.journal.Event;
import dev.baton.journal.EventFilter;
import dev.baton.journal.Journal;
import dev.baton.journal.Position;
import io.r2dbc.spi.R2dbcException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// One subscriber's eye on what an agent may claim. Events only say when to look; what there is says the table. So
/// many events melt into one look, and the last of them is always followed by a look that sees what it was about.
final class WorkWatch {

    private static final Logger log = LoggerFactory.getLogger(WorkWatch.class);

    /// What events do not tell: a claim that was undone, an offer that nobody took up.
    private static final Duration LOOK_ANYWAY = Duration.ofSeconds(30);

    /// Between one look and the next; the first one after a quiet time is not held up.
    private static final Duration REST = Duration.ofMillis(100);

    private static final Retry OUTAGE = Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
            .maxBackoff(Duration.ofSeconds(1))
            .filter(WorkWatch::isOutage)
            .doBeforeRetry(signal -> log.warn(
                    "Work could not be looked for, and will be again: {}",
                    signal.failure().toString()));

    private final TaskOffers offers;
    private final Journal journal;
    private final Clock clock;
    private final WorkspaceId workspace;
    private final AgentId agent;

    /// Whether the next look tells also what was told before.
    private final AtomicBoolean afresh = new AtomicBoolean();

    /// What the last look saw. Looks follow one another, so nobody else has it in hand.
    private volatile Set<String> known = Set.of();

    WorkWatch(TaskOffers offers, Journal journal, Clock clock, WorkspaceId workspace, AgentId agent) {
        this.offers = offers;
        this.journal = journal;
        this.clock = clock;
        this.workspace = workspace;
        this.agent = agent;
    }

    /// An offer at once where there is something, and one whenever there is something new, as fast as they are
    /// read.
    ///
    /// @throws Fault as an error signal, `FORBIDDEN` where the agent is retired
    Flux<WorkOffer> offers() {
        Flux<Boolean> anyway = Flux.interval(LOOK_ANYWAY).onBackpressureDrop().map(_ -> true);
        return Flux.merge(anyway.doOnNext(afresh::set), wakeUps())
                .onBackpressureLatest()
                // Nothing is fetched ahead: a wake-up during a look has to be the one that is looked for next.
                .concatMap(_ -> look().concatWith(rest()), 0);
    }

    // The place in the log comes first and the first look after it, so nothing falls between them. A log that is
    // replaced is none of an agent's business.
    private Flux<Boolean> wakeUps() {
        return Flux.defer(() -> {
                    Position head = journal.head();
                    afresh.set(true);
                    return journal.follow(EventFilter.everything(workspace), head)
                            .filter(this::matters)
                            .map(_ -> true)
                            .startWith(true);
                })
                .retryWhen(Retry.indefinitely().filter(WorkWatch::isExpired));
    }

    private boolean matters(Event event) {
        WakeUp wakeUp = WakeUp.of(event.fact(), agent);
        if (wakeUp == WakeUp.LOOK_AFRESH) {
            afresh.set(true);
        }
        return wakeUp != WakeUp.SLEEP;
    }

    private Mono<WorkOffer> look() {
        return Mono.defer(() -> look(afresh.getAndSet(false))).retryWhen(OUTAGE);
    }

    private Mono<WorkOffer> look(boolean tellAll) {
        return offers.find(workspace, agent)
                .switchIfEmpty(Mono.error(() -> new Fault(Fault.Code.FORBIDDEN, "The agent is retired.")))
                .doOnError(_ -> afresh.compareAndSet(false, tellAll))
                .filter(found -> isWorthTelling(found, tellAll))
                .map(found -> new WorkOffer(found.tasks().size(), found.room(), OffsetDateTime.now(clock)));
    }

    private boolean isWorthTelling(TaskOffers.Available found, boolean tellAll) {
        Set<String> before = known;
        known = Set.copyOf(found.tasks());
        return found.isClaimable() && (tellAll || !before.containsAll(known));
    }

    private static Mono<WorkOffer> rest() {
        return Mono.delay(REST).then(Mono.empty());
    }

    private static boolean isOutage(Throwable failure) {
        return failure instanceof DataAccessException
                || failure instanceof R2dbcException
                || failure instanceof TimeoutException
                || failure instanceof IOException;
    }

    private static boolean isExpired(Throwable failure) {
        return failure instanceof Fault fault && fault.code() == Fault.Code.CURSOR_EXPIRED;
    }
}
