package dev.baton.metric;

import static dev.baton.database.Columns.column;

import dev.baton.database.Columns;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/// What samples amount to, by series and stretch, and by task. Who reads it is [SeriesPages].
@Repository
class Rollups {

    // Stretches that are there are locked and left as they are. All who add do it in the order of the key, so they
    // wait for one another and never in a circle.
    private static final String BEGIN = """
        INSERT INTO metric_rollup (workspace_id, series_id, minutes, start, count, sum, min, max, sketch)
        SELECT :workspace, series_id, minutes, start, count, sum, min, max, sketch
        FROM unnest(:series, :minutes, :starts, :counts, :sums, :mins, :maxs, :sketches)
            AS fresh (series_id, minutes, start, count, sum, min, max, sketch)
        ORDER BY series_id, minutes, start
        ON CONFLICT (workspace_id, series_id, minutes, start) DO UPDATE
        SET count = excluded.count
        WHERE false
        RETURNING series_id, minutes, start
        """;

    private static final String FIND = """
        SELECT r.series_id, r.minutes, r.start, r.count, r.sum, r.min, r.max, r.sketch
        FROM unnest(:series, :minutes, :starts) AS wanted (series_id, minutes, start)
        JOIN metric_rollup r USING (series_id, minutes, start)
        WHERE r.workspace_id = :workspace
        """;

    private static final String CHANGE = """
        UPDATE metric_rollup r
        SET count = now.count, sum = now.sum, min = now.min, max = now.max, sketch = now.sketch
        FROM unnest(:series, :minutes, :starts, :counts, :sums, :mins, :maxs, :sketches)
            AS now (series_id, minutes, start, count, sum, min, max, sketch)
        WHERE r.workspace_id = :workspace AND r.series_id = now.series_id AND r.minutes = now.minutes
          AND r.start = now.start
        """;

    private static final String ADD_TO_TASKS = """
        INSERT INTO metric_task AS t (workspace_id, task_id, name, count, sum, min, max, last, last_at)
        SELECT :workspace, task_id, name, count, sum, min, max, last, last_at
        FROM unnest(:tasks, :names, :counts, :sums, :mins, :maxs, :lasts, :last_ats)
            AS fresh (task_id, name, count, sum, min, max, last, last_at)
        ORDER BY task_id, name
        ON CONFLICT (workspace_id, task_id, name) DO UPDATE
        SET count = t.count + excluded.count,
            sum = t.sum + excluded.sum,
            min = least(t.min, excluded.min),
            max = greatest(t.max, excluded.max),
            last = CASE WHEN excluded.last_at >= t.last_at THEN excluded.last ELSE t.last END,
            last_at = greatest(t.last_at, excluded.last_at)
        """;

    private final DatabaseClient client;

    Rollups(DatabaseClient client) {
        this.client = client;
    }

    private record Stretch(UUID series, int minutes, Instant start) {

        static Stretch of(Columns row) {
            return new Stretch(
                    row.uuid("series_id"),
                    row.get("minutes", Short.class),
                    row.time("start").toInstant());
        }
    }

    private record OfTask(TaskId task, String name) {}

    private record TaskRow(OfTask of, Summary summary, Sample last) {}

    /// What a row of `metric_rollup` says.
    static Summary summary(Columns row) {
        return new Summary(
                row.bigint("count"),
                row.get("sum", Double.class),
                row.get("min", Double.class),
                row.get("max", Double.class),
                Sketch.of(row.text("sketch")));
    }

    /// Adds samples to all the stretches that they lie in, whatever is there of them already. The series must be
    /// there.
    Mono<Void> add(WorkspaceId workspace, Collection<Sample> samples) {
        Map<Stretch, Summary> fresh = stretches(samples);
        return begin(workspace, fresh)
                .flatMap(begun -> change(workspace, without(fresh, begun)))
                .then(addToTasks(workspace, samples));
    }

    private Mono<Set<Stretch>> begin(WorkspaceId workspace, Map<Stretch, Summary> fresh) {
        return bind(client.sql(BEGIN), workspace, fresh)
                .map(row -> Stretch.of(new Columns(row)))
                .all()
                .collect(Collectors.toSet());
    }

    private Mono<Void> change(WorkspaceId workspace, Map<Stretch, Summary> more) {
        return more.isEmpty()
                ? Mono.empty()
                : find(workspace, more.keySet())
                        .flatMap(there -> bind(client.sql(CHANGE), workspace, sums(there, more))
                                .then());
    }

