package dev.baton.journal;

import dev.baton.database.Columns;
import dev.baton.graph.EventId;
import dev.baton.graph.TaskId;
import dev.baton.graph.TypeId;
import dev.baton.graph.WorkspaceId;
import io.r2dbc.postgresql.codec.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The log's rows. `{…}` in a statement is replaced by constants below, never by what a caller sent.
@Component
class Events {

    private static final String COLUMNS =
            "e.position, e.id, e.workspace_id, e.type, e.task_id, e.actor, e.data, e.recorded_at";

    /// The ordinals keep the tickets, which are drawn row by row, in the order of the list.
    private static final String APPEND = """
        INSERT INTO event (id, workspace_id, type, task_id, agent_id, actor, data, recorded_at)
        SELECT fact.id, :workspace, fact.type, fact.task_id, fact.agent_id, fact.actor, fact.data::jsonb, :time
        FROM unnest(:ids, :types, :tasks, :agents, :actors, :data)
             WITH ORDINALITY AS fact (id, type, task_id, agent_id, actor, data, nth)
        ORDER BY fact.nth
        """;

    /// What tells one incarnation of the log from another: a dump keeps the row's own epoch, but not the cluster
    /// that it is restored into, nor the database.
    private static final String NUMBER = """
        SELECT number_events() AS position,
               left(encode(sha256(convert_to(
                   concat_ws('/', log.epoch, cluster.system_identifier, here.oid), 'UTF8')), 'hex'), 16) AS epoch
        FROM event_head log, pg_control_system() cluster, pg_database here
        WHERE here.datname = current_database()
        """;

    private static final String RENEW_EPOCH = """
        UPDATE event_head
        SET epoch = gen_random_uuid()
        WHERE position < :seen
        """;

    private static final String BETWEEN = """
        SELECT {columns}
        FROM event e
        WHERE e.position > :low
          AND e.position < :high
        ORDER BY e.position
        """;

    private static final String PAGE = """
        SELECT {columns}
        FROM event e
        WHERE e.workspace_id = :workspace
          AND e.position > :low
          AND e.position < :high
          AND e.type = ANY(:types)
          {conditions}
        ORDER BY e.position {direction}
        LIMIT :limit
        """;

    private static final String COUNT = """
        SELECT count(*)
        FROM event e
        WHERE e.workspace_id = :workspace
          AND e.position > 0
          AND e.type = ANY(:types)
          {conditions}
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
          AND e.position > 0
          AND e.type = ANY(:types)
        GROUP BY e.task_id
        """;

    private static final String OF_TASK = "AND e.task_id = :task";
    private static final String OF_AGENT = "AND e.agent_id = :agent";
    private static final String OF_TASKS = "AND e.task_id IS NOT NULL";

    /// A statement that takes longer has lost its database.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// A stretch of the log, without its ends.
    ///
    /// @param backward the latest first
    record Range(long low, long high, boolean backward, int limit) {}

    /// An event and how many characters its facts took.
    record Sized(Event event, int size) {}

    private final DatabaseClient client;
    private final Facts facts;
    private final Clock clock;

    Events(DatabaseClient client, Facts facts, Clock clock) {
        this.client = client;
        this.facts = facts;
        this.clock = clock;
    }

