package dev.baton.metric;

import static dev.baton.database.Columns.column;
import static dev.baton.database.Columns.texts;

import dev.baton.database.Columns;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Reads what samples amount to. What that costs goes by the series and the stretches there are, and not by the
/// samples.
@Repository
class SeriesPages {

    // The lateral keeps the planner from reading all there is: each series' stretches lie side by side in the index.
    // Years by days of a zone that is half an hour from UTC are thousands of covers: each series is asked for those in
    // which it lived.
    private static final String SELECT = """
        WITH chosen AS (
            SELECT s.id, s.name, coalesce(CASE :by
                WHEN 'AGENT' THEN s.agent_id::text
                WHEN 'DIVISION' THEN s.division
                WHEN 'TASK_TYPE' THEN s.task_type
                WHEN 'PRIORITY' THEN s.priority END, '') AS key
            FROM metric_series s
            WHERE s.workspace_id = :workspace AND s.name = ANY(:names) AND {conditions}),
        part AS MATERIALIZED (
            SELECT chosen.name, chosen.key, width_bucket(found.start, :starts) AS bucket,
                   found.count, found.sum, found.min, found.max, found.sketch
            FROM chosen
            CROSS JOIN LATERAL (
                SELECT min(r.start) AS first, max(r.start) + interval '24 hours' AS past FROM metric_rollup r
                WHERE r.workspace_id = :workspace AND r.series_id = chosen.id AND r.minutes = 1440
                HAVING min(r.start) IS NOT NULL) lived
            JOIN unnest(:minutes, :since, :until) AS cover (minutes, since, until)
                ON cover.until > lived.first AND cover.since < lived.past
            CROSS JOIN LATERAL (
                SELECT r.start, r.count, r.sum, r.min, r.max, r.sketch FROM metric_rollup r
                WHERE r.workspace_id = :workspace AND r.series_id = chosen.id AND r.minutes = cover.minutes
                  AND r.start >= cover.since AND r.start < cover.until
                OFFSET 0) found),
        ranked AS (
            SELECT name, key FROM part
            GROUP BY name, key
            ORDER BY sum(count) DESC, key
            LIMIT :limit)
        SELECT name, nullif(key, '') AS key, bucket, count, sum, min, max, sketch
        FROM part JOIN ranked USING (name, key)
        ORDER BY name, key, bucket
        """.replace("{conditions}", MetricFilter.CONDITIONS);

    private static final String OF_TASKS = """
        SELECT t.task_id, t.name, m.unit, t.count, t.sum, t.min, t.max, t.last, t.last_at
        FROM unnest(:tasks) AS of_task (id)
        CROSS JOIN LATERAL (
            SELECT * FROM metric_task
            WHERE workspace_id = :workspace AND task_id = of_task.id
            ORDER BY name
            LIMIT 100) t
        JOIN metric m USING (workspace_id, name)
        ORDER BY t.name
        """;

    private final DatabaseClient client;

    SeriesPages(DatabaseClient client) {
        this.client = client;
    }

    /// What to read.
    ///
    /// @param buckets behind one another
    /// @param finest of what the buckets are made
    /// @param limit the most groups of all the names together: those with the most samples
    record Wanted(
            Collection<String> names,
            MetricGrouping by,
            MetricFilter filter,
            List<Bucket> buckets,
            Resolution finest,
            int limit) {}

    /// One bucket of one group.
    ///
    /// @param key null for the whole workspace, and for what is in no group
    record Cell(String name, @Nullable String key, Bucket bucket, Summary summary) {

        private record Place(String name, Optional<String> key, Bucket bucket) {}

        private Place place() {
            return new Place(name, Optional.ofNullable(key), bucket);
        }

        /// What several hold of the same place.
        private static Cell ofAll(List<Cell> parts) {
            Cell any = parts.getFirst();
            return new Cell(
                    any.name,
                    any.key,
                    any.bucket,
                    Summary.ofAll(parts.stream().map(Cell::summary).toList()));
        }
    }

    /// What was measured in one task under one name.
    record TaskMetric(
            TaskId task,
            String name,
            String unit,
            long count,
            double sum,
            double min,
            double max,
            double last,
            OffsetDateTime lastAt) {}

    /// The buckets that have samples, by name, group and time.
    Flux<Cell> read(WorkspaceId workspace, Wanted wanted) {
        List<Cover> covers = Cover.of(wanted.buckets(), wanted.finest());
        var spec = client.sql(SELECT)
                .bind("workspace", workspace.value())
                .bind("names", texts(wanted.names()))
                .bind("by", wanted.by().name())
                .bind(
                        "starts",
                        column(
                                wanted.buckets(),
                                bucket -> bucket.start().atOffset(ZoneOffset.UTC),
                                OffsetDateTime[]::new))
                .bind(
                        "minutes",
                        column(covers, cover -> (short) cover.resolution().minutes(), Short[]::new))
                .bind("since", column(covers, cover -> cover.since().atOffset(ZoneOffset.UTC), OffsetDateTime[]::new))
                .bind("until", column(covers, cover -> cover.until().atOffset(ZoneOffset.UTC), OffsetDateTime[]::new))
                .bind("limit", wanted.limit());
        return wanted.filter()
                .bind(spec)
                .map(row -> cell(new Columns(row), wanted.buckets()))
                .all()
                .bufferUntilChanged(Cell::place)
                .map(Cell::ofAll);
    }

    /// What was measured in each of the tasks, by name: the first hundred names.
    Mono<Map<TaskId, List<TaskMetric>>> ofTasks(WorkspaceId workspace, Collection<TaskId> tasks) {
        return client.sql(OF_TASKS)
                .bind("workspace", workspace.value())
                .bind("tasks", Columns.ids(tasks))
                .map(row -> taskMetric(new Columns(row)))
                .all()
                .collect(Collectors.groupingBy(TaskMetric::task));
    }

    private static Cell cell(Columns row, List<Bucket> buckets) {
        return new Cell(
                row.text("name"),
                row.find("key", String.class),
                buckets.get(row.integer("bucket") - 1),
                Rollups.summary(row));
    }

    private static TaskMetric taskMetric(Columns row) {
        return new TaskMetric(
                row.id("task_id", TaskId::new),
                row.text("name"),
                row.text("unit"),
                row.bigint("count"),
                row.get("sum", Double.class),
                row.get("min", Double.class),
                row.get("max", Double.class),
                row.get("last", Double.class),
                row.time("last_at"));
    }
}
