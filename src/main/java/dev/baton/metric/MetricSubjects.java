package dev.baton.metric;

import static dev.baton.database.Columns.ids;

import dev.baton.database.Columns;
import dev.baton.graph.AgentId;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.task.TaskPriority;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/// What samples are told apart by of the agents and tasks that they are about.
@Repository
class MetricSubjects {

    private static final String DIVISIONS = """
        SELECT id, division FROM agent WHERE workspace_id = :workspace AND id = ANY(:ids)
        """;

    private static final String TASKS = """
        SELECT id, type, CASE priority WHEN 0 THEN 'LOW' WHEN 1 THEN 'MEDIUM' WHEN 2 THEN 'HIGH' ELSE 'URGENT' END AS priority
        FROM task
        WHERE workspace_id = :workspace AND id = ANY(:ids)
        """;

    private final DatabaseClient client;

    MetricSubjects(DatabaseClient client) {
        this.client = client;
    }

    record Kind(String type, TaskPriority priority) {}

    /// Those that the workspace has, agents with the division that they are in.
    record Subjects(Map<AgentId, Optional<String>> divisions, Map<TaskId, Kind> tasks) {

        @Nullable
        String division(@Nullable AgentId agent) {
            return agent == null
                    ? null
                    : divisions.getOrDefault(agent, Optional.empty()).orElse(null);
        }
    }

    Mono<Subjects> find(WorkspaceId workspace, Set<AgentId> agents, Set<TaskId> tasks) {
        Mono<Map<AgentId, Optional<String>>> divisions = client.sql(DIVISIONS)
                .bind("workspace", workspace.value())
                .bind("ids", ids(agents))
                .map(Columns.entry(
                        row -> row.id("id", AgentId::new),
                        row -> Optional.ofNullable(row.find("division", String.class))))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
        Mono<Map<TaskId, Kind>> kinds = client.sql(TASKS)
                .bind("workspace", workspace.value())
                .bind("ids", ids(tasks))
                .map(Columns.entry(
                        row -> row.id("id", TaskId::new),
                        row -> new Kind(row.text("type"), row.constant("priority", TaskPriority.class))))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
        return divisions.flatMap(found -> kinds.map(of -> new Subjects(found, of)));
    }
}
