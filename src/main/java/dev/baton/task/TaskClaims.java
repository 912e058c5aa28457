package dev.baton.task;

import static dev.baton.database.Columns.names;
import static dev.baton.database.Columns.texts;

import dev.baton.agent.Agent;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;

/// Gives tasks to the agents that ask for them. The rules of who goes first are all in the one statement here, and in
/// `next_turn()`, which says where a task stands in its line.
@Repository
class TaskClaims {

    // Which lines: the agent's own, and those whose needs it meets; the distinct ones are found by jumping from one to
    // the next in the index. Which tasks: of each line and priority the head alone. In which order: a level of priority
    // is worth ten minutes of waiting, and a task that stands behind another in its line is never younger than it.
    //
    // It looks without locking, and then locks no more than it takes: what it locked and left would be missing for
    // whoever claims at the same moment. The states are literals because the indexes are partial on them.
    private static final String CLAIM = """
        WITH RECURSIVE open_queue AS (
            (SELECT queue_id, required_capabilities, within_id FROM task
             WHERE workspace_id = :workspace AND state = 'QUEUED' AND NOT assigned ORDER BY queue_id LIMIT 1)
            UNION ALL
            SELECT next.* FROM open_queue CROSS JOIN LATERAL (
                SELECT queue_id, required_capabilities, within_id FROM task
                WHERE workspace_id = :workspace AND state = 'QUEUED' AND NOT assigned
                  AND queue_id > open_queue.queue_id
                ORDER BY queue_id LIMIT 1) next),
        above AS (
            SELECT id, reports_to FROM agent WHERE workspace_id = :workspace AND id = :agent
            UNION
            SELECT a.id, a.reports_to FROM agent a JOIN above ON a.id = above.reports_to),
        queue AS (
            SELECT :agent AS id
            UNION ALL
            SELECT queue_id FROM open_queue
            WHERE required_capabilities <@ :capabilities
              AND (within_id IS NULL OR within_id IN (SELECT id FROM above))),
        near AS (
            SELECT head.id, head.turn,
                   max(head.queued_at) OVER (PARTITION BY queue.id, level.priority ORDER BY head.turn, head.id)
                       - level.priority * interval '10 minutes' AS rank
            FROM queue CROSS JOIN (VALUES (0::smallint), (1::smallint), (2::smallint), (3::smallint)) level (priority)
            CROSS JOIN LATERAL (
                SELECT id, turn, queued_at FROM task
                WHERE workspace_id = :workspace AND queue_id = queue.id AND priority = level.priority
                  AND state = 'QUEUED'
                ORDER BY turn, id LIMIT :window) head),
        candidate AS (
            SELECT t.id, near.rank, near.turn FROM near JOIN task t USING (id)
            WHERE t.state = 'QUEUED' AND (NOT t.assigned OR t.assignee_id = :agent)
            ORDER BY near.rank, near.turn, t.id LIMIT :limit FOR NO KEY UPDATE OF t SKIP LOCKED),
        claimed AS (
            UPDATE task
            SET state = :to, assignee_id = :agent, attempt_id = uuidv7(), attempt_count = attempt_count + 1,
                lease_token = gen_random_uuid()::text, lease_ms = :leaseMs, lease_expires_at = :leaseExpiresAt,
                progress_percent = NULL, progress_milestone = NULL, progress_message = NULL,
                question = NULL, answer = NULL, not_before = NULL, updated_at = :now
            FROM candidate
            WHERE task.id = candidate.id AND task.state = ANY(:from)
            RETURNING task.*, candidate.rank),
        begun AS (
            INSERT INTO attempt (id, workspace_id, task_id, agent_id, number, lease_token, started_at)
            SELECT attempt_id, workspace_id, id, assignee_id, attempt_count, lease_token, :now FROM claimed)
        SELECT * FROM claimed ORDER BY rank, turn, id
        """;

    private static final int NARROW = 32;
    private static final int WIDE = 1_000;

    private final DatabaseClient client;

    TaskClaims(DatabaseClient client) {
        this.client = client;
    }

    /// The most urgent tasks that the agent may work on, each now held by it under a lease of this length.
    Flux<Task> claim(Agent agent, int limit, Duration lease, OffsetDateTime now) {
        // Where many claim at once, others may have in hand all of the heads that the first look reaches.
        return claim(agent, limit, limit + NARROW, lease, now)
                .collectList()
                .flatMapMany(first -> first.size() == limit
                        ? Flux.fromIterable(first)
                        : Flux.fromIterable(first).concatWith(claim(agent, limit - first.size(), WIDE, lease, now)));
    }

    private Flux<Task> claim(Agent agent, int limit, int window, Duration lease, OffsetDateTime now) {
        return client.sql(CLAIM)
                .bind("workspace", agent.workspace().value())
                .bind("agent", agent.id().value())
                .bind("capabilities", texts(agent.capabilities()))
                .bind("limit", limit)
                .bind("window", window)
                .bind("from", names(Transition.CLAIM.from()))
                .bind("to", Transition.CLAIM.to().name())
                .bind("leaseMs", lease.toMillis())
                .bind("leaseExpiresAt", now.plus(lease))
                .bind("now", now)
                .map(TaskRow::task)
                .all();
    }
}
