package dev.baton.metric;

import static dev.baton.database.Columns.column;
import static dev.baton.database.Columns.ids;

import dev.baton.database.Columns;
import dev.baton.graph.AgentId;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.metric.MetricSubjects.Kind;
import dev.baton.task.TaskPriority;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/// Up to where the log was read, and what of the tasks' lives was running by then.
@Repository
class WorkClocks {

    private static final String LOCK = """
        SELECT position FROM metric_checkpoint FOR UPDATE SKIP LOCKED
        """;

    private static final String ADVANCE = """
        UPDATE metric_checkpoint SET position = :position
        """;

    // What was delegated before the log began has no clock yet.
    private static final String FIND = """
        SELECT t.id AS task_id, coalesce(c.type, t.type) AS type,
               coalesce(c.priority, CASE t.priority
                   WHEN 0 THEN 'LOW' WHEN 1 THEN 'MEDIUM' WHEN 2 THEN 'HIGH' ELSE 'URGENT' END) AS priority,
               coalesce(c.delegated_at, t.created_at) AS delegated_at,
               c.queued_at, c.holder_id, c.division, c.running_since, coalesce(c.ran_ms, 0) AS ran_ms
        FROM task t
        LEFT JOIN metric_clock c ON c.workspace_id = t.workspace_id AND c.task_id = t.id
        WHERE t.workspace_id = :workspace AND t.id = ANY(:tasks)
        """;

    private static final String SAVE = """
        INSERT INTO metric_clock AS c (workspace_id, task_id, type, priority, delegated_at, queued_at, holder_id, division,
                                       running_since, ran_ms)
        SELECT :workspace, * FROM unnest(:tasks, :types, :priorities, :delegated, :queued, :holders, :divisions, :running, :ran)
        ON CONFLICT (workspace_id, task_id) DO UPDATE
        SET queued_at = excluded.queued_at,
            holder_id = excluded.holder_id,
            division = excluded.division,
            running_since = excluded.running_since,
            ran_ms = excluded.ran_ms
        """;

    private static final String HELD = """
        SELECT holder_id, count(*) AS held FROM metric_clock
        WHERE workspace_id = :workspace AND holder_id = ANY(:agents)
        GROUP BY holder_id
        """;

    private static final String STAFF = """
        SELECT (SELECT count(*) FROM metric_clock WHERE workspace_id = :workspace AND holder_id IS NOT NULL)::integer AS held,
               (SELECT coalesce(sum(max_concurrent_tasks), 0) FROM agent
                WHERE workspace_id = :workspace AND retired_at IS NULL)::integer AS capacity
        """;

    private final DatabaseClient client;

    WorkClocks(DatabaseClient client) {
        this.client = client;
    }

    /// How many tasks are held, and how many may be.
    record Staff(int held, int capacity) {}

    /// Up to where the log was read; nobody else reads on until the transaction has ended. Empty while somebody
    /// else does.
    Mono<Long> lock() {
        return client.sql(LOCK).mapValue(Long.class).one();
    }

    Mono<Void> advance(long position) {
        return client.sql(ADVANCE).bind("position", position).then();
    }

    Mono<Map<TaskId, WorkClock>> find(WorkspaceId workspace, Set<TaskId> tasks) {
        return client.sql(FIND)
                .bind("workspace", workspace.value())
                .bind("tasks", ids(tasks))
                .map(row -> clock(new Columns(row)))
                .all()
                .collectMap(WorkClock::task);
    }

    Mono<Void> save(WorkspaceId workspace, Collection<WorkClock> clocks) {
        List<WorkClock> rows = List.copyOf(clocks);
        return rows.isEmpty()
                ? Mono.empty()
                : client.sql(SAVE)
                        .bind("workspace", workspace.value())
                        .bind("tasks", column(rows, clock -> clock.task().value(), UUID[]::new))
                        .bind("types", column(rows, clock -> clock.kind().type(), String[]::new))
                        .bind(
                                "priorities",
                                column(rows, clock -> clock.kind().priority().name(), String[]::new))
                        .bind("delegated", column(rows, clock -> time(clock.delegatedAt()), OffsetDateTime[]::new))
                        .bind("queued", column(rows, clock -> time(clock.queuedAt()), OffsetDateTime[]::new))
                        .bind("holders", column(rows, clock -> Columns.value(clock.holder()), UUID[]::new))
                        .bind("divisions", column(rows, WorkClock::division, String[]::new))
                        .bind("running", column(rows, clock -> time(clock.runningSince()), OffsetDateTime[]::new))
                        .bind("ran", column(rows, clock -> clock.ran().toMillis(), Long[]::new))
                        .then();
    }

    /// How many tasks these agents hold, those that hold none left out.
    Mono<Map<AgentId, Long>> held(WorkspaceId workspace, Set<AgentId> agents) {
        return client.sql(HELD)
                .bind("workspace", workspace.value())
                .bind("agents", ids(agents))
                .map(Columns.entry(row -> row.id("holder_id", AgentId::new), row -> row.bigint("held")))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    Mono<Staff> staff(WorkspaceId workspace) {
        return client.sql(STAFF)
                .bind("workspace", workspace.value())
                .map(row -> staff(new Columns(row)))
                .one();
    }

    private static Staff staff(Columns row) {
        return new Staff(row.integer("held"), row.integer("capacity"));
    }

    private static WorkClock clock(Columns row) {
        return new WorkClock(
                row.id("task_id", TaskId::new),
                new Kind(row.text("type"), row.constant("priority", TaskPriority.class)),
                row.time("delegated_at").toInstant(),
                instant(row.find("queued_at", OffsetDateTime.class)),
                row.findId("holder_id", AgentId::new),
                row.find("division", String.class),
                instant(row.find("running_since", OffsetDateTime.class)),
                Duration.ofMillis(row.bigint("ran_ms")));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant moment) {
        return moment == null ? null : moment.atOffset(ZoneOffset.UTC);
    }
}
