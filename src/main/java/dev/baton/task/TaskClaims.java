package dev.baton.task;

import static dev.baton.database.Columns.names;
import static dev.baton.database.Columns.texts;

import dev.baton.agent.Agent;
import dev.baton.database.Columns;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Gives tasks to the agents that ask for them. The rules of who goes first are all in the one statement here, and in
/// `next_turn()`, which says where a task stands in its line.
@Repository
class TaskClaims {

    // How many it may take: no more than asked for, and than it may hold at once.
    //
    // Which lines: the agent's own, and those whose needs it meets; the distinct ones are found by jumping from one to
    // the next in the index. Which tasks: of each line and priority the heads alone.
    //
    // In which order: what one delegator has of one priority takes turns with what others have of theirs. Its oldest
    // task is due since it was queued, or since the last of them was claimed, by this agent or from a line in sight, if
    // that was later; what stands behind it is due now. A level of priority is worth ten minutes of that. So a flood is
    // served once, and has to wait again like all others, however old it is. And who is served in one line all the time
    // is still due in another, ten minutes after it was queued or served there.
    //
    // It looks without locking, then locks from the best on and stops when it has enough: what it locked and left would
    // be missing for whoever claims at the same moment.
    //
    // The plan must not depend on what PostgreSQL believes about the numbers of rows, which in a queue is wrong sooner
    // or later: the states are literals because the indexes are partial on them, the window is a literal, the lock is a
    // LATERAL and the update goes by an array of ids, and each of them leaves no choice but the index.
    private static final String CLAIM = """
        WITH RECURSIVE room AS (
            SELECT least(:limit, :most - count(*)) AS size FROM task
            WHERE workspace_id = :workspace AND assignee_id = :agent AND state IN ('WORKING', 'INPUT_REQUIRED')),
        open_queue AS (
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
            SELECT head.*, queue.id AS queue_id, level.priority
            FROM queue CROSS JOIN (VALUES (0::smallint), (1::smallint), (2::smallint), (3::smallint)) level (priority)
            CROSS JOIN LATERAL (
                SELECT id, turn, requester, queued_at FROM task
                WHERE workspace_id = :workspace AND queue_id = queue.id AND priority = level.priority
                  AND state = 'QUEUED'
                ORDER BY turn, id LIMIT {window}) head
            WHERE (SELECT size FROM room) > 0),
        counted AS (
            SELECT *, row_number() OVER (PARTITION BY requester, priority ORDER BY queued_at, turn, id) AS nth,
                   row_number() OVER (PARTITION BY requester, priority, queue_id
                                      ORDER BY queued_at, turn, id) AS nth_here
            FROM near),
        due AS (
            SELECT *, least(
                CASE nth WHEN 1 THEN greatest(
                    queued_at,
                    (SELECT max(claimed_at) FROM task
                     WHERE workspace_id = :workspace AND requester = counted.requester
                       AND priority = counted.priority AND assignee_id = :agent),
                    (SELECT max(last.claimed_at) FROM queue CROSS JOIN LATERAL (
                         SELECT max(claimed_at) AS claimed_at FROM task
                         WHERE workspace_id = :workspace AND requester = counted.requester
                           AND priority = counted.priority AND queue_id = queue.id) last)) ELSE :now END,
                CASE nth_here WHEN 1 THEN interval '10 minutes' + greatest(
                    queued_at,
                    (SELECT max(claimed_at) FROM task
                     WHERE workspace_id = :workspace AND requester = counted.requester
                       AND priority = counted.priority AND queue_id = counted.queue_id)) ELSE :now END)
                - priority * interval '10 minutes' AS rank
            FROM counted),
        ranked AS (
            SELECT id, queue_id, row_number() OVER (ORDER BY rank, priority DESC, nth, queued_at, turn, id) AS place
            FROM due),
        candidate AS (
            SELECT t.id, ranked.place
            FROM (SELECT * FROM ranked ORDER BY place) ranked CROSS JOIN LATERAL (
                SELECT id FROM task
                WHERE id = ranked.id AND queue_id = ranked.queue_id AND state = 'QUEUED'
                FOR NO KEY UPDATE SKIP LOCKED) t
            LIMIT (SELECT greatest(size, 0) FROM room)),
        claimed AS (
            UPDATE task
            SET state = :to, assignee_id = :agent, attempt_id = uuidv7(), attempt_count = attempt_count + 1,
                lease_token = gen_random_uuid()::text, lease_ms = :leaseMs, lease_expires_at = :leaseExpiresAt,
                progress_percent = NULL, progress_milestone = NULL, progress_message = NULL,
                question = NULL, answer = NULL, not_before = NULL, claimed_at = :now, updated_at = :now
            WHERE id = ANY(ARRAY(SELECT id FROM candidate)) AND state = ANY(:from)
            RETURNING *),
        begun AS (
            INSERT INTO attempt (id, workspace_id, task_id, agent_id, number, lease_token, started_at)
            SELECT attempt_id, workspace_id, id, assignee_id, attempt_count, lease_token, :now FROM claimed)
        SELECT taken.*, look.missed
        FROM (SELECT (SELECT count(*) FROM claimed) < least((SELECT size FROM room), (SELECT count(*) FROM near)) AS missed) look
        LEFT JOIN (SELECT claimed.*, candidate.place FROM claimed JOIN candidate USING (id)) taken ON true
        ORDER BY taken.place
        """;

