package dev.baton.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.database.Reach;
import dev.baton.database.Transactions;
import dev.baton.graph.WorkspaceId;
import dev.baton.task.TaskPriority;
import dev.baton.testing.BatonTest;
import dev.baton.testing.TestServers.Place;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/// Series by zone, group and filter, over samples of whatever time.
@BatonTest
class MetricSeriesTests {

    private final String name = Office.freshName();
    private final Office office;
    private final WorkspaceId workspace;

    @Autowired
    private MetricRecorder recorder;

    @Autowired
    private Transactions transactions;

    MetricSeriesTests(@Autowired Environment environment, @Autowired DatabaseClient client) {
        this.office = Office.of(environment);
        this.workspace =
                new WorkspaceId(Objects.requireNonNull(client.sql("SELECT id FROM workspace WHERE name = 'default'")
                        .mapValue(UUID.class)
                        .one()
                        .contextWrite(Reach.everywhere())
                        .block()));
    }

    @Test
    void daysAreThoseOfTheZoneAcrossAChangeOfClocks() {
        // One sample every quarter of an hour, so a day's count is its length.
        Instant start = Instant.parse("2026-03-27T00:00:00Z");
        keep(Stream.iterate(start, time -> time.plusSeconds(900))
                .limit(96 * 5)
                .map(time -> sample(time, 1))
                .toList());
        assertThat(counts("DAY", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z"))
                .containsExactly(96, 92, 96);
        assertThat(counts("DAY", "Asia/Kolkata", "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"))
                .containsExactly(96, 96);
        assertThat(counts("WEEK", "Europe/Berlin", "2026-03-24T12:00:00Z", "2026-03-30T12:00:00Z"))
                .containsExactly(2 * 96 + 22 * 4, 2 * 4 + 2 * 96);
        assertThat(counts("MONTH", "Asia/Kathmandu", "2026-03-24T12:00:00Z", "2026-03-30T12:00:00Z"))
                .containsExactly(457);
        assertThat(counts("MONTH", "Europe/Berlin", "2026-03-24T12:00:00Z", "2026-03-31T23:00:00Z"))
                .as("the hour that March does not have in Berlin is none of April's")
                .containsExactly(5 * 96 - 2 * 4, 2 * 4);
        assertThat(counts("HOUR", "Asia/Kathmandu", "2026-03-28T12:00:00Z", "2026-03-28T13:00:00Z"))
                .containsExactly(4, 4);
    }

    @Test
    void aSampleIsInTheBucketOfItsZone() {
        keep(List.of(sample(Instant.parse("2026-02-28T19:00:00Z"), 7)));
        assertThat(start("MONTH", "Asia/Kolkata")).startsWith("2026-02-28T18:30");
        assertThat(start("MONTH", "UTC")).startsWith("2026-02-01T00:00");
        assertThat(start("WEEK", "America/New_York")).startsWith("2026-02-23T05:00");
    }

    @Test
    void seriesAreByGroupThoseWithTheMostSamplesFirst() {
        Instant time = Instant.parse("2026-04-01T10:00:00Z");
        keep(List.of(
                sample(series("backend", "fix-bug", TaskPriority.HIGH), time, 1),
                sample(series("backend", "create-api", TaskPriority.LOW), time, 2),
                sample(series("frontend", "fix-bug", TaskPriority.LOW), time, 3),
                sample(series(null, null, null), time, 4)));
        assertThat(sums(Map.of("by", "DIVISION"))).containsExactly("backend=3", "frontend=3", "null=4");
        assertThat(sums(Map.of("by", "TASK_TYPE"))).containsExactly("fix-bug=4", "create-api=2", "null=4");
        assertThat(sums(Map.of("by", "PRIORITY"))).containsExactly("LOW=5", "HIGH=1", "null=4");
        assertThat(sums(Map.of())).containsExactly("null=10");
        assertThat(sums(Map.of("by", "DIVISION", "first", 1))).containsExactly("backend=3");
        assertThat(sums(Map.of("filter", Map.of("divisions", List.of("backend"), "priorities", List.of("LOW")))))
                .containsExactly("null=2");
        assertThat(sums(Map.of("filter", Map.of("taskTypes", List.of("no-such")))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from must be before to | 2026-01-02T00:00:00Z | 2026-01-01T00:00:00Z | DAY | UTC | 20",
                "from must be before to | 2026-01-01T00:00:00Z | 2026-01-01T00:00:00Z | DAY | UTC | 20",
                "more than 1,500 buckets | 2016-01-01T00:00:00Z | 2026-01-01T00:00:00Z | MINUTE | UTC | 20",
                "in the years from 1 to 9999 | +999999999-12-01T00:00:00Z | +999999999-12-31T00:00:00Z | MONTH | UTC |"
                        + " 20",
                "in the years from 1 to 9999 | 0000-12-31T23:59:59Z | 0001-01-02T00:00:00Z | DAY | UTC | 20",
                "timeZone must be an IANA name | 2026-01-01T00:00:00Z | 2026-01-02T00:00:00Z | DAY | Mars | 20",
                "first must be from 1 to 100 | 2026-01-01T00:00:00Z | 2026-01-02T00:00:00Z | DAY | UTC | 0",
                "more than 20,000 points | 2026-01-01T00:00:00Z | 2026-01-02T00:00:00Z | MINUTE | UTC | 100",
            })
    void whatCannotBeAnsweredSaysWhatToDo(
            String why, String from, String to, String bucket, String timeZone, int first) {
        JsonNode answer = office.ask(Map.of(
                "name",
                name,
                "by",
                "AGENT",
                "from",
                from,
                "to",
                to,
                "bucket",
                bucket,
                "timeZone",
                timeZone,
                "first",
                first));
        assertThat(answer.at("/errors/0/extensions/code").asString()).isEqualTo("BAD_REQUEST");
        assertThat(answer.at("/errors/0/message").asString()).contains(why);
    }

    @Test
    void twoValuesOfOneLabelAreNoFilter() {
        JsonNode answer = office.ask(question(Map.of(
                "filter",
                Map.of("labels", List.of(Map.of("name", "a", "value", "1"), Map.of("name", "a", "value", "2"))))));
        assertThat(answer.at("/errors/0/extensions/code").asString()).isEqualTo("BAD_REQUEST");
        assertThat(answer.at("/errors/0/message").asString()).contains("two values for one name");
        var once = Map.of("name", "a", "value", "1");
        assertThat(office.ask(question(Map.of("filter", Map.of("labels", List.of(once, once)))))
                        .path("errors"))
                .isEmpty();
    }

    @Test
    void anotherWorkspacesMetricsAreNotThere() {
        keep(List.of(sample(Instant.parse("2026-02-28T19:00:00Z"), 7)));
        var other = new Office(office.gateway(), office.gateway().token("other-operator"));
        assertThat(other.series(question(Map.of()))).isEmpty();
        assertThat(office.series(question(Map.of()))).hasSize(1);
    }

    @Test
    void aBombOfTypesIsBoundedAndLosesNothing(@Autowired Place place) throws SQLException {
        Instant time = Instant.parse("2026-04-01T10:00:00Z");
        keep(List.of(sample(series("backend", "known", TaskPriority.LOW), time, 1)));
        fill(place);
        keep(List.of(
                sample(series("backend", "known", TaskPriority.LOW), time, 1),
                sample(series("backend", "new", TaskPriority.LOW), time, 1),
                sample(series("frontend", "newer", TaskPriority.LOW), time, 1),
                sample(series("design", null, TaskPriority.LOW), time, 1)));
        assertThat(sums(Map.of("by", "TASK_TYPE"))).containsExactlyInAnyOrder("known=2", "null=3");
        assertThat(sums(Map.of("by", "DIVISION"))).containsExactly("backend=3", "design=1", "frontend=1");
        assertThat(sums(Map.of("filter", Map.of("labels", List.of(Map.of("name", "overflow", "value", "true"))))))
                .containsExactly("null=2");
        assertThat(sums(Map.of("from", "2023-01-01T00:00:00Z", "timeZone", "Asia/Kolkata")))
                .as("years by days that are no days of UTC, before the deadline of operations")
                .containsExactly("null=5");
        assertThat(office.gateway()
                        .data(office.operator(), "{ metricNames(prefix: \"%s\") { labelsFull } }".formatted(name))
                        .at("/metricNames/0/labelsFull")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aFullMetricWaitsForNobodyWhoMakesSeriesOfAnother(@Autowired Place place) throws SQLException {
        Instant time = Instant.parse("2026-04-01T10:00:00Z");
        keep(List.of(sample(time, 1)));
        fill(place);
        var other = new Series(Office.freshName(), null, null, "new", null, new TreeMap<>());
        Mono<Void> beside = Mono.<Void>fromRunnable(
                        () -> keep(List.of(sample(series("backend", "new", null), time, 1))))
                .subscribeOn(Schedulers.boundedElastic());
        Mono<Boolean> around = recorder.derive(workspace, List.of(sample(other, time, 1)))
                .then(beside)
                .thenReturn(true);
        assertThat(transactions
                        .run(around)
                        .contextWrite(Reach.within(workspace))
                        .block())
                .isTrue();
        assertThat(sums(Map.of())).containsExactly("null=2");
    }

    @Test
    void manyWhoMakeSeriesAtOnceMakeNoMoreThanThereIsRoomFor(@Autowired Place place) throws SQLException {
        Instant time = Instant.parse("2026-04-01T10:00:00Z");
        keep(List.of(sample(time, 1)));
        fill(place, SeriesRoom.MOST_SERIES - 50, SeriesRoom.MOST_LABELED);
        try (var threads = Executors.newFixedThreadPool(8)) {
            IntStream.range(0, 16)
                    .forEach(call -> threads.execute(() -> keep(IntStream.range(0, 20)
                            .mapToObj(i -> sample(labeled("type" + call + "of" + i / 2, "label" + i % 2), time, 1))
                            .toList())));
        }
        assertThat(invented(place)).isEqualTo(SeriesRoom.MOST_SERIES);
        assertThat(sums(Map.of())).as("nothing is lost").containsExactly("null=" + (1 + 16 * 20));
    }

    private Series labeled(String type, String label) {
        return new Series(name, null, null, type, TaskPriority.LOW, new TreeMap<>(Map.of("of", label)));
    }

    /// How many series there are, without the one that takes in those for which there is no room.
    private int invented(Place place) throws SQLException {
        try (var connection = place.connect();
                var sql = connection.prepareStatement("""
                    SELECT count(*) FROM metric_series
                    WHERE name = ? AND (task_type IS NOT NULL OR labels = '{}')
                    """)) {
            sql.setString(1, name);
            try (var rows = sql.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    /// With as many series as a metric may have.
    private void fill(Place place) throws SQLException {
        fill(place, SeriesRoom.MOST_SERIES, 0);
    }

    /// @param most how many series the metric then has
    /// @param labeled how many of them have labels
    private void fill(Place place, int most, int labeled) throws SQLException {
        try (var connection = place.connect();
                var sql = connection.prepareStatement("""
                    INSERT INTO metric_series (workspace_id, id, name, task_type, labels)
                    SELECT ?, gen_random_uuid(), ?, 'bomb' || i, CASE WHEN i < ? THEN '{"a": "b"}' ELSE '{}' END::jsonb
                    FROM generate_series(2, ?) i
                    """)) {
            sql.setObject(1, workspace.value());
            sql.setString(2, name);
            sql.setInt(3, labeled + 2);
            sql.setInt(4, most);
            sql.executeUpdate();
        }
    }

    private void keep(List<Sample> samples) {
        transactions
                .run(recorder.derive(workspace, samples).thenReturn(true))
                .contextWrite(Reach.within(workspace))
                .block();
    }

    private Sample sample(Instant time, double value) {
        return sample(series(null, null, null), time, value);
    }

    private static Sample sample(Series series, Instant time, double value) {
        return new Sample(series, "1", value, time, null);
    }

    private Series series(@Nullable String division, @Nullable String type, @Nullable TaskPriority priority) {
        return new Series(name, null, division, type, priority, new TreeMap<>());
    }

    private Map<String, Object> question(Map<String, ?> more) {
        var question = new HashMap<String, Object>(
                Map.of("name", name, "from", "2026-02-27T00:00:00Z", "to", "2026-04-03T00:00:00Z"));
        question.putAll(more);
        return question;
    }

    private List<Integer> counts(String bucket, String zone, String from, String to) {
        return office.series(question(Map.of("bucket", bucket, "timeZone", zone, "from", from, "to", to)))
                .at("/0/points")
                .valueStream()
                .map(point -> point.path("count").asInt())
                .toList();
    }

    private String start(String bucket, String zone) {
        Map<String, ?> around = Map.of(
                "bucket", bucket, "timeZone", zone, "from", "2026-02-28T18:00:00Z", "to", "2026-02-28T20:00:00Z");
        return office.series(question(around)).at("/0/points/0/start").asString();
    }

    private List<String> sums(Map<String, ?> more) {
        return office.series(question(more))
                .valueStream()
                .map(series -> (series.path("key").isNull()
                                ? "null"
                                : series.path("key").asString()) + "="
                        + series.at("/total/sum").asInt())
                .toList();
    }
}