    Mono<Void> append(WorkspaceId workspace, List<Journal.Entry> entries) {
        List<? extends Fact> appended =
                entries.stream().map(Journal.Entry::fact).toList();
        return client.sql(APPEND)
                .bind("workspace", workspace.value())
                .bind("actors", entries.stream().map(Journal.Entry::actor).toArray(String[]::new))
                .bind("time", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .bind("ids", column(appended, _ -> EventId.next().value(), UUID[]::new))
                .bind("types", column(appended, fact -> fact.getClass().getSimpleName(), String[]::new))
                .bind("tasks", column(appended, fact -> value(fact.taskId()), UUID[]::new))
                .bind("agents", column(appended, fact -> value(fact.agentId()), UUID[]::new))
                .bind("data", column(appended, facts::encode, String[]::new))
                .then();
    }

    /// Numbers what was committed since the last time, and answers where the log ends.
    Mono<Position> number() {
        return client.sql(NUMBER)
                .map(row -> new Columns(row))
                .one()
                .map(row -> new Position(row.text("epoch"), row.bigint("position")))
                .timeout(PATIENCE);
    }

    /// Makes the cursors of all clients expire, where the log ends before a position that was seen.
    Mono<Void> renewEpoch(long seen) {
        return client.sql(RENEW_EPOCH).bind("seen", seen).then().timeout(PATIENCE);
    }

    /// All events of all workspaces behind a position, up to another and with it.
    Flux<Sized> between(Position after, long last) {
        return client.sql(BETWEEN.replace("{columns}", COLUMNS))
                .bind("low", after.offset())
                .bind("high", last + 1)
                .map(row -> sized(new Columns(row), after.epoch()))
                .all()
                .timeout(PATIENCE);
    }

    /// The filter's events in the range, but for its `subtreeOf`.
    Flux<Event> page(EventFilter filter, String epoch, Range range) {
        String sql = PAGE.replace("{columns}", COLUMNS)
                .replace("{conditions}", conditions(filter))
                .replace("{direction}", direction(range));
        return bind(client.sql(sql), filter)
                .bind("low", range.low())
                .bind("high", range.high())
                .bind("limit", range.limit())
                .map(row -> sized(new Columns(row), epoch).event())
                .all()
                .timeout(PATIENCE);
    }

    Mono<Long> count(EventFilter filter) {
        return bind(client.sql(COUNT.replace("{conditions}", conditions(filter))), filter)
                .mapValue(Long.class)
                .one();
    }

    /// The events of several tasks in the range; its limit is each task's own.
    Flux<Event> pagesOf(WorkspaceId workspace, Collection<TaskId> tasks, String epoch, Range range) {
        return client.sql(PAGES_OF_TASKS.replace("{columns}", COLUMNS).replace("{direction}", direction(range)))
                .bind("workspace", workspace.value())
                .bind("tasks", tasks.stream().map(TaskId::value).toArray(UUID[]::new))
                .bind("types", names(facts.types()))
                .bind("low", range.low())
                .bind("high", range.high())
                .bind("limit", range.limit())
                .map(row -> sized(new Columns(row), epoch).event())
                .all();
    }

    /// How many events each of the tasks has; one without any is left out.
    Mono<Map<TaskId, Long>> countsOf(WorkspaceId workspace, Collection<TaskId> tasks) {
        return client.sql(COUNTS_OF_TASKS)
                .bind("workspace", workspace.value())
                .bind("tasks", tasks.stream().map(TaskId::value).toArray(UUID[]::new))
                .bind("types", names(facts.types()))
                .map(row -> new Columns(row))
                .all()
                .collectMap(row -> new TaskId(row.uuid("task_id")), row -> row.bigint("events"));
    }

    /// Types that are not known here are left out by name, so that a page is as full as it can be.
    private GenericExecuteSpec bind(GenericExecuteSpec spec, EventFilter filter) {
        Set<String> types = filter.types() == null ? facts.types() : filter.types();
        GenericExecuteSpec bound =
                spec.bind("workspace", filter.workspace().value()).bind("types", names(types));
        if (filter.task() != null) {
            bound = bound.bind("task", filter.task().value());
        }
        return filter.agent() == null
                ? bound
                : bound.bind("agent", filter.agent().value());
    }

    /// A condition that is not given is left out, and not made true by a parameter that is NULL: each form of the
    /// statement then has a plan of its own, with the index that fits.
    private static String conditions(EventFilter filter) {
        return Stream.of(
                        filter.task() == null ? "" : OF_TASK,
                        filter.agent() == null ? "" : OF_AGENT,
                        filter.aboutTasks() ? OF_TASKS : "")
                .filter(condition -> !condition.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private static String direction(Range range) {
        return range.backward() ? "DESC" : "ASC";
    }

    private Sized sized(Columns row, String epoch) {
        String data = row.get("data", Json.class).asString();
        UUID task = row.find("task_id", UUID.class);
        var event = new Event(
                new EventId(row.uuid("id")),
                new Position(epoch, row.bigint("position")),
                new WorkspaceId(row.uuid("workspace_id")),
                row.text("actor"),
                row.time("recorded_at"),
                facts.decode(row.text("type"), data, task == null ? null : new TaskId(task)));
        return new Sized(event, data.length());
    }

    private static String[] names(Set<String> types) {
        return types.toArray(String[]::new);
    }

    private static <T extends @Nullable Object> T[] column(
            List<? extends Fact> facts, Function<Fact, T> value, IntFunction<T[]> array) {
        return facts.stream().map(value).toArray(array);
    }

    private static @Nullable UUID value(@Nullable TypeId id) {
        return id == null ? null : id.value();
    }
}
