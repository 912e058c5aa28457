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
import java.util.SortedMap;
import java.util.TreeMap;
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
    // What
    // is a single stretch need not be merged.
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
                   found.count, found.sum, found.min, found.max, found.bins, found.counts
            FROM chosen
            CROSS JOIN unnest(:minutes, :since, :until) AS cover (minutes, since, until)
            CROSS JOIN LATERAL (
                SELECT r.start, r.count, r.sum, r.min, r.max, r.bins, r.counts FROM metric_rollup r
                WHERE r.workspace_id = :workspace AND r.series_id = chosen.id AND r.minutes = cover.minutes
                  AND r.start >= cover.since AND r.start < cover.until
                OFFSET 0) found),
        ranked AS (
            SELECT name, key FROM part
            GROUP BY name, key
            ORDER BY sum(count) DESC, key
            LIMIT :limit),
        kept AS MATERIALIZED (
            SELECT part.*, count(*) OVER (PARTITION BY name, key, bucket) AS parts
            FROM part JOIN ranked USING (name, key)),
        sketch AS (
            SELECT name, key, bucket, bins, counts FROM kept WHERE parts = 1
            UNION ALL
            SELECT name, key, bucket, array_agg(bin ORDER BY bin), array_agg(n ORDER BY bin)
            FROM (SELECT name, key, bucket, bin, sum(n)::bigint AS n
                  FROM kept CROSS JOIN LATERAL unnest(bins, counts) AS of_bin (bin, n)
                  WHERE parts > 1
                  GROUP BY name, key, bucket, bin) binned
            GROUP BY name, key, bucket),
        total AS (
            SELECT name, key, bucket, sum(count)::bigint AS count, sum(sum) AS sum, min(min) AS min, max(max) AS max
            FROM kept
            GROUP BY name, key, bucket)
        SELECT name, nullif(key, '') AS key, bucket, count, sum, min, max, bins, counts
        FROM total JOIN sketch USING (name, key, bucket)
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
    record Cell(String name, @Nullable String key, Bucket bucket, Summary summary) {}

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
                .all();
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
        var summary = new Summary(
                row.bigint("count"),
                row.get("sum", Double.class),
                row.get("min", Double.class),
                row.get("max", Double.class),
                bins(row.get("bins", Integer[].class), row.get("counts", Long[].class)));
        return new Cell(
                row.text("name"), row.find("key", String.class), buckets.get(row.integer("bucket") - 1), summary);
    }

    private static SortedMap<Integer, Long> bins(Integer[] bins, Long[] counts) {
        var map = new TreeMap<Integer, Long>();
        for (int i = 0; i < bins.length; i++) {
            map.put(bins[i], counts[i]);
        }
        return map;
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
