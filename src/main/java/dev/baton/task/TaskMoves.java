package dev.baton.task;

import static dev.baton.database.Columns.json;
import static dev.baton.database.Columns.names;
import static dev.baton.database.Columns.nullable;

import dev.baton.graph.AgentId;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// One guarded statement for each way a task can move. Each repeats in its WHERE the states that [Transition] names,
/// so that the table holds even where nobody locked the row first; a move that the guard stops answers empty.
@Repository
class TaskMoves {

    private static final String EXTEND_LEASE = """
        UPDATE task SET state = :to, lease_ms = :leaseMs, lease_expires_at = :leaseExpiresAt, updated_at = :now
        WHERE workspace_id = :workspace AND id = :id AND state = ANY(:from) AND attempt_id = :attempt
        RETURNING *
        """;

    private static final String REPORT = """
        UPDATE task
        SET state = :to, progress_percent = :percent, progress_milestone = :milestone, progress_message = :message,
            lease_expires_at = :now + lease_ms * interval '1 millisecond', updated_at = :now
        WHERE workspace_id = :workspace AND id = :id AND state = ANY(:from) AND attempt_id = :attempt
        RETURNING *
        """;

    private static final String HAND_IN = """
        UPDATE task
        SET state = :to, result = :result,
            lease_token = NULL, lease_ms = NULL, lease_expires_at = NULL, updated_at = :now
        WHERE workspace_id = :workspace AND id = :id AND state = ANY(:from) AND attempt_id = :attempt
        RETURNING *
        """;

    private static final String END = """
        UPDATE task
        SET state = :to, result = COALESCE(:result, result), failure_code = :failureCode,
            failure_message = :failureMessage, strikes = strikes + :strikes,
            lease_token = NULL, lease_ms = NULL, lease_expires_at = NULL, updated_at = :now, ended_at = :now
        WHERE workspace_id = :workspace AND id = :id AND state = ANY(:from)
          AND attempt_id IS NOT DISTINCT FROM :attempt
        RETURNING *
        """;

    // A task that nobody was named for goes back to everybody.
    private static final String STRIKE = """
        UPDATE task
        SET state = :to, strikes = strikes + 1, not_before = :notBefore,
            assignee_id = CASE WHEN assigned THEN assignee_id END,
            lease_token = NULL, lease_ms = NULL, lease_expires_at = NULL, updated_at = :now
        WHERE workspace_id = :workspace AND id = :id AND state = ANY(:from) AND attempt_id = :attempt
        RETURNING *
        """;

    // It keeps its place in the line: it goes back to where it was taken from.
    private static final String RELEASE = """
        UPDATE task
        SET state = :to, assignee_id = CASE WHEN assigned THEN assignee_id END,
            lease_token = NULL, lease_ms = NULL, lease_expires_at = NULL, updated_at = :now
        WHERE workspace_id = :workspace AND id = :id AND state = ANY(:from) AND attempt_id = :attempt
        RETURNING *
        """;

    private static final String ASK = """
        UPDATE task SET state = :to, question = :question, answer = NULL, lease_expires_at = NULL, updated_at = :now
        WHERE workspace_id = :workspace AND id = :id AND state = ANY(:from) AND attempt_id = :attempt
        RETURNING *
        """;

    private static final String ANSWER = """
        UPDATE task
        SET state = :to, answer = :answer, lease_expires_at = :now + lease_ms * interval '1 millisecond',
            updated_at = :now
        WHERE workspace_id = :workspace AND id = :id AND state = ANY(:from) AND attempt_id = :attempt
        RETURNING *
        """;

    // From now on the assignee is named, and its line is the one that the task stands in.
    private static final String QUEUE_FOR = """
        UPDATE task
        SET state = :to, assignee_id = :assignee, assigned = true, queue_id = :assignee, queued_at = :now,
            turn = next_turn(workspace_id, :assignee, priority, requester), question = NULL, answer = NULL,
            result = NULL, lease_token = NULL, lease_ms = NULL, lease_expires_at = NULL, updated_at = :now
        WHERE workspace_id = :workspace AND id = :id AND state = ANY(:from)
          AND attempt_id IS NOT DISTINCT FROM :attempt
        RETURNING *
        """;

    private static final String BECOME_DUE = """
        UPDATE task
        SET state = :to, not_before = NULL, queued_at = :now,
            turn = next_turn(workspace_id, queue_id, priority, requester), updated_at = :now
        WHERE workspace_id = :workspace AND id = :id AND state = ANY(:from) AND blocked_by = 0
          AND not_before <= :now
        RETURNING *
        """;

    private static final String REASSIGN = """
        UPDATE task SET assignee_id = :assignee, assigned = true, queue_id = :assignee
        WHERE workspace_id = :workspace AND id = :id
        """;

    private static final String RETRY = """
        UPDATE task
        SET state = :to, assignee_id = CASE WHEN assigned THEN assignee_id END, queued_at = :now,
            turn = next_turn(workspace_id, queue_id, priority, requester), strikes = 0, not_before = NULL,
            deadline = :deadline, progress_percent = NULL, progress_milestone = NULL, progress_message = NULL,
            question = NULL, answer = NULL, result = NULL, failure_code = NULL, failure_message = NULL,
            ended_at = NULL, updated_at = :now
        WHERE workspace_id = :workspace AND id = :id AND state = ANY(:from)
          AND attempt_id IS NOT DISTINCT FROM :attempt
        RETURNING *
        """;

