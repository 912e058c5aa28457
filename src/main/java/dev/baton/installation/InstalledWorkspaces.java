package dev.baton.installation;

import dev.baton.database.Columns;
import dev.baton.database.Keyset;
import dev.baton.database.Reach;
import dev.baton.graph.Page;
import dev.baton.graph.PageRequest;
import dev.baton.graph.WorkspaceId;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/// The workspaces as rows, and the rows of a workspace that goes: the statements that look over the walls.
@Repository
class InstalledWorkspaces {

    private static final String COLUMNS = "w.id, w.name, w.state, w.created_at, w.suspended_at, w.suspended_reason";

    private static final String CONDITIONS = """
         FROM workspace w
        WHERE (:states::text[] IS NULL OR w.state = ANY(:states))
          AND (:names::text[] IS NULL OR w.name = ANY(:names))
        """;

    private static final String PAGE = "SELECT " + COLUMNS + ", {key} " + CONDITIONS + " {page}";
    private static final String COUNT = "SELECT count(*) " + CONDITIONS;
    private static final Keyset BY_NAME = Keyset.ascending("workspaces by name", "w.name", "text", "w.id");

    private static final String FIND = "SELECT " + COLUMNS + """
         FROM workspace w
        WHERE w.id = :id
        """;

    private static final String INSERT = """
        INSERT INTO workspace AS w (id, name, created_at)
        VALUES (:id, :name, :now)
        ON CONFLICT (name) DO NOTHING
        RETURNING {columns}
        """.replace("{columns}", COLUMNS);

    private static final String SUSPEND = """
        UPDATE workspace w
        SET state = 'SUSPENDED', suspended_at = :now, suspended_reason = :reason
        WHERE w.id = :id AND w.state = 'ACTIVE'
        RETURNING {columns}
        """.replace("{columns}", COLUMNS);

    private static final String RESUME = """
        UPDATE workspace w
        SET state = 'ACTIVE', suspended_at = NULL, suspended_reason = NULL
        WHERE w.id = :id AND w.state = 'SUSPENDED'
        RETURNING {columns}
        """.replace("{columns}", COLUMNS);

    private static final String DELETE = """
        UPDATE workspace w
        SET state = 'DELETING', deleting_since = :now
        WHERE w.id = :id AND w.state = 'SUSPENDED'
        RETURNING {columns}
        """.replace("{columns}", COLUMNS);

    /// Any of them, so that one that cannot be removed does not hold up the others.
    private static final String TAKE = """
        SELECT id
        FROM workspace
        WHERE state = 'DELETING' AND deleting_since < :before
        ORDER BY random()
        LIMIT 1
        FOR UPDATE SKIP LOCKED
        """;

    private static final String REMOVE = """
        DELETE FROM workspace
        WHERE id = :workspace AND state = 'DELETING'
        """;

    /// So many of a table's rows; of a partitioned one, so many of each partition at most.
    private static final String ROWS = """
        DELETE FROM {table}
        WHERE workspace_id = :workspace
          AND ctid = ANY(ARRAY(SELECT ctid FROM {table} WHERE workspace_id = :workspace LIMIT :most))
        """;

    private static final String EVENTS = """
        DELETE FROM event
        WHERE workspace_id = :workspace
          AND position <= (
              SELECT max(position)
              FROM (SELECT position FROM event WHERE workspace_id = :workspace ORDER BY position LIMIT :most) oldest)
        """;

    /// Those without parts, the newest first, with all that hangs on them. Keys are checked when the statement is
    /// done, so the order within it is free. What somebody has in hand waits for the next time.
    private static final String TASKS = """
        WITH gone AS MATERIALIZED (
            SELECT t.id
            FROM task t
            WHERE t.workspace_id = :workspace
              AND NOT EXISTS (
                  SELECT FROM task part WHERE part.workspace_id = t.workspace_id AND part.parent_id = t.id)
            ORDER BY t.id DESC
            LIMIT :most
            FOR UPDATE SKIP LOCKED),
        edges AS (
            DELETE FROM task_dependency d USING gone WHERE d.task_id = gone.id),
        dependents AS (
            DELETE FROM task_dependency d USING gone WHERE d.depends_on_id = gone.id),
        delegations AS (
            DELETE FROM delegation d USING gone WHERE d.workspace_id = :workspace AND d.task_id = gone.id),
        deliverables AS (
            DELETE FROM deliverable d USING gone WHERE d.workspace_id = :workspace AND d.task_id = gone.id),
        attempts AS (
            DELETE FROM attempt a USING gone WHERE a.task_id = gone.id),
        measured AS (
            DELETE FROM metric_task m USING gone WHERE m.workspace_id = :workspace AND m.task_id = gone.id),
        clocks AS (
            DELETE FROM metric_clock c USING gone WHERE c.workspace_id = :workspace AND c.task_id = gone.id)
        DELETE FROM task t USING gone WHERE t.workspace_id = :workspace AND t.id = gone.id
        """;

