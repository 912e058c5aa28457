package dev.baton.task;

import dev.baton.task.TaskHistory.Attempt.Outcome;
import dev.baton.task.Transition.Command;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Calls off a task with its open parts, whoever wants it so.
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

    /// Answers every task that it ended, the locked one itself last.
    Flux<Task> cancel(Task locked, String actor, @Nullable String reason, OffsetDateTime now) {
        return Flux.defer(() -> {
            Transition row = Transition.require(Command.CANCEL, locked.facts());
            return lockOpenParts(List.of(locked))
                    .concatWithValues(locked)
                    .concatMap(task -> cancelOne(row, task, actor, reason, now));
        });
    }

    // Level by level: a part can be added only while its parent is shared, so none is added below what is locked.
    private Flux<Task> lockOpenParts(List<Task> level) {
        return tasks.lockChildren(
                        level.getFirst().workspace(),
                        level.stream().map(Task::id).toList())
                .collectList()
                .filter(parts -> !parts.isEmpty())
                .flatMapMany(parts -> Flux.fromIterable(parts)
                        .filter(part -> part.state().isOpen())
                        .concatWith(Flux.defer(() -> lockOpenParts(parts))));
    }

    private Mono<Task> cancelOne(Transition row, Task task, String actor, @Nullable String reason, OffsetDateTime now) {
        return history.endAttempt(task, Outcome.CANCELED, null, now)
                .then(moves.end(row, task, null, null, 0, now))
                .flatMap(canceled -> log.record(
                        canceled,
                        actor,
                        new TaskEvent.TaskCanceled(canceled.id(), canceled.state(), canceled.assigneeId(), reason)));
    }
}