    private Mono<Map<Stretch, Summary>> find(WorkspaceId workspace, Set<Stretch> stretches) {
        return bind(client.sql(FIND), workspace, stretches)
                .map(Columns.entry(Stretch::of, Rollups::summary))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private static Map<Stretch, Summary> without(Map<Stretch, Summary> fresh, Set<Stretch> begun) {
        var rest = new HashMap<>(fresh);
        rest.keySet().removeAll(begun);
        return rest;
    }

    private static Map<Stretch, Summary> sums(Map<Stretch, Summary> there, Map<Stretch, Summary> more) {
        var sums = new HashMap<>(there);
        more.forEach((stretch, summary) -> sums.merge(stretch, summary, Summary::plus));
        return sums;
    }

    private static GenericExecuteSpec bind(
            GenericExecuteSpec spec, WorkspaceId workspace, Map<Stretch, Summary> stretches) {
        Collection<Summary> summaries = stretches.values();
        return bind(spec, workspace, stretches.keySet())
                .bind("counts", column(summaries, Summary::count, Long[]::new))
                .bind("sums", column(summaries, Summary::sum, Double[]::new))
                .bind("mins", column(summaries, Summary::least, Double[]::new))
                .bind("maxs", column(summaries, Summary::most, Double[]::new))
                .bind("sketches", column(summaries, summary -> summary.sketch().text(), String[]::new));
    }

    private static GenericExecuteSpec bind(GenericExecuteSpec spec, WorkspaceId workspace, Set<Stretch> stretches) {
        return spec.bind("workspace", workspace.value())
                .bind("series", column(stretches, Stretch::series, UUID[]::new))
                .bind("minutes", column(stretches, stretch -> (short) stretch.minutes(), Short[]::new))
                .bind(
                        "starts",
                        column(stretches, stretch -> stretch.start().atOffset(ZoneOffset.UTC), OffsetDateTime[]::new));
    }

    private Mono<Void> addToTasks(WorkspaceId workspace, Collection<Sample> samples) {
        List<TaskRow> rows = taskRows(samples);
        return rows.isEmpty()
                ? Mono.empty()
                : client.sql(ADD_TO_TASKS)
                        .bind("workspace", workspace.value())
                        .bind("tasks", column(rows, row -> row.of().task().value(), UUID[]::new))
                        .bind("names", column(rows, row -> row.of().name(), String[]::new))
                        .bind("counts", column(rows, row -> row.summary().count(), Long[]::new))
                        .bind("sums", column(rows, row -> row.summary().sum(), Double[]::new))
                        .bind("mins", column(rows, row -> row.summary().least(), Double[]::new))
                        .bind("maxs", column(rows, row -> row.summary().most(), Double[]::new))
                        .bind("lasts", column(rows, row -> row.last().value(), Double[]::new))
                        .bind(
                                "last_ats",
                                column(rows, row -> row.last().time().atOffset(ZoneOffset.UTC), OffsetDateTime[]::new))
                        .then();
    }

    private static Map<Stretch, Summary> stretches(Collection<Sample> samples) {
        var stretches = new HashMap<Stretch, Summary>();
        samples.stream()
                .collect(Collectors.groupingBy(Sample::series))
                .forEach((series, its) -> Arrays.stream(Resolution.values())
                        .forEach(resolution -> stretches.putAll(stretches(series.id(), resolution, its))));
        return stretches;
    }

    private static Map<Stretch, Summary> stretches(UUID series, Resolution resolution, List<Sample> samples) {
        return samples.stream()
                .collect(Collectors.groupingBy(
                        sample -> new Stretch(series, resolution.minutes(), resolution.floor(sample.time())),
                        summing()));
    }

    private static List<TaskRow> taskRows(Collection<Sample> samples) {
        return samples.stream()
                .filter(sample -> sample.task() != null)
                .collect(Collectors.groupingBy(
                        sample -> new OfTask(Objects.requireNonNull(sample.task()), sample.name())))
                .entrySet()
                .stream()
                .map(of -> taskRow(of.getKey(), of.getValue()))
                .toList();
    }

    private static TaskRow taskRow(OfTask of, List<Sample> samples) {
        Sample last = samples.stream().max(Comparator.comparing(Sample::time)).orElseThrow();
        return new TaskRow(of, samples.stream().collect(summing()), last);
    }

    private static Collector<Sample, ?, Summary> summing() {
        return Collectors.collectingAndThen(
                Collectors.toList(),
                samples ->
                        Summary.of(samples.stream().mapToDouble(Sample::value).toArray()));
    }
}