    /// Those whom nobody reports to.
    private static final String AGENTS = """
        DELETE FROM agent
        WHERE id IN (
            SELECT a.id
            FROM agent a
            WHERE a.workspace_id = :workspace
              AND NOT EXISTS (
                  SELECT FROM agent report WHERE report.workspace_id = a.workspace_id AND report.reports_to = a.id)
            LIMIT :most
            FOR UPDATE SKIP LOCKED)
        """;

    private static final String AUDIT = """
        SELECT forget_audit(:workspace, :most)
        """;

    /// What refers to a table's rows comes before it, and what others still write to comes again with the next
    /// round.
    private static final List<String> REMOVALS = Stream.of(
                    of("refresh_family", "agent_credential", "client_plan", "event_inbox"),
                    Stream.of(EVENTS, TASKS),
                    of("metric_sample", "metric_rollup", "metric_series", "metric"),
                    Stream.of(AGENTS),
                    of("idempotency_key"),
                    Stream.of(AUDIT))
            .flatMap(statements -> statements)
            .toList();

    private final DatabaseClient client;
    private final Clock clock;

    InstalledWorkspaces(DatabaseClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    Mono<Page<ManagedWorkspace>> page(ManagedWorkspaceFilter filter, PageRequest request) {
        return BY_NAME.fetch(
                        bind(BY_NAME.page(client, PAGE, request), filter),
                        request,
                        InstalledWorkspaces::workspace,
                        bind(client.sql(COUNT), filter).mapValue(Long.class).one())
                .contextWrite(Reach.everywhere());
    }

    Mono<ManagedWorkspace> find(WorkspaceId id) {
        return one(client.sql(FIND).bind("id", id.value()));
    }

    /// Empty where the name is taken.
    Mono<ManagedWorkspace> insert(String name) {
        return one(client.sql(INSERT)
                .bind("id", WorkspaceId.next().value())
                .bind("name", name)
                .bind("now", now()));
    }

    /// Empty where it is not active.
    Mono<ManagedWorkspace> suspend(WorkspaceId id, String reason) {
        return one(client.sql(SUSPEND)
                .bind("id", id.value())
                .bind("reason", reason)
                .bind("now", now()));
    }

    /// Empty where it is not suspended.
    Mono<ManagedWorkspace> resume(WorkspaceId id) {
        return one(client.sql(RESUME).bind("id", id.value()));
    }

    /// Empty where it is not suspended.
    Mono<ManagedWorkspace> delete(WorkspaceId id) {
        return one(client.sql(DELETE).bind("id", id.value()).bind("now", now()));
    }

    /// One that has been DELETING for so long and that nobody has in hand, locked until the transaction ends.
    Mono<WorkspaceId> take(Duration atLeast) {
        return client.sql(TAKE)
                .bind("before", now().minus(atLeast))
                .map(row -> new Columns(row).id("id", WorkspaceId::new))
                .one();
    }

    /// Removes some of its rows, or the workspace itself where there are none: how many went.
    Mono<Long> removeSome(WorkspaceId workspace, int most) {
        Mono<Long> removed = Mono.just(0L);
        for (String sql : REMOVALS) {
            removed = removed.flatMap(before -> before > 0 ? Mono.just(before) : remove(sql, workspace, most));
        }
        return removed.flatMap(before -> before > 0 ? Mono.just(before) : remove(workspace));
    }

    private Mono<Long> remove(WorkspaceId workspace) {
        return client.sql(REMOVE).bind("workspace", workspace.value()).fetch().rowsUpdated();
    }

    private Mono<Long> remove(String sql, WorkspaceId workspace, int most) {
        GenericExecuteSpec bound =
                client.sql(sql).bind("workspace", workspace.value()).bind("most", most);
        return sql.equals(AUDIT)
                ? bound.mapValue(Long.class).one()
                : bound.fetch().rowsUpdated();
    }

    private static Stream<String> of(String... tables) {
        return Stream.of(tables).map(table -> ROWS.replace("{table}", table));
    }

    private static GenericExecuteSpec bind(GenericExecuteSpec spec, ManagedWorkspaceFilter filter) {
        return spec.bind("states", Columns.names(filter.states())).bind("names", Columns.texts(filter.names()));
    }

    private static Mono<ManagedWorkspace> one(GenericExecuteSpec statement) {
        return statement.map(row -> workspace(new Columns(row))).one();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static ManagedWorkspace workspace(Columns row) {
        return new ManagedWorkspace(
                row.id("id", WorkspaceId::new),
                row.text("name"),
                row.constant("state", WorkspaceState.class),
                row.time("created_at"),
                row.find("suspended_at", OffsetDateTime.class),
                row.find("suspended_reason", String.class));
    }
}
