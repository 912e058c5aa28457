package dev.baton.task;

import dev.baton.graph.WorkspaceId;
import dev.baton.journal.Journal;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// What the end of one task means for others: dependents that need not wait any more, and a parent whose last part
/// has ended. Part of the transaction that ended the task.
@Component
class TaskAftermath {

    /// The actor of what Baton does by itself.
    static final String BATON = "baton";

    private final Tasks tasks;
    private final TaskMoves moves;
    private final Journal journal;

    TaskAftermath(Tasks tasks, TaskMoves moves, Journal journal) {
        this.tasks = tasks;
        this.moves = moves;
        this.journal = journal;
    }

    /// Follows up an end, and answers the task.
    Mono<Task> follow(Task ended, OffsetDateTime now) {
        Mono<Void> dependents = ended.state() == TaskState.COMPLETED ? releaseDependents(ended, now) : Mono.empty();
        return dependents.then(settleParent(ended)).thenReturn(ended);
    }

    /// Makes a task that waits for nothing any more claimable. Empty where something changed it in between.
    Mono<Task> queue(Task task, OffsetDateTime now) {
        Transition row = Transition.require(Transition.Command.QUEUE, task.facts());
        return moves.becomeDue(row, task, now)
                .flatMap(queued -> journal.append(
                                queued.workspace(),
                                BATON,
                                List.of(new TaskEvent.TaskQueued(queued.id(), queued.state(), queued.assigneeId())))
                        .thenReturn(queued));
    }

    private Mono<Void> releaseDependents(Task completed, OffsetDateTime now) {
        return moves.unblock(completed.id(), now)
                .filter(dependent -> dependent.state() == TaskState.WAITING && dependent.isDue(now))
                .concatMap(dependent -> queue(dependent, now))
                .then();
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
                        .flatMap(parts -> journal.append(workspace, BATON, List.of(settled(parent, parts)))));
    }

    private static TaskEvent settled(Task parent, Tasks.PartCount parts) {
        return new TaskEvent.SubtasksSettled(
                parent.id(), parent.state(), parent.assigneeId(), parts.completed(), parts.parts() - parts.completed());
    }
}
