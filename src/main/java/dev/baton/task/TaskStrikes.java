package dev.baton.task;

import dev.baton.graph.AgentId;
import dev.baton.graph.AttemptId;
import dev.baton.journal.Journal;
import dev.baton.task.TaskHistory.Attempt.Outcome;
import dev.baton.task.Transition.Command;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Ends an attempt badly: the task waits and is offered again, or is a dead letter.
@Component
class TaskStrikes {

    private static final Task.Failure EXPIRED =
            new Task.Failure("LEASE_EXPIRED", "Nobody renewed the lease before it ran out.");

    private final TaskMoves moves;
    private final TaskHistory history;
    private final TaskAftermath aftermath;
    private final Journal journal;

    TaskStrikes(TaskMoves moves, TaskHistory history, TaskAftermath aftermath, Journal journal) {
        this.moves = moves;
        this.history = history;
        this.aftermath = aftermath;
        this.journal = journal;
    }

    /// The agent says that it failed, and that trying again can help.
    Mono<Task> fail(Task task, Task.Failure failure, OffsetDateTime now) {
        Transition row = Transition.require(Command.FAIL_RETRYABLE, task.facts());
        String agent = task.worker().toString();
        return history.endAttempt(task, Outcome.FAILED_RETRYABLE, failure, now)
                .then(strike(row, agent, task, failure, now));
    }

    /// Nobody has heard from the agent in time.
    Mono<Task> expire(Task task, OffsetDateTime now) {
        Transition row = Transition.require(Command.EXPIRE_LEASE, task.facts());
        return history.endAttempt(task, Outcome.LEASE_EXPIRED, EXPIRED, now)
                .then(strike(row, TaskAftermath.BATON, task, EXPIRED, now));
    }

    private Mono<Task> strike(Transition row, String actor, Task task, Task.Failure failure, OffsetDateTime now) {
        if (row.to() == TaskState.DEAD_LETTERED) {
            return bury(row, actor, task, failure, now);
        }
        int strikes = task.strikes() + 1;
        Duration delay = task.retryPolicy()
                .delayAfter(strikes, ThreadLocalRandom.current().nextDouble());
        OffsetDateTime notBefore = now.plus(delay);
        TaskEvent event = struck(row, task, failure, strikes, notBefore);
        return moves.strike(row, task, notBefore, now).flatMap(waiting -> record(actor, waiting, event));
    }

    private static TaskEvent struck(
            Transition row, Task task, Task.Failure failure, int strikes, OffsetDateTime notBefore) {
        AttemptId attempt = task.attempt();
        AgentId agent = task.worker();
        return row == Transition.EXPIRE
                ? new TaskEvent.LeaseExpired(task.id(), row.to(), attempt, agent, strikes, notBefore)
                : new TaskEvent.AttemptFailed(task.id(), row.to(), attempt, agent, failure, strikes, notBefore);
    }

    private Mono<Task> bury(Transition row, String actor, Task task, Task.Failure failure, OffsetDateTime now) {
        var event = new TaskEvent.TaskDeadLettered(
                task.id(), row.to(), task.attempt(), task.worker(), failure, task.strikes() + 1);
        return moves.end(row, task, null, failure, 1, now)
                .flatMap(dead -> record(actor, dead, event))
                .flatMap(dead -> aftermath.follow(dead, now));
    }

    private Mono<Task> record(String actor, Task moved, TaskEvent event) {
        return journal.append(moved.workspace(), actor, List.of(event)).thenReturn(moved);
    }
}
