package dev.baton.task;

import static dev.baton.database.Columns.ids;
import static dev.baton.database.Columns.names;
import static dev.baton.database.Columns.nullable;
import static dev.baton.database.Columns.texts;

import dev.baton.database.Columns;
import dev.baton.database.Keyset;
import dev.baton.graph.AgentId;
import dev.baton.graph.OrderDirection;
import dev.baton.graph.Page;
import dev.baton.graph.PageRequest;
import dev.baton.graph.TaskId;
import dev.baton.graph.TypeId;
import dev.baton.graph.WorkspaceId;
import io.r2dbc.spi.Parameters;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The tasks in pages: the workspace's, an agent's, a task's parts and dependents. A level of a query is one
/// statement, and one more for all its totals if any is asked for.
@Repository
class TaskPages {

    private static final String CONDITIONS = """
        t.workspace_id = :workspace
          AND (:states::text[] IS NULL OR t.state = ANY(:states))
          AND (:types::text[] IS NULL OR t.type = ANY(:types))
          AND (:priorities::smallint[] IS NULL OR t.priority = ANY(:priorities))
          AND (:labels::text[] IS NULL OR t.labels @> :labels)
          AND (:assignee::uuid IS NULL OR t.assignee_id = :assignee)
          AND (:parent::uuid IS NULL OR t.parent_id = :parent)
        """;

    private static final String SELECT = "SELECT t.*, {key} FROM task t WHERE " + CONDITIONS + " {page}";

    private static final String COUNT = "SELECT count(*) FROM task t WHERE " + CONDITIONS;

    private static final String SELECT_DEAD =
            "SELECT t.*, {key} FROM task t WHERE t.state = 'DEAD_LETTERED' AND " + CONDITIONS + " {page}";

    private static final String COUNT_DEAD =
            "SELECT count(*) FROM task t WHERE t.state = 'DEAD_LETTERED' AND " + CONDITIONS;

    // What cannot be retried must not fill the limit for ever. The states are literals for the index that is partial on
    // them.
    private static final String SELECT_RETRIABLE = """
        SELECT t.id FROM task t
        WHERE {conditions} AND t.state IN ('FAILED', 'DEAD_LETTERED', 'REJECTED', 'CANCELED')
          AND (:requesterAgent::uuid IS NULL OR t.requester_agent_id = :requesterAgent)
          AND NOT EXISTS (
              SELECT FROM task parent WHERE parent.id = t.parent_id
                AND parent.state IN ('FAILED', 'DEAD_LETTERED', 'REJECTED', 'CANCELED'))
          AND NOT EXISTS (
              SELECT FROM agent WHERE id = CASE WHEN t.assigned THEN t.assignee_id ELSE t.within_id END
                AND retired_at IS NOT NULL)
        ORDER BY t.id LIMIT :limit
        """.replace("{conditions}", CONDITIONS);

    private static final String SELECT_OF_AGENTS = """
        SELECT agent.id AS around, found.*
        FROM unnest(:around) AS agent (id)
        CROSS JOIN LATERAL (
            SELECT t.*, {key} FROM task t
            WHERE t.assignee_id = agent.id AND {conditions} {page}) found
        """.replace("{conditions}", CONDITIONS);

    private static final String COUNT_OF_AGENTS = """
        SELECT t.assignee_id AS around, count(*) AS tasks FROM task t
        WHERE t.assignee_id = ANY(:around) AND {conditions}
        GROUP BY t.assignee_id
        """.replace("{conditions}", CONDITIONS);

    private static final String SELECT_SUBTASKS = """
        SELECT whole.id AS around, part.*
        FROM unnest(:around) AS whole (id)
        CROSS JOIN LATERAL (
            SELECT t.*, {key} FROM task t
            WHERE t.workspace_id = :workspace AND t.parent_id = whole.id {page}) part
        """;

    private static final String COUNT_SUBTASKS = """
        SELECT parent_id AS around, count(*) AS tasks FROM task
        WHERE workspace_id = :workspace AND parent_id = ANY(:around)
        GROUP BY parent_id
        """;

    private static final String SELECT_DEPENDENTS = """
        SELECT dependency.id AS around, dependent.*
        FROM unnest(:around) AS dependency (id)
        CROSS JOIN LATERAL (
            SELECT t.*, {key} FROM task_dependency d JOIN task t ON t.id = d.task_id
            WHERE t.workspace_id = :workspace AND d.depends_on_id = dependency.id {page}) dependent
        """;

    private static final String COUNT_DEPENDENTS = """
        SELECT depends_on_id AS around, count(*) AS tasks FROM task_dependency
        WHERE workspace_id = :workspace AND depends_on_id = ANY(:around)
        GROUP BY depends_on_id
        """;

    private static final Keyset OLDEST_FIRST = order(Order.Field.CREATED_AT, false);
    private static final Keyset LAST_ENDED_FIRST =
            new Keyset("tasks by end", "t.ended_at", "timestamptz", "t.id", true);
    private static final Keyset NEWEST_FIRST = order(Order.Field.CREATED_AT, true);

    private final DatabaseClient client;

    TaskPages(DatabaseClient client) {
        this.client = client;
    }

