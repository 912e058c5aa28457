package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.graph.InputCheck;
import dev.baton.graph.TaskId;
import dev.baton.journal.Journal;
import dev.baton.task.TaskHistory.Attempt.Outcome;
import dev.baton.task.Transition.Command;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// What who asked for a task, or a person, does with it: accepts the work, sends it back, or calls it off.
@Component
public class TaskVerdicts {

    private final Tasks tasks;
    private final TaskMoves moves;
    private final TaskHistory history;
    private final TaskAftermath aftermath;
    private final TaskCommands commands;
    private final Journal journal;

    TaskVerdicts(
            Tasks tasks,
            TaskMoves moves,
            TaskHistory history,
            TaskAftermath aftermath,
            TaskCommands commands,
            Journal journal) {
        this.tasks = tasks;
        this.moves = moves;
        this.history = history;
        this.aftermath = aftermath;
        this.commands = commands;
        this.journal = journal;
    }

    /// The task, locked, if the caller asked for it or is a person. Joins the transaction around it.
    ///
    /// @throws dev.baton.graph.Refusal as an error signal: `NotFound` or `Forbidden`
    public Mono<Task> inTheHandsOf(Caller caller, TaskId task) {
        return commands.lock(caller, task.toString()).map(locked -> locked.inTheHandsOf(caller));
    }

    Mono<Task> review(Caller caller, TaskCommands.Request request, ReviewDecision decision, @Nullable String comment) {
        ReviewDecision.check(decision, comment);
        return commands.run(caller, request, (task, now) -> switch (decision) {
            case ACCEPT -> accept(caller, task.inTheHandsOf(caller), now);
            case REQUEST_CHANGES -> sendBack(caller, task.inTheHandsOf(caller), Objects.requireNonNull(comment), now);
        });
    }

    private Mono<Task> accept(Caller caller, Task task, OffsetDateTime now) {
        Transition row = Transition.require(Command.ACCEPT, task.facts());
        return moves.end(row, task, null, null, 0, now)
                .flatMap(done -> record(
                        caller,
                        done,
                        new TaskEvent.TaskCompleted(done.id(), done.state(), done.assigneeId(), done.result())))
                .flatMap(done -> aftermath.follow(done, now));
    }

    private Mono<Task> sendBack(Caller caller, Task task, String comment, OffsetDateTime now) {
        Transition row = Transition.require(Command.REQUEST_CHANGES, task.facts());
        return moves.sendBack(row, task, now)
                .flatMap(queued -> record(
                        caller,
                        queued,
                        new TaskEvent.TaskChangesRequested(queued.id(), queued.state(), queued.assigneeId(), comment)));
    }

    Mono<Task> cancel(Caller caller, TaskCommands.Request request, @Nullable String reason) {
        new InputCheck().length("reason", reason, 1, DelegateTaskInput.MAX_TEXT).refuse();
        return commands.run(caller, request, (task, now) -> {
            Transition row =
                    Transition.require(Command.CANCEL, task.inTheHandsOf(caller).facts());
            Mono<Void> parts = lockOpenParts(List.of(task))
                    .concatMap(part -> cancelOne(row, caller, part, reason, now))
                    .then();
            return parts.then(cancelOne(row, caller, task, reason, now))
                    .flatMap(canceled -> aftermath.follow(canceled, now));
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

    private Mono<Task> cancelOne(
            Transition row, Caller caller, Task task, @Nullable String reason, OffsetDateTime now) {
        return history.endAttempt(task, Outcome.CANCELED, null, now)
                .then(moves.end(row, task, null, null, 0, now))
                .flatMap(canceled -> record(
                        caller,
                        canceled,
                        new TaskEvent.TaskCanceled(canceled.id(), canceled.state(), canceled.assigneeId(), reason)));
    }

    private Mono<Task> record(Caller caller, Task moved, TaskEvent event) {
        return journal.append(moved.workspace(), caller.subject(), List.of(event))
                .thenReturn(moved);
    }
}
