package dev.baton.task;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

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
import java.util.TreeMap;
import java.util.stream.IntStream;
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

    /// What became of a write: the task as it is then, or why it was refused.
    record Result(@Nullable Task task, @Nullable Refusal refusal) {

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
    ///
    /// @return the results in the order of the writes
    Mono<List<Result>> write(WorkspaceId workspace, List<? extends TaskWrite> writes) {
        return transactions.run(Mono.defer(() -> {
            var results = new Result[writes.size()];
            return Flux.fromIterable(rounds(writes))
                    .concatMap(round -> round(workspace, writes, round, results))
                    .then(Mono.fromSupplier(() -> List.of(results)));
        }));
    }

    // Of several writes on one task the later must see what the earlier did, so it waits for the next round.
    private static Collection<List<Integer>> rounds(List<? extends TaskWrite> writes) {
        var seen = new HashMap<String, Integer>();
        return IntStream.range(0, writes.size())
                .boxed()
                .collect(groupingBy(i -> seen.merge(writes.get(i).taskId(), 1, Integer::sum), TreeMap::new, toList()))
                .values();
    }

    private Mono<Void> round(
            WorkspaceId workspace, List<? extends TaskWrite> writes, List<Integer> round, Result[] results) {
        List<TaskId> ids = round.stream()
                .flatMap(i -> TaskId.parse(writes.get(i).taskId()).stream())
                .toList();
        return tasks.lockAll(workspace, ids)
                .collectMap(task -> task.id().toString())
                .flatMap(locked -> {
                    // Not before they are locked: a lease may run out while others hold its task.
                    OffsetDateTime now = OffsetDateTime.now(clock);
                    var steps = new ArrayList<Step>();
                    for (int i : round) {
                        try {
                            steps.add(
                                    step(writes.get(i), locked.get(writes.get(i).taskId()), now));
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

    private static Step step(TaskWrite write, @Nullable Task task, OffsetDateTime now) {
        if (task == null) {
            throw Refusal.notFound("task", write.taskId());
        }
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
