package dev.baton.agent;

import static dev.baton.database.Columns.ids;
import static dev.baton.database.Columns.names;
import static dev.baton.database.Columns.nullable;
import static dev.baton.database.Columns.texts;

import dev.baton.access.AgentStanding;
import dev.baton.database.Columns;
import dev.baton.database.Keyset;
import dev.baton.graph.AgentId;
import dev.baton.graph.Page;
import dev.baton.graph.PageRequest;
import dev.baton.graph.WorkspaceId;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The registered agents, as rows.
@Repository
public class Agents implements AgentStanding {

    private static final String INSERT = """
        INSERT INTO agent (id, workspace_id, handle, display_name, kind, division, model, capabilities, tools,
                           memory_mib, cpu_shares, reports_to, max_concurrent_tasks, created_at, updated_at)
        VALUES (:id, :workspace, :handle, :displayName, :kind, :division, :model, :capabilities, :tools,
                :memoryMib, :cpuShares, :manager, :maxConcurrentTasks, :createdAt, :createdAt)
        """;

    private static final String UPDATE = """
        UPDATE agent
        SET display_name = :displayName, kind = :kind, division = :division, model = :model,
            capabilities = :capabilities, tools = :tools, memory_mib = :memoryMib, cpu_shares = :cpuShares,
            reports_to = :manager, max_concurrent_tasks = :maxConcurrentTasks, updated_at = :updatedAt
        WHERE workspace_id = :workspace AND id = :id
        """;

    private static final String SELECT_BY_IDS = """
        SELECT * FROM agent WHERE workspace_id = :workspace AND id = ANY(:ids)
        """;

    private static final String SELECT_RETIRED = """
        SELECT a.id FROM agent a
        JOIN unnest(:ids::uuid[], :workspaces::uuid[]) AS asked (id, workspace_id) USING (workspace_id, id)
        WHERE a.retired_at IS NOT NULL
        """;

    private static final String LOCK = """
        SELECT * FROM agent WHERE workspace_id = :workspace AND id = :id FOR NO KEY UPDATE
        """;

    // A key share conflicts with nothing but the retirement's lock, and what refers to an agent takes one anyway.
    private static final String PIN = """
        SELECT * FROM agent WHERE workspace_id = :workspace AND id = ANY(:ids) ORDER BY id FOR KEY SHARE
        """;

    private static final String LOCK_OUT = """
        SELECT * FROM agent WHERE workspace_id = :workspace AND id = :id FOR UPDATE
        """;

    private static final String RETIRE = """
        UPDATE agent SET retired_at = :now, online = false, updated_at = :now
        WHERE workspace_id = :workspace AND id = :id AND retired_at IS NULL
        RETURNING *
        """;

    private static final String MOVE_REPORTS_UP = """
        UPDATE agent SET reports_to = :manager, updated_at = :now
        WHERE workspace_id = :workspace AND reports_to = :id AND retired_at IS NULL
        RETURNING *
        """;

    private static final String CONDITIONS = """
        a.workspace_id = :workspace
          AND (:kinds::text[] IS NULL OR a.kind = ANY(:kinds))
          AND (:divisions::text[] IS NULL OR a.division = ANY(:divisions))
          AND (:capabilities::text[] IS NULL OR a.capabilities @> :capabilities)
          AND (:manager::uuid IS NULL OR a.reports_to = :manager)
          AND (a.retired_at IS NOT NULL) = :retired
        """;

    private static final String SELECT_PAGE = "SELECT a.*, {key} FROM agent a WHERE " + CONDITIONS + " {page}";

    private static final String COUNT = "SELECT count(*) FROM agent a WHERE " + CONDITIONS;

    private static final String SELECT_REPORTS = """
        SELECT manager.id AS manager_id, report.*
        FROM unnest(:managers) AS manager (id)
        CROSS JOIN LATERAL (
            SELECT a.*, {key} FROM agent a
            WHERE a.workspace_id = :workspace AND a.reports_to = manager.id AND a.retired_at IS NULL {page}) report
        """;

    private static final String COUNT_REPORTS = """
        SELECT reports_to, count(*) AS reports FROM agent
        WHERE workspace_id = :workspace AND reports_to = ANY(:managers) AND retired_at IS NULL
        GROUP BY reports_to
        """;