    /// Enough for a claim of a few tasks where a dozen others claim at the same moment.
    static final String NARROW = look(24);

    /// As much for a claim of many.
    static final String BROAD = look(128);

    /// Where so many claim at once that they have in hand all that the first look saw.
    static final String WIDE = look(1_000);

    private static final int FEW = 8;

    // The tokens are the tasks' own: an attempt that is over has none to give.
    private static final String SELECT_LIVE = """
        SELECT t.*, a.started_at
        FROM unnest(:attempts) WITH ORDINALITY AS wanted (id, nth)
        JOIN attempt a ON a.id = wanted.id
        JOIN task t ON t.id = a.task_id AND t.attempt_id = a.id
        WHERE t.workspace_id = :workspace AND t.state = 'WORKING' AND t.lease_expires_at > :now
        ORDER BY wanted.nth
        """;

    private final DatabaseClient client;

    TaskClaims(DatabaseClient client) {
        this.client = client;
    }

    /// A task that an agent holds, and since when.
    record Claim(Task task, OffsetDateTime since) {}

    /// @param missed whether there was room for more, and there were tasks that others have in hand
    private record Look(List<Task> taken, boolean missed) {

        static Look of(List<Taken> rows) {
            return new Look(
                    rows.stream().map(Taken::task).filter(Objects::nonNull).toList(),
                    rows.getFirst().missed());
        }
    }

    private record Taken(@Nullable Task task, boolean missed) {}

    /// The most urgent tasks that the agent may work on, each now held by it under a lease of this length; never
    /// more than it may hold. The agent must be locked, or two claims would both count what it holds and both fill
    /// it up.
    Mono<List<Task>> claim(Agent agent, int limit, Duration lease, OffsetDateTime now) {
        return look(limit <= FEW ? NARROW : BROAD, agent, limit, lease, now)
                .flatMap(first -> first.missed()
                        ? look(WIDE, agent, limit - first.taken().size(), lease, now)
                                .map(second -> Stream.concat(first.taken().stream(), second.taken().stream())
                                        .toList())
                        : Mono.just(first.taken()));
    }

    private Mono<Look> look(String sql, Agent agent, int limit, Duration lease, OffsetDateTime now) {
        return client.sql(sql)
                .bind("workspace", agent.workspace().value())
                .bind("agent", agent.id().value())
                .bind("capabilities", texts(agent.capabilities()))
                .bind("limit", limit)
                .bind("most", agent.maxConcurrentTasks())
                .bind("from", names(Transition.CLAIM.from()))
                .bind("to", Transition.CLAIM.to().name())
                .bind("leaseMs", lease.toMillis())
                .bind("leaseExpiresAt", now.plus(lease))
                .bind("now", now)
                .map(TaskClaims::taken)
                .all()
                .collectList()
                .map(Look::of);
    }

    /// Of these attempts those whose lease is still running.
    Flux<Claim> live(Agent agent, List<UUID> attempts, OffsetDateTime now) {
        return client.sql(SELECT_LIVE)
                .bind("workspace", agent.workspace().value())
                .bind("attempts", attempts.toArray(UUID[]::new))
                .bind("now", now)
                .map(row -> new Claim(TaskRow.task(row), new Columns(row).time("started_at")))
                .all();
    }

    // There is always a row, also where nothing was taken: it says whether something was missed.
    private static Taken taken(Readable readable) {
        var row = new Columns(readable);
        return new Taken(row.find("id", Object.class) == null ? null : TaskRow.task(row), row.bool("missed"));
    }

    private static String look(int window) {
        return CLAIM.replace("{window}", String.valueOf(window));
    }
}
