package dev.baton.task;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;

import dev.baton.database.Transactions;
import dev.baton.graph.AgentId;
import dev.baton.graph.AttemptId;
import dev.baton.graph.Refusal;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.task.TaskHistory.Attempt.Outcome;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Carries out the writes of lease holders, many in one transaction: it locks their tasks, asks the table about each,
/// and moves all that may move with one statement for each row of the table. How many statements it makes does not
/// depend on how many writes there are.
@Component
class TaskWrites {

    private final Tasks tasks;
    private final TaskMoves moves;
    private final TaskHistory history;
    private final TaskAftermath aftermath;
    private final TaskLog log;
    private final Transactions transactions;
    private final Clock clock;

    TaskWrites(
            Tasks tasks,
            TaskMoves moves,
            TaskHistory history,
            TaskAftermath aftermath,
            TaskLog log,
            Transactions transactions,
            Clock clock) {
        this.tasks = tasks;
        this.moves = moves;
        this.history = history;
        this.aftermath = aftermath;
        this.log = log;
        this.transactions = transactions;
        this.clock = clock;
    }

    /// What became of a write: the task as it is then, or why it was refused, or neither where others had the task
    /// in hand and nobody waited for them.
    record Result(@Nullable Task task, @Nullable Refusal refusal) {

        private static final Result BUSY = new Result(null, null);

        boolean isBusy() {
            return equals(BUSY);
        }

        static Result of(Task moved) {
            return new Result(moved, null);
        }

        static Result of(Refusal refusal) {
            return new Result(null, refusal);
        }

        Mono<Task> asMono() {
            return refusal == null ? Mono.justOrEmpty(task) : Mono.error(refusal);
        }
    }

    /// A write that the table lets through.
    record Step(TaskWrite write, Transition row, Task task) {}

    /// All or nothing where a fault strikes, else each by itself. Joins the transaction around it, or opens one.
    /// Waits for those who have the tasks in hand.
    ///
    /// @return the results in the order of the writes
    Mono<List<Result>> write(WorkspaceId workspace, List<? extends TaskWrite> writes) {
        return write(workspace, writes, tasks::lockAll).map(results -> tellMissing(writes, results, Set.of()));
    }

    /// As above, but it never waits: what others have in hand stays as it is.
    Mono<List<Result>> writeIdle(WorkspaceId workspace, List<? extends TaskWrite> writes) {
        return write(workspace, writes, tasks::lockIdle).flatMap(results -> tellMissing(workspace, writes, results));
    }

    private interface Lock {
        Flux<Task> apply(WorkspaceId workspace, Collection<TaskId> ids, Collection<TaskId> ending);
    }

    private Mono<List<Result>> write(WorkspaceId workspace, List<? extends TaskWrite> writes, Lock lock) {
        return transactions.run(Mono.defer(() -> {
            var results = new Result[writes.size()];
            return Flux.fromIterable(rounds(writes))
                    .concatMap(round -> round(workspace, writes, round, lock, results))
                    .then(Mono.fromSupplier(() -> List.of(results)));
        }));
    }

    // To a lock that does not wait, a task in the hands of others and one that is not there look alike.
    private Mono<List<Result>> tellMissing(
            WorkspaceId workspace, List<? extends TaskWrite> writes, List<Result> results) {
        if (results.stream().noneMatch(Result::isBusy)) {
            return Mono.just(results);
        }
        return tasks.findAll(workspace, ids(writes.stream()))
                .map(task -> task.id().toString())
                .collect(toSet())
                .map(there -> tellMissing(writes, results, there));
    }

    private static List<Result> tellMissing(List<? extends TaskWrite> writes, List<Result> results, Set<String> there) {
        return IntStream.range(0, writes.size())
                .mapToObj(i -> {
                    String id = writes.get(i).taskId();
                    boolean missing = results.get(i).isBusy() && !there.contains(id);
                    return missing ? Result.of(Refusal.notFound("task", id)) : results.get(i);
                })
                .toList();
    }

    private static List<TaskId> ids(Stream<? extends TaskWrite> writes) {
        return writes.flatMap(write -> TaskId.parse(write.taskId()).stream()).toList();
    }

    // Of several writes on one task the later must see what the earlier did, so it waits for the next round.
    private static Collection<List<Integer>> rounds(List<? extends TaskWrite> writes) {
        var seen = new HashMap<String, Integer>();
        return IntStream.range(0, writes.size())
                .boxed()
                .collect(groupingBy(i -> seen.merge(writes.get(i).taskId(), 1, Integer::sum), TreeMap::new, toList()))
                .values();
    }

