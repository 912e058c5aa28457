package dev.baton.task;

import dev.baton.agent.Workload;
import dev.baton.graph.AgentId;
import dev.baton.graph.WorkspaceId;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/// What stands in the way of an agent's retirement.
@Repository
class TaskWorkload implements Workload {

    private static final String COUNT_OPEN = """
        SELECT count(*) FROM task
        WHERE workspace_id = :workspace AND ended_at IS NULL AND (assignee_id = :agent OR within_id = :agent)
        """;

    private final DatabaseClient client;

    TaskWorkload(DatabaseClient client) {
        this.client = client;
    }

    @Override
    public Mono<Long> openTasks(WorkspaceId workspace, AgentId agent) {
        return client.sql(COUNT_OPEN)
                .bind("workspace", workspace.value())
                .bind("agent", agent.value())
                .mapValue(Long.class)
                .one();
    }
}
