package dev.baton.task;

import dev.baton.agent.Agent;
import dev.baton.agent.AgentKind;
import dev.baton.graph.AgentId;
import dev.baton.graph.PageRequest;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/// A workspace with a long queue, and what is done with it most, by the gateway's own statements.
public record TaskRoom(WorkspaceId workspace, AgentId agent, TaskId task) {

    /// @param owner a connection that no wall holds up
    public static TaskRoom fill(Connection owner, int tasks) throws SQLException {
        LongQueue queue = LongQueue.start(owner);
        queue.add(1, tasks);
        try (var sql = owner.createStatement();
                var row = sql.executeQuery(
                        "SELECT id FROM task WHERE workspace_id = '%s' LIMIT 1".formatted(queue.workspace()))) {
            row.next();
            return new TaskRoom(
                    new WorkspaceId(queue.workspace()),
                    new AgentId(queue.agent()),
                    new TaskId(row.getObject(1, UUID.class)));
        }
    }

    public Mono<?> read(DatabaseClient client) {
        return new Tasks(client).find(workspace, task);
    }

    public Mono<?> page(DatabaseClient client) {
        return new TaskPages(client)
                .page(workspace, TaskFilter.ALL, TaskPages.Order.DEFAULT, PageRequest.of(20, null, null, null));
    }

    public Mono<?> claim(DatabaseClient client) {
        return new TaskClaims(client).claim(able(), 1, Duration.ofMinutes(1), OffsetDateTime.now(ZoneOffset.UTC));
    }

    private Agent able() {
        var now = OffsetDateTime.now(ZoneOffset.UTC);
        return new Agent(
                agent,
                workspace,
                "able",
                "Able",
                AgentKind.SPECIALIST,
                null,
                null,
                List.of("c1", "c2", "c3", "c4"),
                List.of(),
                new Agent.Resources(null, null),
                null,
                1000,
                null,
                false,
                null,
                now,
                now);
    }
}
