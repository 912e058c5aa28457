package dev.baton.task;

import static java.util.Objects.requireNonNull;

import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.task.TaskHistory.Attempt.Outcome;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Calls off tasks with their open parts, whoever wants it so: as few statements for many as for one.
@Component
class TaskCancellation {

    private final Tasks tasks;
    private final TaskMoves moves;
    private final TaskHistory history;
    private final TaskLog log;

    TaskCancellation(Tasks tasks, TaskMoves moves, TaskHistory history, TaskLog log) {
        this.tasks = tasks;
        this.moves = moves;
        this.history = history;
        this.log = log;
    }

    /// Ends those of the tasks that are open, and every open task below them. Answers all that it ended, the parts
    /// before their whole.
    Mono<List<Task>> cancel(
            WorkspaceId workspace, Set<TaskId> wanted, String actor, @Nullable String reason, OffsetDateTime now) {
        return tasks.lockTrees(workspace, wanted)
                .map(locked -> concerned(wanted, locked))
                .flatMap(concerned ->
                        concerned.isEmpty() ? Mono.just(concerned) : end(workspace, concerned, actor, reason, now));
    }

    // Nobody but this one ends what is locked; yet one of those wanted may have ended before, and its parts go on.
    private static List<Task> concerned(Set<TaskId> wanted, List<Task> locked) {
        Map<TaskId, Task> tree = new HashMap<>();
        locked.forEach(task -> tree.put(task.id(), task));
        return locked.stream()
                .filter(task -> task.state().isOpen())
                .filter(task -> hangsBelow(wanted, tree, task))
                .sorted(Comparator.comparingInt(Task::depth).reversed())
                .toList();
    }

    private static boolean hangsBelow(Set<TaskId> wanted, Map<TaskId, Task> tree, Task task) {
        for (Task at = task; at != null; at = at.parentId() == null ? null : tree.get(at.parentId())) {
            if (wanted.contains(at.id()) && at.state().isOpen()) {
                return true;
            }
        }
        return false;
    }

    private Mono<List<Task>> end(
            WorkspaceId workspace, List<Task> open, String actor, @Nullable String reason, OffsetDateTime now) {
        List<Task> held = open.stream().filter(task -> task.lease() != null).toList();
        return history.endAttempts(workspace, held, Outcome.CANCELED, now)
                .then(moves.endAll(Transition.CANCEL, workspace, open, null, 0, now)
                        .collectMap(Task::id))
                .map(moved -> open.stream()
                        .map(task -> requireNonNull(moved.get(task.id())))
                        .toList())
                .flatMap(ended -> log.recordAll(ended.stream()
                                .map(task -> new TaskLog.Entry(task, actor, canceled(task, reason)))
                                .toList())
                        .thenReturn(ended));
    }

    private static TaskEvent canceled(Task task, @Nullable String reason) {
        return new TaskEvent.TaskCanceled(task.id(), task.state(), task.assigneeId(), reason);
    }
}
