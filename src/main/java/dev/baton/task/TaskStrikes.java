package dev.baton.task;

import dev.baton.graph.AgentId;
import dev.baton.graph.AttemptId;
import dev.baton.task.TaskHistory.Attempt.Outcome;
import dev.baton.task.Transition.Command;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Ends an attempt badly: the task waits and is offered again, or is a dead letter, or has no time left.
@Component
class TaskStrikes {

    private static final Task.Failure EXPIRED =
            new Task.Failure("LEASE_EXPIRED", "Nobody renewed the lease before it ran out.");

    private static final Task.Failure OVERDUE =
            new Task.Failure("DEADLINE_EXCEEDED", "The deadline passed before the task had ended.");

    private final TaskMoves moves;
    private final TaskHistory history;
    private final TaskAftermath aftermath;
    private final TaskLog log;

    TaskStrikes(TaskMoves moves, TaskHistory history, TaskAftermath aftermath, TaskLog log) {
        this.moves = moves;
        this.history = history;
        this.aftermath = aftermath;
        this.log = log;
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
                .then(strike(row, TaskLog.BATON, task, EXPIRED, now));
    }

    /// The task has not ended in time, whether or not anybody works on it.
    Mono<Task> missDeadline(Task task, OffsetDateTime now) {
        Transition row = Transition.require(Command.MISS_DEADLINE, task.facts());
        return history.endAttempt(task, Outcome.FAILED, OVERDUE, now)
                .then(moves.end(row, task, OVERDUE, 0, now))
                .flatMap(failed -> log.record(
                        failed,
                        TaskLog.BATON,
                        new TaskEvent.TaskFailed(
                                failed.id(), failed.state(), failed.attemptId(), failed.assigneeId(), OVERDUE)))
                .flatMap(failed -> aftermath.follow(failed, now));
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
        return moves.strike(row, task, notBefore, now).flatMap(waiting -> log.record(waiting, actor, event));
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
        return moves.end(row, task, failure, 1, now)
                .flatMap(dead -> log.record(dead, actor, event))
                .flatMap(dead -> aftermath.follow(dead, now));
    }
}
