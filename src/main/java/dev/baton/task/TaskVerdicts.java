package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.graph.InputCheck;
import dev.baton.graph.TaskId;
import dev.baton.task.Transition.Command;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// What who asked for a task, or a person, does with it: accepts the work, sends it back, or calls it off.
@Component
public class TaskVerdicts {

    private final TaskMoves moves;
    private final TaskCancellation cancellation;
    private final TaskAftermath aftermath;
    private final TaskCommands commands;
    private final TaskLog log;

    TaskVerdicts(
            TaskMoves moves,
            TaskCancellation cancellation,
            TaskAftermath aftermath,
            TaskCommands commands,
            TaskLog log) {
        this.moves = moves;
        this.cancellation = cancellation;
        this.aftermath = aftermath;
        this.commands = commands;
        this.log = log;
    }

    /// The task, locked, if the caller may review it. Joins the transaction around it.
    ///
    /// @throws dev.baton.graph.Refusal as an error signal: `NotFound` or `Forbidden`
    public Mono<Task> lockForReview(Caller caller, TaskId task) {
        return commands.lock(caller, task.toString()).map(locked -> locked.reviewableBy(caller));
    }

    Mono<Task> review(Caller caller, TaskCommands.Request request, ReviewDecision decision, @Nullable String comment) {
        ReviewDecision.check(decision, comment);
        return commands.run(caller, request, (task, now) -> switch (decision) {
            case ACCEPT -> accept(caller, task.reviewableBy(caller), now);
            case REQUEST_CHANGES -> sendBack(caller, task.reviewableBy(caller), Objects.requireNonNull(comment), now);
        });
    }

    private Mono<Task> accept(Caller caller, Task task, OffsetDateTime now) {
        Transition row = Transition.require(Command.ACCEPT, task.facts());
        return moves.end(row, task, null, 0, now)
                .flatMap(done -> log.record(
                        done,
                        caller.subject(),
                        new TaskEvent.TaskCompleted(done.id(), done.state(), done.assigneeId(), done.result())))
                .flatMap(done -> aftermath.follow(done, now));
    }

    private Mono<Task> sendBack(Caller caller, Task task, String comment, OffsetDateTime now) {
        Transition row = Transition.require(Command.REQUEST_CHANGES, task.facts());
        return moves.queueFor(row, task, task.worker(), now)
                .flatMap(queued -> log.record(
                        queued,
                        caller.subject(),
                        new TaskEvent.TaskChangesRequested(queued.id(), queued.state(), queued.assigneeId(), comment)));
    }

    Mono<Task> cancel(Caller caller, TaskCommands.Request request, @Nullable String reason) {
        new InputCheck().length("reason", reason, 1, DelegateTaskInput.MAX_TEXT).refuse();
        return commands.run(caller, request, (task, now) -> {
            Transition.require(Command.CANCEL, task.inTheHandsOf(caller).facts());
            return cancellation
                    .cancel(task.workspace(), Set.of(task.id()), caller.subject(), reason, now)
                    .flatMap(canceled -> aftermath.followAll(canceled, now).thenReturn(canceled.getLast()));
        });
    }
}