    // The first round has every task in it, and locks at once all that any round will need.
    private Mono<Void> round(
            WorkspaceId workspace, List<? extends TaskWrite> writes, List<Integer> round, Lock lock, Result[] results) {
        List<TaskId> ids = ids(round.stream().map(writes::get));
        List<TaskId> ending = ids(writes.stream().filter(TaskWrite::mayEnd));
        return lock.apply(workspace, ids, ending)
                .collectMap(task -> task.id().toString())
                .flatMap(locked -> {
                    // Not before they are locked: a lease may run out while others hold its task.
                    OffsetDateTime now = OffsetDateTime.now(clock);
                    var steps = new ArrayList<Step>();
                    for (int i : round) {
                        Task task = locked.get(writes.get(i).taskId());
                        if (task == null || isWithoutParent(writes.get(i), task, locked)) {
                            results[i] = Result.BUSY;
                            continue;
                        }
                        try {
                            steps.add(step(writes.get(i), task, now));
                        } catch (Refusal refusal) {
                            results[i] = Result.of(refusal);
                        }
                    }
                    return carryOut(workspace, steps, now).doOnNext(moved -> {
                        for (int i : round) {
                            if (results[i] == null) {
                                results[i] = Result.of(
                                        requireNonNull(moved.get(writes.get(i).taskId())));
                            }
                        }
                    });
                })
                .then();
    }

    private static boolean isWithoutParent(TaskWrite write, Task task, Map<String, Task> locked) {
        TaskId parent = task.parentId();
        return write.mayEnd() && parent != null && !locked.containsKey(parent.toString());
    }

    private static Step step(TaskWrite write, Task task, OffsetDateTime now) {
        task.heldBy(write.caller(), write.leaseToken(), now);
        Transition row = Transition.require(write.command(), task.facts());
        if (write instanceof TaskWrite.Report report) {
            report.refuseStepBack(task);
        }
        return new Step(write, row, task);
    }

    private Mono<Map<String, Task>> carryOut(WorkspaceId workspace, List<Step> steps, OffsetDateTime now) {
        Map<Transition, List<Step>> byRow = steps.stream().collect(groupingBy(Step::row));
        List<Task> handedOver = steps.stream()
                .filter(step -> step.write() instanceof TaskWrite.Complete)
                .map(Step::task)
                .toList();
        Mono<Map<String, Task>> moved = Flux.fromIterable(byRow.entrySet())
                .concatMap(entry -> moves.all(entry.getKey(), workspace, entry.getValue(), now))
                .collectMap(task -> task.id().toString());
        return history.endAttempts(workspace, handedOver, Outcome.COMPLETED, now)
                .then(moved)
                .flatMap(tasks -> log.recordAll(entries(steps, tasks))
                        .then(aftermath.followAll(
                                tasks.values().stream()
                                        .filter(task -> !task.state().isOpen())
                                        .toList(),
                                now))
                        .thenReturn(tasks));
    }

    private static List<TaskLog.Entry> entries(List<Step> steps, Map<String, Task> moved) {
        return steps.stream()
                .map(step -> {
                    Task after = requireNonNull(moved.get(step.write().taskId()));
                    return new TaskLog.Entry(after, step.task().worker().toString(), event(step, after));
                })
                .toList();
    }

    private static TaskEvent event(Step step, Task after) {
        AttemptId attempt = step.task().attempt();
        AgentId worker = step.task().worker();
        return switch (step.write()) {
            case TaskWrite.Renew _ ->
                new TaskEvent.LeaseRenewed(
                        after.id(),
                        after.state(),
                        attempt,
                        worker,
                        after.requireLease().requireExpiry());
            case TaskWrite.Report write ->
                new TaskEvent.ProgressReported(
                        after.id(),
                        after.state(),
                        attempt,
                        worker,
                        write.report().percent(),
                        write.report().milestone(),
                        write.report().message(),
                        after.requireLease().requireExpiry());
            case TaskWrite.Complete complete
            when step.row() == Transition.HAND_IN ->
                new TaskEvent.TaskSubmittedForReview(after.id(), after.state(), attempt, worker, complete.result());
            case TaskWrite.Complete _ -> new TaskEvent.TaskCompleted(after.id(), after.state(), worker, after.result());
        };
    }
}
