package dev.baton.journal;

import static dev.baton.database.Columns.column;
import static dev.baton.database.Columns.value;

import dev.baton.database.Columns;
import dev.baton.graph.EventId;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The log's rows: how they are written, and the pages of connections. What streams read is in [StreamPages]. `{…}` in
/// a statement is replaced by constants, never by what a caller sent.
@Component
class Events {

    /// The ordinals keep the tickets, which are drawn row by row, in the order of the list.
    private static final String APPEND = """
        INSERT INTO event_inbox (id, workspace_id, type, task_id, agent_id, division, actor, data, recorded_at)
        SELECT fact.id, :workspace, fact.type, fact.task_id, fact.agent_id, agent.division, fact.actor,
               fact.data::jsonb, :time
        FROM unnest(:ids, :types, :tasks, :agents, :actors, :data)
             WITH ORDINALITY AS fact (id, type, task_id, agent_id, actor, data, nth)
        LEFT JOIN agent ON agent.workspace_id = :workspace AND agent.id = fact.agent_id
        ORDER BY fact.nth
        """;

    static final String PAGE = """
        SELECT {columns}
        FROM event e
        WHERE {conditions}
          AND e.position > :low
          AND e.position < :high
        ORDER BY e.position {direction}
        LIMIT :limit
        """;

    private static final String COUNT = """
        SELECT count(*)
        FROM event e
        WHERE {conditions}
        """;

    private static final String PAGES_OF_TASKS = """
        SELECT {columns}
        FROM unnest(:tasks) AS parent (id)
        CROSS JOIN LATERAL (
            SELECT *
            FROM event
            WHERE event.workspace_id = :workspace
              AND event.task_id = parent.id
              AND event.position > :low
              AND event.position < :high
              AND event.type = ANY(:types)
            ORDER BY event.position {direction}
            LIMIT :limit
        ) e
        ORDER BY e.position {direction}
        """;

    private static final String COUNTS_OF_TASKS = """
        SELECT e.task_id, count(*) AS events
        FROM event e
        WHERE e.workspace_id = :workspace
          AND e.task_id = ANY(:tasks)
          AND e.type = ANY(:types)
        GROUP BY e.task_id
        """;

    /// A stretch of the log, without its ends.
    ///
    /// @param backward the latest first
    record Range(long low, long high, boolean backward, int limit) {

        private String direction() {
            return backward ? "DESC" : "ASC";
        }
    }

    private final DatabaseClient client;
    private final EventRows rows;
    private final EventConditions conditions;
    private final Facts facts;
    private final Clock clock;

    Events(DatabaseClient client, EventRows rows, EventConditions conditions, Facts facts, Clock clock) {
        this.client = client;
        this.rows = rows;
        this.conditions = conditions;
        this.facts = facts;
        this.clock = clock;
    }

    Mono<Void> append(WorkspaceId workspace, List<Journal.Entry> entries) {
        List<? extends Fact> appended =
                entries.stream().map(Journal.Entry::fact).toList();
        return client.sql(APPEND)
                .bind("workspace", workspace.value())
                .bind("actors", column(entries, Journal.Entry::actor, String[]::new))
                .bind("time", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .bind("ids", column(appended, _ -> EventId.next().value(), UUID[]::new))
                .bind("types", column(appended, fact -> fact.getClass().getSimpleName(), String[]::new))
                .bind("tasks", column(appended, fact -> value(fact.taskId()), UUID[]::new))
                .bind("agents", column(appended, fact -> value(fact.agentId()), UUID[]::new))
                .bind("data", column(appended, facts::encode, String[]::new))
                .then();
    }

    /// The filter's events in the range, but for what only streams ask for.
    Flux<Event> page(EventFilter filter, String epoch, Range range) {
        String sql = PAGE.replace("{columns}", EventRows.COLUMNS)
                .replace("{conditions}", conditions.all(filter, "e"))
                .replace("{direction}", range.direction());
        return conditions
                .bindAll(client.sql(sql), filter)
                .bind("low", range.low())
                .bind("high", range.high())
                .bind("limit", range.limit())
                .map(row -> rows.event(row, epoch))
                .all()
                .timeout(LogHead.PATIENCE);
    }

    Mono<Long> count(EventFilter filter) {
        String sql = COUNT.replace("{conditions}", conditions.all(filter, "e"));
        return conditions.bindAll(client.sql(sql), filter).mapValue(Long.class).one();
    }

    /// The events of several tasks in the range; its limit is each task's own.
    Flux<Event> pagesOf(WorkspaceId workspace, Collection<TaskId> tasks, String epoch, Range range) {
        String sql = PAGES_OF_TASKS.replace("{columns}", EventRows.COLUMNS).replace("{direction}", range.direction());
        return client.sql(sql)
                .bind("workspace", workspace.value())
                .bind("tasks", Columns.ids(tasks))
                .bind("types", facts.types().toArray(String[]::new))
                .bind("low", range.low())
                .bind("high", range.high())
                .bind("limit", range.limit())
                .map(row -> rows.event(row, epoch))
                .all();
    }

    /// How many events each of the tasks has; one without any is left out.
    Mono<Map<TaskId, Long>> countsOf(WorkspaceId workspace, Collection<TaskId> tasks) {
        return client.sql(COUNTS_OF_TASKS)
                .bind("workspace", workspace.value())
                .bind("tasks", Columns.ids(tasks))
                .bind("types", facts.types().toArray(String[]::new))
                .map(Columns.entry(row -> new TaskId(row.uuid("task_id")), row -> row.bigint("events")))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }
}
