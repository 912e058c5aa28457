package dev.baton.agent;

import dev.baton.database.Columns;
import dev.baton.graph.AgentId;
import dev.baton.graph.WorkspaceId;
import java.time.OffsetDateTime;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// When agents were last heard from, and what the log said last of their presence. A retired agent is heard no more.
@Repository
class Heartbeats {

    // Nodes' clocks differ, and none may take back what another has seen.
    private static final String TOUCH = """
        UPDATE agent SET last_seen_at = greatest(last_seen_at, :now), online = true
        WHERE workspace_id = :workspace AND id = :id AND retired_at IS NULL
        RETURNING old.online AS was_online, new.*
        """;

    private static final String TOUCH_STALE = """
        UPDATE agent SET last_seen_at = greatest(last_seen_at, :now), online = true
        WHERE workspace_id = :workspace AND id = :id AND retired_at IS NULL
          AND (NOT online OR last_seen_at < :fresh)
        RETURNING old.online AS was_online, new.*
        """;

    private static final String FALL_SILENT = """
        WITH silent AS (
            SELECT id FROM agent WHERE online AND last_seen_at <= :heardBefore
            ORDER BY last_seen_at LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED)
        UPDATE agent SET online = false FROM silent WHERE agent.id = silent.id
        RETURNING agent.*
        """;

    private final DatabaseClient client;

    Heartbeats(DatabaseClient client) {
        this.client = client;
    }

    /// An agent that was heard from, and whether it was online until then.
    record Sighting(Agent agent, boolean wasOnline) {}

    /// Notes that the agent was heard from now, and locks it until the end of the transaction. Empty where the
    /// workspace has no such agent, or it is retired.
    Mono<Sighting> touch(WorkspaceId workspace, AgentId id, OffsetDateTime now) {
        return sighting(client.sql(TOUCH), workspace, id, now);
    }

    /// As [#touch], but empty and without a lock where the agent is known to have been heard from lately.
    Mono<Sighting> touchStale(WorkspaceId workspace, AgentId id, OffsetDateTime fresh, OffsetDateTime now) {
        return sighting(client.sql(TOUCH_STALE).bind("fresh", fresh), workspace, id, now);
    }

    /// Takes agents of any workspace offline that were not heard from since a moment; those that somebody has in
    /// hand are passed over.
    Flux<Agent> fallSilent(OffsetDateTime heardBefore, int limit) {
        return client.sql(FALL_SILENT)
                .bind("heardBefore", heardBefore)
                .bind("limit", limit)
                .map(row -> Agents.agent(new Columns(row)))
                .all();
    }

    private static Mono<Sighting> sighting(
            GenericExecuteSpec spec, WorkspaceId workspace, AgentId id, OffsetDateTime now) {
        return spec.bind("workspace", workspace.value())
                .bind("id", id.value())
                .bind("now", now)
                .map(row -> new Sighting(Agents.agent(new Columns(row)), new Columns(row).bool("was_online")))
                .one();
    }
}