    private static final String BELOW = """
        WITH RECURSIVE chain AS (
            SELECT id AS agent, id, reports_to FROM agent WHERE workspace_id = :workspace AND id = ANY(:ids)
            UNION
            SELECT chain.agent, a.id, a.reports_to FROM agent a JOIN chain ON a.id = chain.reports_to)
        SELECT agent FROM chain WHERE id = :root
        """;

    // Two changes of a forest that are harmless alone can close a circle together, so they go one by one.
    private static final String LOCK_FOREST = """
        SELECT pg_advisory_xact_lock(hashtextextended('agent forest ' || :workspace, 0))
        """;

    private static final Keyset BY_HANDLE = Keyset.ascending("agents by handle", "a.handle", "text", "a.id");

    private final DatabaseClient client;

    Agents(DatabaseClient client) {
        this.client = client;
    }

    /// Empty where the workspace has no such agent.
    public Mono<Agent> find(WorkspaceId workspace, AgentId id) {
        return findAll(workspace, Set.of(id)).next();
    }

    /// Those of the agents that the workspace has.
    public Flux<Agent> findAll(WorkspaceId workspace, Collection<AgentId> ids) {
        return client.sql(SELECT_BY_IDS)
                .bind("workspace", workspace.value())
                .bind("ids", ids(ids))
                .map(row -> agent(new Columns(row)))
                .all();
    }

    /// Whether the agent is the root, or reports to it over any number of managers.
    public Mono<Boolean> isBelow(WorkspaceId workspace, AgentId id, AgentId root) {
        return below(workspace, Set.of(id), root).hasElements();
    }

    /// Those of the agents that are the root, or report to it over any number of managers.
    public Flux<AgentId> below(WorkspaceId workspace, Collection<AgentId> ids, AgentId root) {
        return client.sql(BELOW)
                .bind("workspace", workspace.value())
                .bind("ids", ids(ids))
                .bind("root", root.value())
                .map(row -> new Columns(row).id("agent", AgentId::new))
                .all();
    }

    Mono<Agent> insert(Agent agent) {
        return bindProfile(client.sql(INSERT), agent)
                .bind("handle", agent.handle())
                .bind("createdAt", agent.createdAt())
                .then()
                .thenReturn(agent);
    }

    Mono<Agent> update(Agent agent) {
        return bindProfile(client.sql(UPDATE), agent)
                .bind("updatedAt", agent.updatedAt())
                .then()
                .thenReturn(agent);
    }

    Mono<Void> lockForest(WorkspaceId workspace) {
        return client.sql(LOCK_FOREST).bind("workspace", workspace.toString()).then();
    }

    Mono<Agent> lock(WorkspaceId workspace, AgentId id) {
        return select(LOCK, workspace, id);
    }

    /// The agent, which is not retired before the end of the transaction around it unless it is retired now.
    /// Whoever makes something refer to it takes it this way.
    public Mono<Agent> pin(WorkspaceId workspace, AgentId id) {
        return pinAll(workspace, Set.of(id)).next();
    }

    /// As above, those of the agents that the workspace has.
    public Flux<Agent> pinAll(WorkspaceId workspace, Collection<AgentId> ids) {
        return client.sql(PIN)
                .bind("workspace", workspace.value())
                .bind("ids", ids(ids))
                .map(row -> agent(new Columns(row)))
                .all();
    }

    /// The agent, once nothing is on its way that would refer to it, and before anything new does.
    Mono<Agent> lockOut(WorkspaceId workspace, AgentId id) {
        return select(LOCK_OUT, workspace, id);
    }

    Mono<Agent> retire(Agent agent, OffsetDateTime now) {
        return client.sql(RETIRE)
                .bind("workspace", agent.workspace().value())
                .bind("id", agent.id().value())
                .bind("now", now)
                .map(row -> agent(new Columns(row)))
                .one();
    }

    /// Makes those who report to the agent report to its own manager, and answers them.
    Flux<Agent> moveReportsUp(Agent agent, OffsetDateTime now) {
        return client.sql(MOVE_REPORTS_UP)
                .bind("workspace", agent.workspace().value())
                .bind("id", agent.id().value())
                .bind("manager", nullable(agent.manager()))
                .bind("now", now)
                .map(row -> agent(new Columns(row)))
                .all();
    }