    // Counts down whatever state the dependent is in: the count must be right if it is ever queued again. Each edge is
    // settled once. Locked in the order of ids, as everywhere, so that two ends cannot hold each other's dependents.
    private static final String SETTLE = """
        WITH dependent AS (
            SELECT t.id FROM task_dependency d JOIN task t ON t.id = d.task_id
            WHERE d.depends_on_id = :ended AND NOT d.settled
              AND (:completed OR t.on_dependency_failure = 'RUN')
            ORDER BY t.id FOR NO KEY UPDATE OF t),
        settled AS (
            UPDATE task_dependency d SET settled = true FROM dependent
            WHERE d.depends_on_id = :ended AND d.task_id = dependent.id AND NOT d.settled
            RETURNING d.task_id)
        UPDATE task
        SET blocked_by = blocked_by - 1,
            not_before = CASE WHEN blocked_by = 1 THEN COALESCE(not_before, :now) ELSE not_before END
        FROM settled WHERE task.id = settled.task_id
        RETURNING task.*
        """;

    private final DatabaseClient client;

    TaskMoves(DatabaseClient client) {
        this.client = client;
    }

    Mono<Task> renew(Transition row, Task task, Duration lease, OffsetDateTime now) {
        return move(EXTEND_LEASE, row, task, now)
                .bind("leaseMs", lease.toMillis())
                .bind("leaseExpiresAt", now.plus(lease))
                .map(TaskRow::task)
                .one();
    }

    Mono<Task> report(Transition row, Task task, Task.Report report, OffsetDateTime now) {
        return move(REPORT, row, task, now)
                .bind("percent", report.percent())
                .bind("milestone", nullable(report.milestone(), String.class))
                .bind("message", nullable(report.message(), String.class))
                .map(TaskRow::task)
                .one();
    }

    Mono<Task> handIn(Transition row, Task task, @Nullable Object result, OffsetDateTime now) {
        return move(HAND_IN, row, task, now)
                .bind("result", json(result))
                .map(TaskRow::task)
                .one();
    }

    /// @param strikes how many more attempts have ended badly with this end: one or none
    Mono<Task> end(
            Transition row,
            Task task,
            @Nullable Object result,
            Task.@Nullable Failure failure,
            int strikes,
            OffsetDateTime now) {
        return move(END, row, task, now)
                .bind("result", json(result))
                .bind("failureCode", nullable(failure == null ? null : failure.code(), String.class))
                .bind("failureMessage", nullable(failure == null ? null : failure.message(), String.class))
                .bind("strikes", strikes)
                .map(TaskRow::task)
                .one();
    }

    Mono<Task> strike(Transition row, Task task, OffsetDateTime notBefore, OffsetDateTime now) {
        return move(STRIKE, row, task, now)
                .bind("notBefore", notBefore)
                .map(TaskRow::task)
                .one();
    }

    Mono<Task> release(Transition row, Task task, OffsetDateTime now) {
        return move(RELEASE, row, task, now).map(TaskRow::task).one();
    }

    Mono<Task> ask(Transition row, Task task, String question, OffsetDateTime now) {
        return move(ASK, row, task, now)
                .bind("question", question)
                .map(TaskRow::task)
                .one();
    }

    Mono<Task> answer(Transition row, Task task, Object answer, OffsetDateTime now) {
        return move(ANSWER, row, task, now)
                .bind("answer", json(answer))
                .map(TaskRow::task)
                .one();
    }

    /// Puts the task in this agent's own line.
    Mono<Task> queueFor(Transition row, Task task, AgentId assignee, OffsetDateTime now) {
        return move(QUEUE_FOR, row, task, now)
                .bind("assignee", assignee.value())
                .map(TaskRow::task)
                .one();
    }

    Mono<Task> becomeDue(Transition row, Task task, OffsetDateTime now) {
        return client.sql(BECOME_DUE)
                .bind("workspace", task.workspace().value())
                .bind("id", task.id().value())
                .bind("from", names(row.from()))
                .bind("to", row.to().name())
                .bind("now", now)
                .map(TaskRow::task)
                .one();
    }

    /// Names the agent that does it from now on, in whatever state the task is.
    Mono<Void> reassign(Task task, AgentId assignee) {
        return client.sql(REASSIGN)
                .bind("workspace", task.workspace().value())
                .bind("id", task.id().value())
                .bind("assignee", assignee.value())
                .then();
    }

    Mono<Task> retry(Transition row, Task task, @Nullable OffsetDateTime deadline, OffsetDateTime now) {
        return move(RETRY, row, task, now)
                .bind("deadline", nullable(deadline, OffsetDateTime.class))
                .map(TaskRow::task)
                .one();
    }

    /// Takes the ended task off what its dependents wait for, and answers those that need not wait for it any
    /// more: all of them where it was completed, else those that run all the same.
    Flux<Task> settleDependents(Task ended, OffsetDateTime now) {
        return client.sql(SETTLE)
                .bind("ended", ended.id().value())
                .bind("completed", ended.state() == TaskState.COMPLETED)
                .bind("now", now)
                .map(TaskRow::task)
                .all();
    }

    private GenericExecuteSpec move(String sql, Transition row, Task task, OffsetDateTime now) {
        return client.sql(sql)
                .bind("workspace", task.workspace().value())
                .bind("id", task.id().value())
                .bind("from", names(row.from()))
                .bind("to", row.to().name())
                .bind("attempt", nullable(task.attemptId()))
                .bind("now", now);
    }
}
