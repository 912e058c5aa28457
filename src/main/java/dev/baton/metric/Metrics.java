package dev.baton.metric;

import static dev.baton.database.Columns.texts;

import dev.baton.database.Columns;
import dev.baton.graph.WorkspaceId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Which metrics a workspace has, and which series each of them has.
@Repository
class Metrics {

    /// Behind it the names of a workspace are counted.
    private static final String LOCK = """
        SELECT pg_advisory_xact_lock(hashtextextended('metric' || :workspace::text, 0))
        """;

    /// Behind them the series of these metrics are counted. What refers to the metrics' names goes on.
    private static final String LOCK_SERIES = """
        SELECT FROM metric
        WHERE workspace_id = :workspace AND name = ANY(:names)
        ORDER BY name
        FOR NO KEY UPDATE
        """;

    private static final String UNITS = """
        SELECT name, unit FROM metric
        WHERE workspace_id = :workspace AND name = ANY(:names)
        """;

    private static final String COUNT_RECORDED = """
        SELECT count(*) FROM metric
        WHERE workspace_id = :workspace AND NOT starts_with(name, 'baton.')
        """;

    private static final String INSERT = """
        INSERT INTO metric (workspace_id, name, unit)
        SELECT :workspace, name, unit
        FROM unnest(:names, :units) AS fresh (name, unit)
        ORDER BY name
        ON CONFLICT DO NOTHING
        """;

    private static final String LIST = """
        SELECT m.name, m.unit,
               EXISTS (SELECT FROM metric_series s
                       WHERE s.workspace_id = m.workspace_id AND s.name = m.name
                         AND s.labels = :overflow::jsonb) AS labels_full
        FROM metric m
        WHERE m.workspace_id = :workspace AND starts_with(m.name, :prefix)
        ORDER BY m.name
        """;

    private static final String KNOWN_SERIES = """
        SELECT id FROM metric_series
        WHERE workspace_id = :workspace AND id = ANY(:ids)
        """;

    private static final String COUNT_SERIES = """
        SELECT name, count(*) AS series, count(*) FILTER (WHERE labels <> '{}') AS labeled FROM metric_series
        WHERE workspace_id = :workspace AND name = ANY(:names)
        GROUP BY name
        """;

    private static final String INSERT_SERIES = """
        INSERT INTO metric_series (workspace_id, id, name, agent_id, division, task_type, priority, labels)
        SELECT :workspace, id, name, agent_id, division, task_type, priority, labels::jsonb
        FROM unnest(:ids, :names, :agents, :divisions, :types, :priorities, :labels)
            AS fresh (id, name, agent_id, division, task_type, priority, labels)
        ORDER BY id
        ON CONFLICT DO NOTHING
        """;

    private final DatabaseClient client;

    Metrics(DatabaseClient client) {
        this.client = client;
    }

    /// A metric that a workspace has.
    ///
    /// @param labelsFull whether samples had to be counted under [Series#OVERFLOW]
    record Metric(String name, String unit, boolean labelsFull) {

        static final String DERIVED = "baton.";

        public boolean derived() {
            return name.startsWith(DERIVED);
        }
    }

    /// Lets nobody else make names in the workspace until the transaction has ended.
    Mono<Void> lock(WorkspaceId workspace) {
        return client.sql(LOCK).bind("workspace", workspace.value()).then();
    }

    /// Lets nobody else make series of these metrics until the transaction has ended.
    Mono<Void> lockSeries(WorkspaceId workspace, Collection<String> names) {
        return client.sql(LOCK_SERIES)
                .bind("workspace", workspace.value())
                .bind("names", texts(names))
                .then();
    }

    /// What the values of these metrics are in, of those that there are.
    Mono<Map<String, String>> units(WorkspaceId workspace, Collection<String> names) {
        return client.sql(UNITS)
                .bind("workspace", workspace.value())
                .bind("names", texts(names))
                .map(Columns.entry(row -> row.text("name"), row -> row.text("unit")))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /// How many there are that Baton does not derive.
    Mono<Long> countRecorded(WorkspaceId workspace) {
        return client.sql(COUNT_RECORDED)
                .bind("workspace", workspace.value())
                .mapValue(Long.class)
                .one();
    }

    /// Makes those that are not there yet.
    ///
    /// @param units by name
    Mono<Void> insert(WorkspaceId workspace, SortedMap<String, String> units) {
        return client.sql(INSERT)
                .bind("workspace", workspace.value())
                .bind("names", texts(units.keySet()))
                .bind("units", texts(units.values()))
                .then();
    }

    Flux<Metric> list(WorkspaceId workspace, @Nullable String prefix) {
        return client.sql(LIST)
                .bind("workspace", workspace.value())
                .bind("prefix", prefix == null ? "" : prefix)
                .bind("overflow", "{\"overflow\":\"true\"}")
                .map(row -> metric(new Columns(row)))
                .all();
    }

    private static Metric metric(Columns row) {
        return new Metric(row.text("name"), row.text("unit"), row.bool("labels_full"));
    }

    /// Those of the series that are there.
    Mono<Set<UUID>> known(WorkspaceId workspace, Collection<UUID> ids) {
        return client.sql(KNOWN_SERIES)
                .bind("workspace", workspace.value())
                .bind("ids", ids.toArray(UUID[]::new))
                .mapValue(UUID.class)
                .all()
                .collect(Collectors.toSet());
    }

    /// How many series a metric has, and how many of them have labels.
    record Counts(long series, long labeled) {

        static final Counts NONE = new Counts(0, 0);

        Counts plus(Series one) {
            return new Counts(series + 1, labeled + (one.isLabeled() ? 1 : 0));
        }
    }

    /// By name; those that have none are left out.
    Mono<Map<String, Counts>> countSeries(WorkspaceId workspace, Collection<String> names) {
        return client.sql(COUNT_SERIES)
                .bind("workspace", workspace.value())
                .bind("names", texts(names))
                .map(Columns.entry(
                        row -> row.text("name"), row -> new Counts(row.bigint("series"), row.bigint("labeled"))))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /// Makes those that are not there yet.
    Mono<Void> insertSeries(WorkspaceId workspace, List<Series> series) {
        return series.isEmpty()
                ? Mono.empty()
                : client.sql(INSERT_SERIES)
                        .bind("workspace", workspace.value())
                        .bind("ids", Columns.column(series, Series::id, UUID[]::new))
                        .bind("names", Columns.column(series, Series::name, String[]::new))
                        .bind("agents", Columns.column(series, one -> Columns.value(one.agent()), UUID[]::new))
                        .bind("divisions", Columns.column(series, Series::division, String[]::new))
                        .bind("types", Columns.column(series, Series::taskType, String[]::new))
                        .bind("priorities", Columns.column(series, Series::priorityName, String[]::new))
                        .bind("labels", Columns.column(series, Series::labelsAsJson, String[]::new))
                        .then();
    }
}
