package dev.baton.agent;

import dev.baton.agent.AgentEvent.AgentWentOffline;
import dev.baton.database.Transactions;
import dev.baton.journal.Journal;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Says of the agents that have fallen silent that they are offline, once. Every node may sweep at any time; what
/// another node has in hand is passed over.
@Component
class AgentSweeper implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(AgentSweeper.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final String BATON = "baton";
    private static final int BATCH = 100;

    private final Heartbeats heartbeats;
    private final Journal journal;
    private final Transactions transactions;
    private final Clock clock;
    private @Nullable Disposable sweeping;

    AgentSweeper(Heartbeats heartbeats, Journal journal, Transactions transactions, Clock clock) {
        this.heartbeats = heartbeats;
        this.journal = journal;
        this.transactions = transactions;
        this.clock = clock;
    }

    /// One sweep, until nobody is left that fell silent: how many agents went offline.
    Mono<Long> sweep() {
        return Mono.defer(() -> transactions.run(batch(OffsetDateTime.now(clock).minus(AgentRegistry.SILENCE))))
                .repeat()
                .takeUntil(gone -> gone < BATCH)
                .reduce(0L, Long::sum);
    }

    private Mono<Long> batch(OffsetDateTime heardBefore) {
        return heartbeats
                .fallSilent(heardBefore, BATCH)
                .collectList()
                .flatMap(gone -> Flux.fromIterable(gone).concatMap(this::tell).then(Mono.just((long) gone.size())));
    }

    private Mono<Void> tell(Agent gone) {
        return journal.append(gone.workspace(), BATON, List.of(new AgentWentOffline(gone.id(), gone.lastSeenAt())));
    }

    @Override
    public synchronized void start() {
        sweeping = Mono.defer(this::sweep)
                .doOnError(e -> log.warn("A sweep failed, the next one follows: {}", e.toString()))
                .onErrorComplete()
                .repeatWhen(done -> done.delayElements(PAUSE))
                .retryWhen(Retry.indefinitely())
                .subscribe();
    }

    @Override
    public synchronized void stop() {
        if (sweeping != null) {
            sweeping.dispose();
            sweeping = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return sweeping != null;
    }
}
