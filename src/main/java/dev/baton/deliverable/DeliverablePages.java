package dev.baton.deliverable;

import static dev.baton.database.Columns.ids;
import static dev.baton.database.Columns.names;
import static dev.baton.database.Columns.nullable;

import dev.baton.database.Columns;
import dev.baton.database.Keyset;
import dev.baton.graph.AgentId;
import dev.baton.graph.Page;
import dev.baton.graph.PageRequest;
import dev.baton.graph.TaskId;
import dev.baton.graph.TypeId;
import dev.baton.graph.WorkspaceId;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/// The deliverables in pages: the workspace's, a task's, an agent's. A level of a query is one statement, and one more
/// for all its totals if any is asked for.
@Repository
class DeliverablePages {

    private static final String CONDITIONS = """
        d.workspace_id = :workspace
          AND (:kinds::text[] IS NULL OR d.kind = ANY(:kinds))
          AND (:reviews::text[] IS NULL OR d.review = ANY(:reviews))
          AND (:task::uuid IS NULL OR d.task_id = :task)
          AND (:agent::uuid IS NULL OR d.agent_id = :agent)
        """;

    private static final String SELECT =
            "SELECT " + Deliverables.COLUMNS + ", {key} FROM deliverable d WHERE " + CONDITIONS + " {page}";

    private static final String COUNT = "SELECT count(*) FROM deliverable d WHERE " + CONDITIONS;

    private static final String SELECT_OF_TASKS = """
        SELECT task.id AS around, found.*
        FROM unnest(:around) AS task (id)
        CROSS JOIN LATERAL (
            SELECT {columns}, {key} FROM deliverable d
            WHERE d.workspace_id = :workspace AND d.task_id = task.id {page}) found
        """.replace("{columns}", Deliverables.COLUMNS);

    private static final String COUNT_OF_TASKS = """
        SELECT task_id AS around, count(*) AS deliverables FROM deliverable
        WHERE workspace_id = :workspace AND task_id = ANY(:around)
        GROUP BY task_id
        """;

    private static final String SELECT_OF_AGENTS = """
        SELECT agent.id AS around, found.*
        FROM unnest(:around) AS agent (id)
        CROSS JOIN LATERAL (
            SELECT {columns}, {key} FROM deliverable d
            WHERE d.workspace_id = :workspace AND d.agent_id = agent.id {page}) found
        """.replace("{columns}", Deliverables.COLUMNS);

    private static final String COUNT_OF_AGENTS = """
        SELECT agent_id AS around, count(*) AS deliverables FROM deliverable
        WHERE workspace_id = :workspace AND agent_id = ANY(:around)
        GROUP BY agent_id
        """;

    private static final Keyset OLDEST_FIRST =
            Keyset.ascending("deliverables by age", "d.created_at", "timestamptz", "d.id");
    private static final Keyset NEWEST_FIRST =
            Keyset.descending("deliverables by age", "d.created_at", "timestamptz", "d.id");

    private final DatabaseClient client;

    DeliverablePages(DatabaseClient client) {
        this.client = client;
    }

    /// The workspace's, the newest first.
    Mono<Page<Deliverable>> page(WorkspaceId workspace, DeliverableFilter filter, PageRequest request) {
        return NEWEST_FIRST.fetch(
                bind(NEWEST_FIRST.page(client, SELECT, request), workspace, filter),
                request,
                Deliverables::deliverable,
                bind(client.sql(COUNT), workspace, filter).mapValue(Long.class).one());
    }

    /// Each task's, the oldest first.
    Mono<Map<TaskId, Page<Deliverable>>> ofTasks(WorkspaceId workspace, Set<TaskId> tasks, PageRequest request) {
        return around(
                tasks,
                TaskId::new,
                request,
                OLDEST_FIRST.page(client, SELECT_OF_TASKS, request).bind("workspace", workspace.value()),
                client.sql(COUNT_OF_TASKS).bind("workspace", workspace.value()),
                OLDEST_FIRST);
    }

    /// Each agent's, the newest first.
    Mono<Map<AgentId, Page<Deliverable>>> ofAgents(WorkspaceId workspace, Set<AgentId> agents, PageRequest request) {
        return around(
                agents,
                AgentId::new,
                request,
                NEWEST_FIRST.page(client, SELECT_OF_AGENTS, request).bind("workspace", workspace.value()),
                client.sql(COUNT_OF_AGENTS).bind("workspace", workspace.value()),
                NEWEST_FIRST);
    }

    private static <I extends TypeId> Mono<Map<I, Page<Deliverable>>> around(
            Set<I> objects,
            Function<UUID, I> type,
            PageRequest request,
            GenericExecuteSpec select,
            GenericExecuteSpec count,
            Keyset keyset) {
        Mono<Map<I, Long>> totals = count.bind("around", ids(objects))
                .map(row -> Map.entry(new Columns(row).id("around", type), new Columns(row).bigint("deliverables")))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .cache();
        return select.bind("around", ids(objects))
                .map(row -> Map.entry(new Columns(row).id("around", type), keyset.row(row, Deliverables::deliverable)))
                .all()
                .collectList()
                .map(rows -> Page.byParent(objects, rows, request, totals));
    }

    private static GenericExecuteSpec bind(GenericExecuteSpec spec, WorkspaceId workspace, DeliverableFilter filter) {
        return spec.bind("workspace", workspace.value())
                .bind("kinds", names(filter.kinds()))
                .bind("reviews", names(filter.reviews()))
                .bind("task", nullable(filter.task()))
                .bind("agent", nullable(filter.agent()));
    }
}
