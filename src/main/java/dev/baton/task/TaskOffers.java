package dev.baton.task;

import dev.baton.database.Columns;
import dev.baton.graph.AgentId;
import dev.baton.graph.WorkspaceId;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/// Looks for what an agent could claim, in the lines that [TaskClaims] takes from, and takes nothing.
@Repository
class TaskOffers {

    /// Whoever has so many tasks to choose from need not know of more.
    static final int MOST = 100;

    // Each task by what is different whenever it becomes available anew: each of its moves has a moment of its own. The
    // states are literals because the indexes are partial on them.
    private static final String OFFERS = """
        WITH RECURSIVE me AS (
            SELECT id, capabilities, max_concurrent_tasks FROM agent
            WHERE workspace_id = :workspace AND id = :agent AND retired_at IS NULL),
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
            SELECT id FROM me
            UNION ALL
            SELECT queue_id FROM open_queue CROSS JOIN me
            WHERE required_capabilities <@ me.capabilities
              AND (within_id IS NULL OR within_id IN (SELECT id FROM above))),
        available AS (
            SELECT head.id, head.updated_at FROM queue CROSS JOIN LATERAL (
                SELECT id, updated_at FROM task
                WHERE workspace_id = :workspace AND queue_id = queue.id AND state = 'QUEUED'
                  AND (NOT assigned OR assignee_id = :agent)
                ORDER BY priority, turn, id LIMIT :most) head
            LIMIT :most)
        SELECT ARRAY(SELECT id || ' ' || updated_at FROM available) AS tasks,
               me.max_concurrent_tasks - (
                   SELECT count(*)::integer FROM task
                   WHERE workspace_id = :workspace AND assignee_id = :agent
                     AND state IN ('WORKING', 'INPUT_REQUIRED')) AS room
        FROM me
        """;

    private final DatabaseClient client;

    TaskOffers(DatabaseClient client) {
        this.client = client;
    }

    /// What an agent could claim.
    ///
    /// @param tasks up to [#MOST], each by a name that changes whenever it becomes available anew
    /// @param room how many more it may hold, below zero where it was allowed more before
    record Available(List<String> tasks, int room) {

        boolean isClaimable() {
            return !tasks.isEmpty() && room > 0;
        }
    }

    /// Empty where the workspace has no such agent, or it is retired.
    Mono<Available> find(WorkspaceId workspace, AgentId agent) {
        return client.sql(OFFERS)
                .bind("workspace", workspace.value())
                .bind("agent", agent.value())
                .bind("most", MOST)
                .map(row -> available(new Columns(row)))
                .one();
    }

    private static Available available(Columns row) {
        return new Available(row.texts("tasks"), row.integer("room"));
    }
}
