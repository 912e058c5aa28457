package dev.baton.metric;

import static dev.baton.database.Columns.column;

import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/// What samples amount to, by series and stretch, and by task. Who reads it is [SeriesPages].
@Repository
class Rollups {

    // All who add do it in the order of the key, so they wait for one another and never in a circle.
    private static final String ADD = """
        INSERT INTO metric_rollup AS r (workspace_id, series_id, minutes, start, count, sum, min, max, bins, counts)
        SELECT :workspace, series_id, minutes, start, count, sum, min, max, bins::integer[], counts::bigint[]
        FROM unnest(:series, :minutes, :starts, :counts, :sums, :mins, :maxs, :bins, :bin_counts)
            AS fresh (series_id, minutes, start, count, sum, min, max, bins, counts)
        ORDER BY series_id, minutes, start
        ON CONFLICT (workspace_id, series_id, minutes, start) DO UPDATE
        SET count = r.count + excluded.count,
            sum = r.sum + excluded.sum,
            min = least(r.min, excluded.min),
            max = greatest(r.max, excluded.max),
            (bins, counts) = (SELECT m.bins, m.counts
                              FROM merge_bins(r.bins, r.counts, excluded.bins, excluded.counts) m)
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

    private record Stretch(UUID series, Resolution resolution, Instant start) {}

    private record Row(Stretch stretch, Summary summary) {}

    private record OfTask(TaskId task, String name) {}

    private record TaskRow(OfTask of, Summary summary, Sample last) {}

    /// Adds samples to all the stretches that they lie in, whatever is there of them already. The series must be
    /// there.
    Mono<Void> add(WorkspaceId workspace, Collection<Sample> samples) {
        List<Row> rows = rows(samples);
        return client.sql(ADD)
                .bind("workspace", workspace.value())
                .bind("series", column(rows, row -> row.stretch().series(), UUID[]::new))
                .bind(
                        "minutes",
                        column(rows, row -> (short) row.stretch().resolution().minutes(), Short[]::new))
                .bind(
                        "starts",
                        column(rows, row -> row.stretch().start().atOffset(ZoneOffset.UTC), OffsetDateTime[]::new))
                .bind("counts", column(rows, row -> row.summary().count(), Long[]::new))
                .bind("sums", column(rows, row -> row.summary().sum(), Double[]::new))
                .bind("mins", column(rows, row -> row.summary().least(), Double[]::new))
                .bind("maxs", column(rows, row -> row.summary().most(), Double[]::new))
                .bind("bins", column(rows, row -> array(row.summary().bins().keySet()), String[]::new))
                .bind(
                        "bin_counts",
                        column(rows, row -> array(row.summary().bins().values()), String[]::new))
                .then()
                .then(addToTasks(workspace, samples));
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

    private static List<Row> rows(Collection<Sample> samples) {
        return samples.stream().collect(Collectors.groupingBy(Sample::series)).entrySet().stream()
                .flatMap(series -> rows(series.getKey().id(), series.getValue()))
                .toList();
    }

    private static Stream<Row> rows(UUID series, List<Sample> samples) {
        return Arrays.stream(Resolution.values())
                .flatMap(resolution -> samples.stream()
                        .collect(Collectors.groupingBy(sample -> resolution.floor(sample.time()), summing()))
                        .entrySet()
                        .stream()
                        .map(of -> new Row(new Stretch(series, resolution, of.getKey()), of.getValue())));
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
                Collectors.mapping(sample -> Summary.of(sample.value()), Collectors.toList()), Summary::ofAll);
    }

    private static String array(Collection<? extends Number> numbers) {
        return numbers.stream().map(Number::toString).collect(Collectors.joining(",", "{", "}"));
    }
}
