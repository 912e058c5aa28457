package dev.baton.task;

import dev.baton.database.Sweeper;
import dev.baton.database.Transactions;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Moves the tasks that time moves: leases that have run out, deadlines that have passed, and waits that are over.
/// Every node may sweep at any time; what another node has in hand is passed over.
@Component
class TaskSweeper extends Sweeper {

    private static final int BATCH = 100;

    private final Tasks tasks;
    private final TaskDues dues;
    private final TaskStrikes strikes;
    private final TaskAftermath aftermath;
    private final Transactions transactions;
    private final Clock clock;

    TaskSweeper(
            Tasks tasks,
            TaskDues dues,
            TaskStrikes strikes,
            TaskAftermath aftermath,
            Transactions transactions,
            Clock clock) {
        this.tasks = tasks;
        this.dues = dues;
        this.strikes = strikes;
        this.aftermath = aftermath;
        this.transactions = transactions;
        this.clock = clock;
    }

    /// One sweep, until nothing is left to do: how many tasks it moved.
    @Override
    protected Mono<Long> sweep() {
        // One kind that cannot be moved must not keep the others from moving.
        return Flux.concatDelayError(
                        exhaust(
                                dues::lockExpired,
                                (expired, now) -> dues.movable(
                                                expired, task -> task.facts().lastStrike())
                                        .flatMap(movable -> each(movable, task -> strikes.expire(task, now)))),
                        exhaust(
                                dues::lockOverdue,
                                (late, now) -> dues.movable(late, _ -> true)
                                        .flatMap(movable -> each(movable, task -> missDeadline(task, now)))),
                        exhaust(
                                dues::lockDue,
                                (due, now) -> aftermath.queue(due, now).then(Mono.just((long) due.size()))))
                .reduce(0L, Long::sum);
    }

    private static Mono<Long> each(List<Task> locked, Function<Task, Mono<Task>> move) {
        return Flux.fromIterable(locked).concatMap(move).then(Mono.just((long) locked.size()));
    }

    // One may have ended another: what is canceled with an overdue task is overdue no more.
    private Mono<Task> missDeadline(Task overdue, OffsetDateTime now) {
        return tasks.find(overdue.workspace(), overdue.id())
                .filter(task -> task.state().isOpen())
                .flatMap(task -> strikes.missDeadline(task, now));
    }

    // A part whose parent is in other hands is left for the next sweep.
    private Mono<Long> exhaust(
            BiFunction<Integer, OffsetDateTime, Flux<Task>> lock,
            BiFunction<List<Task>, OffsetDateTime, Mono<Long>> move) {
        return Mono.defer(() -> transactions.run(batch(lock, move, OffsetDateTime.now(clock))))
                .repeat()
                .takeUntil(moved -> moved == 0)
                .reduce(0L, Long::sum);
    }

    private static Mono<Long> batch(
            BiFunction<Integer, OffsetDateTime, Flux<Task>> lock,
            BiFunction<List<Task>, OffsetDateTime, Mono<Long>> move,
            OffsetDateTime now) {
        return lock.apply(BATCH, now).collectList().flatMap(locked -> move.apply(locked, now));
    }
}
