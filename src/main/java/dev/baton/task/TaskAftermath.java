package dev.baton.task;

import dev.baton.graph.WorkspaceId;
import java.time.OffsetDateTime;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// What the end of one task means for others: dependents that need not wait any more, or are not wanted any more, and
/// a parent whose last part has ended. Part of the transaction that ended the task.
@Component
class TaskAftermath {

    private final Tasks tasks;
    private final TaskMoves moves;
    private final TaskCancellation cancellation;
    private final TaskLog log;

    TaskAftermath(Tasks tasks, TaskMoves moves, TaskCancellation cancellation, TaskLog log) {
        this.tasks = tasks;
        this.moves = moves;
        this.cancellation = cancellation;
        this.log = log;
    }

    /// Follows up an end, and the ends that it brings about, and answers the task.
    Mono<Task> follow(Task ended, OffsetDateTime now) {
        return followAll(Flux.just(ended), now).thenReturn(ended);
    }

    Mono<Void> followAll(Flux<Task> ended, OffsetDateTime now) {
        return ended.expand(task -> releaseDependents(task, now)
                        .thenMany(cancelDependents(task, now))
                        .concatWith(settleParent(task).cast(Task.class)))
                .then();
    }

    /// Makes a task that waits for nothing any more claimable. Empty where something changed it in between.
    Mono<Task> queue(Task task, OffsetDateTime now) {
        Transition row = Transition.require(Transition.Command.QUEUE, task.facts());
        return moves.becomeDue(row, task, now)
                .flatMap(queued -> log.record(
                        queued,
                        TaskLog.BATON,
                        new TaskEvent.TaskQueued(queued.id(), queued.state(), queued.assigneeId())));
    }

    private Mono<Void> releaseDependents(Task ended, OffsetDateTime now) {
        return moves.settleDependents(ended, now)
                .collectList()
                .flatMapIterable(dependents -> dependents)
                .filter(dependent -> dependent.state() == TaskState.WAITING && dependent.isDue(now))
                .concatMap(dependent -> queue(dependent, now))
                .then();
    }

    private Flux<Task> cancelDependents(Task ended, OffsetDateTime now) {
        String reason = "%s, which it waited for, is %s.".formatted(ended.id(), ended.state());
        return ended.state() == TaskState.COMPLETED
                ? Flux.empty()
                : tasks.lockDependentsToCancel(ended)
                        .collectList()
                        .flatMapIterable(dependents -> dependents)
                        // One may have been a part of the one before it, and be canceled with it.
                        .concatMap(dependent -> tasks.find(dependent.workspace(), dependent.id()))
                        .filter(dependent -> dependent.state().isOpen())
                        .concatMap(dependent -> cancellation.cancel(dependent, TaskLog.BATON, reason, now));
    }

    // The parent is locked before its parts are counted: of two last parts that end at once, the second to come here
    // sees the first one's end.
    private Mono<Void> settleParent(Task ended) {
        WorkspaceId workspace = ended.workspace();
        return Mono.justOrEmpty(ended.parentId())
                .flatMap(parent -> tasks.lock(workspace, parent))
                .filter(parent -> parent.state().isOpen())
                .flatMap(parent -> tasks.countParts(workspace, parent.id())
                        .filter(parts -> parts.open() == 0)
                        .flatMap(parts -> log.record(parent, TaskLog.BATON, settled(parent, parts))))
                .then();
    }

    private static TaskEvent settled(Task parent, Tasks.PartCount parts) {
        return new TaskEvent.SubtasksSettled(
                parent.id(), parent.state(), parent.assigneeId(), parts.completed(), parts.parts() - parts.completed());
    }
}
