package dev.baton.task;

import static dev.baton.database.Columns.json;
import static dev.baton.database.Columns.names;
import static dev.baton.database.Columns.nullable;
import static dev.baton.database.Columns.texts;

import dev.baton.agent.Agent;
import dev.baton.graph.TaskId;
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

    // Looks at the front of both queues without locking, and then locks no more than it takes: what it locked and
    // left would be missing for whoever claims at the same moment. The window is as wide as many claims at once need.
    // The states are literals here because the two indexes are partial on them.
    private static final String CLAIM = """
        WITH near AS (
            (SELECT id FROM task
             WHERE workspace_id = :workspace AND assignee_id = :agent AND state = 'QUEUED'
             ORDER BY claim_rank, id LIMIT :window)
            UNION ALL
            (SELECT id FROM task
             WHERE workspace_id = :workspace AND assignee_id IS NULL AND state = 'QUEUED'
               AND required_capabilities <@ :capabilities
             ORDER BY claim_rank, id LIMIT :window)),
        candidate AS (
            SELECT t.id FROM near JOIN task t USING (id)
            WHERE t.state = 'QUEUED' AND (t.assignee_id = :agent OR t.assignee_id IS NULL)
            ORDER BY t.claim_rank, t.id LIMIT :limit FOR NO KEY UPDATE OF t SKIP LOCKED),
        claimed AS (
            UPDATE task
            SET state = :to, assignee_id = :agent, attempt_id = uuidv7(), attempt_count = attempt_count + 1,
                lease_token = gen_random_uuid()::text, lease_ms = :leaseMs, lease_expires_at = :leaseExpiresAt,
                progress_percent = NULL, progress_milestone = NULL, progress_message = NULL,
                not_before = NULL, updated_at = :now
            FROM candidate
            WHERE task.id = candidate.id AND task.state = ANY(:from)
            RETURNING task.*),
        begun AS (
            INSERT INTO attempt (id, workspace_id, task_id, agent_id, number, started_at)
            SELECT attempt_id, workspace_id, id, assignee_id, attempt_count, :now FROM claimed)
        SELECT * FROM claimed ORDER BY claim_rank, id
        """;

    private static final int CLAIM_WINDOW = 500;

    private static final String EXTEND_LEASE = """
        UPDATE task SET state = :to, lease_ms = :leaseMs, lease_expires_at = :leaseExpiresAt, updated_at = :now
        WHERE workspace_id = :workspace AND id = :id AND state = ANY(:from) AND attempt_id = :attempt
        RETURNING *
        """;

    private static final String REPORT = """
        UPDATE task
        SET state = :to, progress_percent = :percent, progress_milestone = :milestone, progress_message = :message,
            lease_expires_at = :leaseExpiresAt, updated_at = :now
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

    // The same agent does it again, so from now on it is named.
    private static final String SEND_BACK = """
        UPDATE task SET state = :to, assigned = true, result = NULL, claim_rank = :claimRank, updated_at = :now
        WHERE workspace_id = :workspace AND id = :id AND state = ANY(:from) AND attempt_id = :attempt
        RETURNING *
        """;

    private static final String BECOME_DUE = """
        UPDATE task SET state = :to, not_before = NULL, claim_rank = :claimRank, updated_at = :now
        WHERE workspace_id = :workspace AND id = :id AND state = ANY(:from) AND blocked_by = 0
          AND not_before <= :now
        RETURNING *
        """;

    // Counts down whatever state the dependent is in: each dependency completes once, and the count must be right if
    // the dependent is ever queued again. Locked in the order of ids, as everywhere, so that two completions cannot
    // hold each other's dependents.
    private static final String UNBLOCK = """
        WITH dependent AS (
            SELECT t.id FROM task_dependency d JOIN task t ON t.id = d.task_id
            WHERE d.depends_on_id = :completed ORDER BY t.id FOR NO KEY UPDATE OF t)
        UPDATE task
        SET blocked_by = blocked_by - 1,
            not_before = CASE WHEN blocked_by = 1 THEN COALESCE(not_before, :now) ELSE not_before END
        FROM dependent WHERE task.id = dependent.id
        RETURNING task.*
        """;

    private static final String LOCK_EXPIRED = """
        SELECT * FROM task WHERE state = 'WORKING' AND lease_expires_at <= :now
        ORDER BY lease_expires_at LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED
        """;

    private static final String LOCK_DUE = """
        SELECT * FROM task WHERE state = 'WAITING' AND blocked_by = 0 AND not_before <= :now
        ORDER BY not_before LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED
        """;

    private final DatabaseClient client;

    TaskMoves(DatabaseClient client) {
        this.client = client;
    }

    /// The most urgent tasks that the agent may work on, each now held by it under a lease of this length.
    Flux<Task> claim(Agent agent, int limit, Duration lease, OffsetDateTime now) {
        return client.sql(CLAIM)
                .bind("workspace", agent.workspace().value())
                .bind("agent", agent.id().value())
                .bind("capabilities", texts(agent.capabilities()))
                .bind("limit", limit)
                .bind("window", limit + CLAIM_WINDOW)
                .bind("from", names(Transition.CLAIM.from()))
                .bind("to", Transition.CLAIM.to().name())
                .bind("leaseMs", lease.toMillis())
                .bind("leaseExpiresAt", now.plus(lease))
                .bind("now", now)
                .map(TaskRow::task)
                .all();
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
                .bind("leaseExpiresAt", now.plus(task.requireLease().length()))
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

    Mono<Task> sendBack(Transition row, Task task, OffsetDateTime now) {
        return move(SEND_BACK, row, task, now)
                .bind("claimRank", task.priority().claimRank(now))
                .map(TaskRow::task)
                .one();
    }

    Mono<Task> becomeDue(Transition row, Task task, OffsetDateTime now) {
        return client.sql(BECOME_DUE)
                .bind("workspace", task.workspace().value())
                .bind("id", task.id().value())
                .bind("from", names(row.from()))
                .bind("to", row.to().name())
                .bind("claimRank", task.priority().claimRank(now))
                .bind("now", now)
                .map(TaskRow::task)
                .one();
    }

    /// Takes the completed task off what its dependents wait for, and answers them.
    Flux<Task> unblock(TaskId completed, OffsetDateTime now) {
        return client.sql(UNBLOCK)
                .bind("completed", completed.value())
                .bind("now", now)
                .map(TaskRow::task)
                .all();
    }

    /// Tasks of any workspace whose lease has run out, locked; those that another node has in hand are passed
    /// over.
    Flux<Task> lockExpired(int limit, OffsetDateTime now) {
        return lockSome(LOCK_EXPIRED, limit, now);
    }

    /// Tasks of any workspace that need not wait any more, locked; those that another node has in hand are passed
    /// over.
    Flux<Task> lockDue(int limit, OffsetDateTime now) {
        return lockSome(LOCK_DUE, limit, now);
    }

    private Flux<Task> lockSome(String sql, int limit, OffsetDateTime now) {
        return client.sql(sql)
                .bind("limit", limit)
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