    /// How tasks are sorted.
    record Order(Field field, OrderDirection direction) {

        static final Order DEFAULT = new Order(Field.CREATED_AT, OrderDirection.DESC);

        enum Field {
            CREATED_AT,
            UPDATED_AT,
            PRIORITY
        }
    }

    Mono<Page<Task>> page(WorkspaceId workspace, TaskFilter filter, Order order, PageRequest request) {
        Keyset keyset = order(order.field(), order.direction() == OrderDirection.DESC);
        return keyset.fetch(
                bind(keyset.page(client, SELECT, request), workspace, filter),
                request,
                TaskRow::task,
                bind(client.sql(COUNT), workspace, filter).mapValue(Long.class).one());
    }

    /// Dead letters, the latest first.
    Mono<Page<Task>> dead(WorkspaceId workspace, TaskFilter filter, PageRequest request) {
        return LAST_ENDED_FIRST.fetch(
                bind(LAST_ENDED_FIRST.page(client, SELECT_DEAD, request), workspace, filter),
                request,
                TaskRow::task,
                bind(client.sql(COUNT_DEAD), workspace, filter)
                        .mapValue(Long.class)
                        .one());
    }

    /// Tasks that may be tried again, the oldest first. They are not locked: who wants to move them locks them in
    /// the order of all locks, and looks again.
    ///
    /// @param requesterAgent the agent that asked for them, or null for whoever asked
    Flux<TaskId> retriable(WorkspaceId workspace, TaskFilter filter, @Nullable AgentId requesterAgent, int limit) {
        return bind(client.sql(SELECT_RETRIABLE), workspace, filter)
                .bind("requesterAgent", nullable(requesterAgent))
                .bind("limit", limit)
                .map(row -> new Columns(row).id("id", TaskId::new))
                .all();
    }

    Mono<Map<AgentId, Page<Task>>> ofAgents(
            WorkspaceId workspace, Set<AgentId> agents, TaskFilter filter, PageRequest request) {
        return around(
                agents,
                AgentId::new,
                request,
                bind(NEWEST_FIRST.page(client, SELECT_OF_AGENTS, request), workspace, filter),
                bind(client.sql(COUNT_OF_AGENTS), workspace, filter),
                NEWEST_FIRST);
    }

    Mono<Map<TaskId, Page<Task>>> subtasks(WorkspaceId workspace, Set<TaskId> parents, PageRequest request) {
        return aroundTasks(workspace, parents, request, SELECT_SUBTASKS, COUNT_SUBTASKS);
    }

    Mono<Map<TaskId, Page<Task>>> dependents(WorkspaceId workspace, Set<TaskId> dependencies, PageRequest request) {
        return aroundTasks(workspace, dependencies, request, SELECT_DEPENDENTS, COUNT_DEPENDENTS);
    }

    private Mono<Map<TaskId, Page<Task>>> aroundTasks(
            WorkspaceId workspace, Set<TaskId> tasks, PageRequest request, String select, String count) {
        return around(
                tasks,
                TaskId::new,
                request,
                OLDEST_FIRST.page(client, select, request).bind("workspace", workspace.value()),
                client.sql(count).bind("workspace", workspace.value()),
                OLDEST_FIRST);
    }

    private static <I extends TypeId> Mono<Map<I, Page<Task>>> around(
            Set<I> objects,
            Function<UUID, I> type,
            PageRequest request,
            GenericExecuteSpec select,
            GenericExecuteSpec count,
            Keyset keyset) {
        Mono<Map<I, Long>> totals = count.bind("around", ids(objects))
                .map(row -> Map.entry(new Columns(row).id("around", type), new Columns(row).bigint("tasks")))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .cache();
        return select.bind("around", ids(objects))
                .map(row -> Map.entry(new Columns(row).id("around", type), keyset.row(row, TaskRow::task)))
                .all()
                .collectList()
                .map(rows -> Page.byParent(objects, rows, request, totals));
    }

    private static GenericExecuteSpec bind(GenericExecuteSpec spec, WorkspaceId workspace, TaskFilter filter) {
        return spec.bind("workspace", workspace.value())
                .bind("states", names(filter.states()))
                .bind("types", texts(filter.types()))
                .bind("priorities", levels(filter))
                .bind("labels", texts(filter.labels()))
                .bind("assignee", nullable(filter.assignee()))
                .bind("parent", nullable(filter.parent()));
    }

    private static io.r2dbc.spi.Parameter levels(TaskFilter filter) {
        @Nullable
        Short[] levels = filter.priorities() == null
                ? null
                : filter.priorities().stream()
                        .map(priority -> (short) priority.level())
                        .toArray(Short[]::new);
        return levels == null ? Parameters.in(Short[].class) : Parameters.in(levels);
    }

    private static Keyset order(Order.Field field, boolean descending) {
        return switch (field) {
            case CREATED_AT -> new Keyset("tasks by age", "t.created_at", "timestamptz", "t.id", descending);
            case UPDATED_AT -> new Keyset("tasks by change", "t.updated_at", "timestamptz", "t.id", descending);
            case PRIORITY -> new Keyset("tasks by priority", "t.priority", "smallint", "t.id", descending);
        };
    }
}
