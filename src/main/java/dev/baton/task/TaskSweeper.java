package dev.baton.task;

import dev.baton.database.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Moves the tasks that time moves: leases that have run out, and retries that have become due. Every node may sweep
/// at any time; what another node has in hand is passed over.
@Component
class TaskSweeper implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(TaskSweeper.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int BATCH = 100;

    private final TaskMoves moves;
    private final TaskStrikes strikes;
    private final TaskAftermath aftermath;
    private final Transactions transactions;
    private final Clock clock;
    private @Nullable Disposable sweeping;

    TaskSweeper(TaskMoves moves, TaskStrikes strikes, TaskAftermath aftermath, Transactions transactions, Clock clock) {
        this.moves = moves;
        this.strikes = strikes;
        this.aftermath = aftermath;
        this.transactions = transactions;
        this.clock = clock;
    }

    /// One sweep, until nothing is left to do: how many tasks it moved.
    Mono<Long> sweep() {
        return exhaust(Mono.defer(() -> expire(now()))).zipWith(exhaust(Mono.defer(() -> queueDue(now()))), Long::sum);
    }

    private Mono<Long> expire(OffsetDateTime now) {
        return transactions.run(moves.lockExpired(BATCH, now)
                .collectList()
                .flatMap(expired -> Flux.fromIterable(expired)
                        .concatMap(task -> strikes.expire(task, now))
                        .count()));
    }

    private Mono<Long> queueDue(OffsetDateTime now) {
        return transactions.run(moves.lockDue(BATCH, now)
                .collectList()
                .flatMap(due -> Flux.fromIterable(due)
                        .concatMap(task -> aftermath.queue(task, now))
                        .count()));
    }

    private static Mono<Long> exhaust(Mono<Long> batch) {
        return batch.repeat().takeUntil(moved -> moved < BATCH).reduce(0L, Long::sum);
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

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock);
    }
}
