package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.access.Idempotency;
import dev.baton.agent.Agent;
import dev.baton.agent.AgentRegistry;
import dev.baton.database.Transactions;
import dev.baton.graph.InputCheck;
import dev.baton.journal.Journal;
import dev.baton.task.TaskHistory.Attempt.Outcome;
import dev.baton.task.Transition.Command;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// What an agent does with tasks: takes them, keeps them, reports on them, ends them. Each move locks the task, asks
/// the table, moves it, writes the event and follows up, all in one transaction.
@Component
class TaskLifecycle {

    private final TaskClaims claims;
    private final TaskMoves moves;
    private final TaskHistory history;
    private final TaskStrikes strikes;
    private final TaskAftermath aftermath;
    private final TaskCommands commands;
    private final AgentRegistry agents;
    private final Journal journal;
    private final TaskLog log;
    private final Transactions transactions;
    private final Idempotency idempotency;
    private final Clock clock;

    TaskLifecycle(
            TaskClaims claims,
            TaskMoves moves,
            TaskHistory history,
            TaskStrikes strikes,
            TaskAftermath aftermath,
            TaskCommands commands,
            AgentRegistry agents,
            Journal journal,
            TaskLog log,
            Transactions transactions,
            Idempotency idempotency,
            Clock clock) {
        this.claims = claims;
        this.moves = moves;
        this.history = history;
        this.strikes = strikes;
        this.aftermath = aftermath;
        this.commands = commands;
        this.agents = agents;
        this.journal = journal;
        this.log = log;
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /// The most urgent tasks that the agent may take, never more than it may hold; of a repeated request, what it
    /// took the first time and still works on.
    Mono<List<TaskClaims.Claim>> claim(
            Caller caller, int limit, Duration lease, @Nullable String idempotencyKey, Object input) {
        new InputCheck()
                .range("limit", limit, 1, 100)
                .range("leaseSeconds", lease.toSeconds(), 5, 3600)
                .refuse();
        return transactions.run(agents.heard(caller)
                .flatMap(agent -> idempotency.onceForMany(
                        caller,
                        idempotencyKey,
                        "claimTasks",
                        input,
                        claim(agent, limit, lease),
                        TaskLifecycle::attempts,
                        attempts -> claims.live(agent, attempts, now()).collectList())));
    }

    private Mono<List<TaskClaims.Claim>> claim(Agent agent, int limit, Duration lease) {
        OffsetDateTime now = now();
        return claims.claim(agent, limit, lease, now)
                .flatMap(claimed -> journal.append(
                                agent.workspace(),
                                agent.id().toString(),
                                claimed.stream().map(TaskLifecycle::claimed).toList())
                        .thenReturn(claimed.stream()
                                .map(task -> new TaskClaims.Claim(task, now))
                                .toList()));
    }

    private static List<UUID> attempts(List<TaskClaims.Claim> claims) {
        return claims.stream().map(claim -> claim.task().attempt().value()).toList();
    }

    private static TaskEvent claimed(Task task) {
        return new TaskEvent.TaskClaimed(
                task.id(),
                task.state(),
                task.attempt(),
                task.worker(),
                task.attemptCount(),
                task.requireLease().requireExpiry());
    }

    Mono<Task> fail(
            Caller caller, TaskCommands.Request request, String leaseToken, Task.Failure failure, boolean retryable) {
        new InputCheck()
                .length("code", failure.code(), 1, 100)
                .length("message", failure.message(), 0, DelegateTaskInput.MAX_TEXT)
                .refuse();
        return commands.held(
                caller,
                request,
                leaseToken,
                (task, now) -> retryable ? strikes.fail(task, failure, now) : giveUp(task, failure, now));
    }

    private Mono<Task> giveUp(Task task, Task.Failure failure, OffsetDateTime now) {
        Transition row = Transition.require(Command.FAIL, task.facts());
        return history.endAttempt(task, Outcome.FAILED, failure, now)
                .then(moves.end(row, task, failure, 0, now))
                .flatMap(failed -> record(
                        failed,
                        new TaskEvent.TaskFailed(failed.id(), failed.state(), task.attempt(), task.worker(), failure)))
                .flatMap(failed -> aftermath.follow(failed, now));
    }

    private Mono<Task> record(Task moved, TaskEvent event) {
        return log.record(moved, moved.worker().toString(), event);
    }

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock);
    }
}
