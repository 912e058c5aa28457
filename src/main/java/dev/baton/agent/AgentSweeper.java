package dev.baton.agent;

import dev.baton.agent.AgentEvent.AgentWentOffline;
import dev.baton.database.Sweeper;
import dev.baton.database.Transactions;
import dev.baton.journal.Journal;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Says of the agents that have fallen silent that they are offline, once. Every node may sweep at any time; what
/// another node has in hand is passed over.
@Component
class AgentSweeper extends Sweeper {

    private static final String BATON = "baton";
    private static final int BATCH = 100;

    private final Heartbeats heartbeats;
    private final Journal journal;
    private final Transactions transactions;
    private final Clock clock;

    AgentSweeper(Heartbeats heartbeats, Journal journal, Transactions transactions, Clock clock) {
        this.heartbeats = heartbeats;
        this.journal = journal;
        this.transactions = transactions;
        this.clock = clock;
    }

    /// One sweep, until nobody is left that fell silent: how many agents went offline.
    @Override
    protected Mono<Long> sweep() {
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
}
