package dev.baton.task;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// What the ends of tasks mean for others: dependents that need not wait any more, or are not wanted any more, and
/// parents whose last part has ended. Part of the transaction that ended the tasks, and as few statements for many as
/// for one.
@Component
class TaskAftermath {

    private final Tasks tasks;
    private final TaskMoves moves;
    private final TaskDependents dependents;
    private final TaskCancellation cancellation;
    private final TaskLog log;

    TaskAftermath(Tasks tasks, TaskMoves moves, TaskDependents dependents, TaskCancellation cancellation, TaskLog log) {
        this.dependents = dependents;
        this.tasks = tasks;
        this.moves = moves;
        this.cancellation = cancellation;
        this.log = log;
    }

    /// Follows up an end, and answers the task.
    Mono<Task> follow(Task ended, OffsetDateTime now) {
        return followAll(List.of(ended), now).thenReturn(ended);
    }

    /// Follows up ends in one workspace, and the ends that they bring about.
    Mono<Void> followAll(List<Task> ended, OffsetDateTime now) {
        return ended.isEmpty()
                ? Mono.empty()
                : Mono.just(ended)
                        .expand(generation -> followGeneration(generation, now).filter(next -> !next.isEmpty()))
                        .flatMapIterable(generation -> generation)
                        .collectList()
                        // When all have ended, or a parent hears of the last part once more for each generation.
                        .flatMap(this::settleParents);
    }

    private Mono<List<Task>> followGeneration(List<Task> ended, OffsetDateTime now) {
        return releaseDependents(ended, now).then(cancelDependents(ended, now));
    }

    /// Makes tasks that wait for nothing any more claimable, and answers them; leaves out what still waits.
    Flux<Task> queue(Collection<Task> waiting, OffsetDateTime now) {
        Set<TaskId> due = waiting.stream()
                .filter(task -> Transition.BECOME_DUE.from().contains(task.state()) && task.isDue(now))
                .map(Task::id)
                .collect(toSet());
        return due.isEmpty()
                ? Flux.empty()
                : moves.becomeDue(Transition.BECOME_DUE, due, now)
                        .collectList()
                        .flatMapMany(queued -> log.recordAll(queued.stream()
                                        .map(TaskAftermath::queued)
                                        .toList())
                                .thenMany(Flux.fromIterable(queued)));
    }

    private static TaskLog.Entry queued(Task task) {
        return new TaskLog.Entry(
                task, TaskLog.BATON, new TaskEvent.TaskQueued(task.id(), task.state(), task.assigneeId()));
    }

    private Mono<Void> releaseDependents(List<Task> ended, OffsetDateTime now) {
        return dependents
                .settle(ended, now)
                .collectList()
                .flatMapMany(settled -> queue(settled, now))
                .then();
    }

    private Mono<List<Task>> cancelDependents(List<Task> ended, OffsetDateTime now) {
        List<TaskId> broken = ended.stream()
                .filter(task -> task.state() != TaskState.COMPLETED)
                .map(Task::id)
                .toList();
        return broken.isEmpty()
                ? Mono.just(List.of())
                : dependents.toCancel(broken).collect(toSet()).flatMap(wanted -> cancel(ended, wanted, now));
    }

    private Mono<List<Task>> cancel(List<Task> ended, Set<TaskId> wanted, OffsetDateTime now) {
        return wanted.isEmpty()
                ? Mono.just(List.of())
                : cancellation.cancel(
                        ended.getFirst().workspace(),
                        wanted,
                        TaskLog.BATON,
                        "A task that it waited for ended without success.",
                        now);
    }

    // The parents are locked before their parts are counted, by whoever locked these to end them: of two last parts
    // that end at once, the second to come here sees the first one's end.
    private Mono<Void> settleParents(List<Task> ended) {
        WorkspaceId workspace = ended.getFirst().workspace();
        Set<TaskId> parents = ended.stream()
                .flatMap(task -> Stream.ofNullable(task.parentId()))
                .collect(toSet());
        return parents.isEmpty()
                ? Mono.empty()
                : tasks.lockAll(workspace, parents)
                        .filter(parent -> parent.state().isOpen())
                        .collectMap(Task::id)
                        .flatMap(open -> tasks.settledParts(workspace, open.keySet())
                                .map(parts -> settled(requireNonNull(open.get(parts.parent())), parts))
                                .collectList())
                        .flatMap(log::recordAll);
    }

    private static TaskLog.Entry settled(Task parent, Tasks.PartCount parts) {
        return new TaskLog.Entry(
                parent,
                TaskLog.BATON,
                new TaskEvent.SubtasksSettled(
                        parent.id(),
                        parent.state(),
                        parent.assigneeId(),
                        parts.completed(),
                        parts.parts() - parts.completed()));
    }
}
