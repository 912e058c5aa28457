package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.graph.AttemptId;
import dev.baton.graph.Refusal;
import dev.baton.graph.TaskId;
import java.time.Clock;
import java.time.OffsetDateTime;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Says to which try at a task a lease belongs, live or lost.
@Component
public class TaskAttempts {

    private final Tasks tasks;
    private final TaskCommands commands;
    private final TaskHistory history;
    private final Clock clock;

    TaskAttempts(Tasks tasks, TaskCommands commands, TaskHistory history, Clock clock) {
        this.tasks = tasks;
        this.commands = commands;
        this.history = history;
        this.clock = clock;
    }

    /// An agent's own try at a task.
    ///
    /// @param late whether its lease is lost
    public record Work(Task task, AttemptId attempt, boolean late) {}

    /// The calling agent's try that has or had this lease; its task is locked. Joins the transaction around it.
    ///
    /// @throws Refusal as an error signal: `NotFound`, or `LeaseLost` where the agent never had such a lease
    public Mono<Work> find(Caller caller, String taskId, String leaseToken) {
        return commands.lock(caller, taskId)
                .flatMap(task -> Mono.fromCallable(() -> task.heldBy(caller, leaseToken, OffsetDateTime.now(clock)))
                        .map(held -> new Work(held, held.attempt(), false))
                        .onErrorResume(
                                Refusal.class,
                                refusal -> late(caller, task, leaseToken).switchIfEmpty(Mono.error(refusal))));
    }

    /// A task that the caller works on now, read without a lock: for what may be a moment late.
    ///
    /// @throws Refusal as an error signal: `NotFound`, or `LeaseLost`
    public Mono<Task> held(Caller caller, String taskId, String leaseToken) {
        return Mono.justOrEmpty(TaskId.parse(taskId))
                .flatMap(id -> tasks.find(caller.workspace(), id))
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("task", taskId)))
                .map(task -> task.heldBy(caller, leaseToken, OffsetDateTime.now(clock)));
    }

    private Mono<Work> late(Caller caller, Task task, String leaseToken) {
        return history.findAttempt(task, caller.requireAgent(), leaseToken)
                .map(attempt -> new Work(task, attempt, true));
    }
}