    @Override
    public Mono<Boolean> isRetired(WorkspaceId workspace, AgentId id) {
        return find(workspace, id).map(Agent::isRetired).defaultIfEmpty(false);
    }

    @Override
    public Flux<AgentId> retired(Map<AgentId, WorkspaceId> agents) {
        return client.sql(SELECT_RETIRED)
                .bind("ids", ids(agents.keySet()))
                .bind("workspaces", ids(agents.values()))
                .map(row -> new Columns(row).id("id", AgentId::new))
                .all();
    }

    private Mono<Agent> select(String sql, WorkspaceId workspace, AgentId id) {
        return client.sql(sql)
                .bind("workspace", workspace.value())
                .bind("id", id.value())
                .map(row -> agent(new Columns(row)))
                .one();
    }

    Mono<Page<Agent>> page(WorkspaceId workspace, AgentFilter filter, Keyset order, PageRequest request) {
        return order.fetch(
                bindFilter(order.page(client, SELECT_PAGE, request), workspace, filter),
                request,
                Agents::agent,
                bindFilter(client.sql(COUNT), workspace, filter)
                        .mapValue(Long.class)
                        .one());
    }

    /// The pages of the agents that report to each of the managers: one statement, and one more for all the totals
    /// if any is asked for.
    Mono<Map<AgentId, Page<Agent>>> reports(WorkspaceId workspace, Set<AgentId> managers, PageRequest request) {
        Mono<Map<AgentId, Long>> totals = countReports(workspace, managers).cache();
        return BY_HANDLE
                .page(client, SELECT_REPORTS, request)
                .bind("workspace", workspace.value())
                .bind("managers", ids(managers))
                .map(row ->
                        Map.entry(new Columns(row).id("manager_id", AgentId::new), BY_HANDLE.row(row, Agents::agent)))
                .all()
                .collectList()
                .map(rows -> Page.byParent(managers, rows, request, totals));
    }

    private Mono<Map<AgentId, Long>> countReports(WorkspaceId workspace, Set<AgentId> managers) {
        return client.sql(COUNT_REPORTS)
                .bind("workspace", workspace.value())
                .bind("managers", ids(managers))
                .map(row ->
                        Map.entry(new Columns(row).id("reports_to", AgentId::new), new Columns(row).bigint("reports")))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private static GenericExecuteSpec bindFilter(GenericExecuteSpec spec, WorkspaceId workspace, AgentFilter filter) {
        return spec.bind("workspace", workspace.value())
                .bind("kinds", names(filter.kinds()))
                .bind("divisions", texts(filter.divisions()))
                .bind("capabilities", texts(filter.capabilities()))
                .bind("manager", nullable(filter.manager()))
                .bind("retired", Boolean.TRUE.equals(filter.retired()));
    }

    private static GenericExecuteSpec bindProfile(GenericExecuteSpec spec, Agent agent) {
        return spec.bind("id", agent.id().value())
                .bind("workspace", agent.workspace().value())
                .bind("displayName", agent.displayName())
                .bind("kind", agent.kind().name())
                .bind("division", nullable(agent.division(), String.class))
                .bind("model", nullable(agent.model(), String.class))
                .bind("capabilities", texts(agent.capabilities()))
                .bind("tools", texts(agent.tools()))
                .bind("memoryMib", nullable(agent.resources().memoryMiB(), Integer.class))
                .bind("cpuShares", nullable(agent.resources().cpuShares(), Integer.class))
                .bind("manager", nullable(agent.manager()))
                .bind("maxConcurrentTasks", agent.maxConcurrentTasks());
    }

    static Agent agent(Columns row) {
        return new Agent(
                row.id("id", AgentId::new),
                row.id("workspace_id", WorkspaceId::new),
                row.text("handle"),
                row.text("display_name"),
                row.constant("kind", AgentKind.class),
                row.find("division", String.class),
                row.find("model", String.class),
                row.texts("capabilities"),
                row.texts("tools"),
                new Agent.Resources(row.find("memory_mib", Integer.class), row.find("cpu_shares", Integer.class)),
                row.findId("reports_to", AgentId::new),
                row.integer("max_concurrent_tasks"),
                row.find("last_seen_at", OffsetDateTime.class),
                row.bool("online"),
                row.find("retired_at", OffsetDateTime.class),
                row.time("created_at"),
                row.time("updated_at"));
    }
}
