package dev.baton.metric;

import static dev.baton.metric.Office.sample;
import static dev.baton.metric.Office.samples;
import static dev.baton.metric.Office.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.baton.access.Caller;
import dev.baton.access.Idempotency;
import dev.baton.access.Role;
import dev.baton.database.Reach;
import dev.baton.database.Transactions;
import dev.baton.graph.Refusal;
import dev.baton.graph.WorkspaceId;
import dev.baton.metric.MetricRecorder.Recorded;
import dev.baton.metric.RecordMetricsInput.MetricSampleInput;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Worker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.JsonNode;

/// Samples that agents record, and what becomes of them.
@BatonTest
class RecordMetricsTests {

    private static final int BOMB = Integer.getInteger("bomb", 3_000);

    private final Instant now = Instant.now();

    private final String name = Office.freshName();
    private final Office office;
    private final ApplicationContext context;

    RecordMetricsTests(@Autowired ApplicationContext context) {
        this.office = Office.of(context.getEnvironment());
        this.context = context;
    }

    @Test
    void totalsAreExactAndPercentilesWithinOnePercentOfHeavyTails() {
        var random = new Random(1);
        double[] values = DoubleStream.generate(() -> Math.pow(1 - random.nextDouble(), -1.25))
                .limit(3_000)
                .map(value -> Math.rint(value * 1_000) / 1_024)
                .toArray();
        IntStream.range(0, 3)
                .forEach(call -> assertThat(office.record(
                                        samples(name, Arrays.copyOfRange(values, call * 1_000, (call + 1) * 1_000)))
                                .path("recorded")
                                .asInt())
                        .isEqualTo(1_000));
        JsonNode total = today(Map.of()).at("/0/total");
        assertThat(total.path("count").asLong()).isEqualTo(3_000);
        assertThat(total.path("sum").asDouble()).isCloseTo(Arrays.stream(values).sum(), within(1e-6));
        Arrays.sort(values);
        assertThat(total.path("min").asDouble()).isEqualTo(values[0]);
        assertThat(total.path("max").asDouble()).isEqualTo(values[2_999]);
        Map.of("p50", 0.50, "p95", 0.95, "p99", 0.99).forEach((field, q) -> {
            double exact = values[(int) (q * 2_999)];
            assertThat(total.path(field).asDouble()).isCloseTo(exact, within(exact * 0.010_001));
        });
    }

    @Test
    void theSameKeyRecordsOnceAndAnswersTheSame() {
        Map<String, ?> input = Map.of("samples", samples(name, 1, 2, 3), "idempotencyKey", name);
        assertThat(office.recordAs(office.operator(), input)).isEqualTo(office.recordAs(office.operator(), input));
        assertThat(today(Map.of()).at("/0/total/count").asLong()).isEqualTo(3);
        Map<String, ?> other = Map.of("samples", samples(name, 4), "idempotencyKey", name);
        assertThat(problem(office.recordAs(office.operator(), other))).isEqualTo("IDEMPOTENCY_CONFLICT");
        assertThat(today(Map.of()).at("/0/total/count").asLong()).isEqualTo(3);
    }

    @Test
    void aRepetitionHasTheFirstAnswerHoweverOldItsSamplesAreByThen(@Autowired MetricRecorder recorder) {
        var timed = new MetricSampleInput(name, null, 1, now.atOffset(ZoneOffset.UTC), null, null, null);
        var input = new RecordMetricsInput(List.of(timed), name);
        Recorded first = record(recorder, input);
        assertThat(first).isEqualTo(new Recorded(1, 0));
        for (Duration later : List.of(Duration.ofDays(8), Duration.ofMinutes(-10))) {
            MetricRecorder then = at(Clock.offset(Clock.systemUTC(), later));
            assertThat(record(then, input)).isEqualTo(first);
            assertThatExceptionOfType(Refusal.class)
                    .as("without the key it is too late, or too early")
                    .isThrownBy(() -> record(then, new RecordMetricsInput(List.of(timed), null)));
        }
        assertThat(today(Map.of()).at("/0/total/count").asLong()).isEqualTo(1);
    }

    private Recorded record(MetricRecorder recorder, RecordMetricsInput input) {
        var caller = new Caller("a-caller-of-" + name, Set.of(Role.OPERATOR), workspace(), null);
        return Objects.requireNonNull(recorder.record(caller, input)
                .contextWrite(Reach.within(caller.workspace()))
                .block());
    }

    private MetricRecorder at(Clock clock) {
        return new MetricRecorder(
                bean(Metrics.class),
                bean(SeriesRoom.class),
                bean(Samples.class),
                bean(Rollups.class),
                bean(MetricSubjects.class),
                bean(Transactions.class),
                bean(Idempotency.class),
                clock);
    }

    private <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    private WorkspaceId workspace() {
        return new WorkspaceId(Objects.requireNonNull(bean(DatabaseClient.class)
                .sql("SELECT id FROM workspace WHERE name = 'default'")
                .mapValue(UUID.class)
                .one()
                .contextWrite(Reach.everywhere())
                .block()));
    }

    @Test
    void lateAndOutOfOrderSamplesLandInTheirBuckets() {
        List<Integer> ages = List.of(0, 5, 1, 6, 1, 0, 5);
        ages.forEach(days -> office.record(
                List.of(with(sample(name, days), "time", time(days).toString()))));
        JsonNode points = today(Map.of("from", time(7).toString())).at("/0/points");
        assertThat(points.valueStream()
                        .map(point -> point.path("mean").asInt() + "x"
                                + point.path("count").asInt()))
                .containsExactly("6x1", "5x2", "1x2", "0x2");
        assertThat(points.valueStream().map(point -> point.path("start").asString()))
                .allMatch(start -> start.contains("T00:00"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "name       | \"Upper Case\"          | lower-case",
                "name       | baton.task.queue_wait   | Baton's",
                "unit       | \"\"                    | 1 to 32",
                "time       | 2020-01-01T00:00:00Z    | 7 days",
                "time       | 2300-01-01T00:00:00Z    | 5 minutes ahead",
                "agentId    | agent_nobody            | no such agent",
                "taskId     | task_nothing            | no such task",
            })
    void whatDoesNotHoldIsRefusedWithItsPath(String field, String value, String why) {
        JsonNode answer = office.record(List.of(sample(name, 1), with(sample(name, 2), field, value)));
        assertThat(answer.at("/problems/0/fields/0/path").valueStream().map(JsonNode::asString))
                .containsExactly("samples", "1", field);
        assertThat(answer.at("/problems/0/fields/0/message").asString()).contains(why);
        assertThat(today(Map.of())).as("nothing was recorded").isEmpty();
    }

    @Test
    void valuesThatNoSketchTakesAreRefused() {
        assertThat(fieldOf(office.record(List.of(sample(name, 2e18))))).endsWith("value");
        assertThat(fieldOf(literal("1e999").at("/data/recordMetrics"))).endsWith("value");
        assertThat(fieldOf(literal("-1e999").at("/data/recordMetrics"))).endsWith("value");
        assertThat(literal("\"NaN\"").at("/errors/0/extensions/code").asString())
                .isEqualTo("VALIDATION_FAILED");
    }

    @Test
    void zeroesAndWhatIsNextToNothingAreCounted() {
        office.record(samples(name, -0.0, 0, Double.MIN_VALUE, -1e-300));
        JsonNode total = today(Map.of()).at("/0/total");
        assertThat(total.path("count").asInt()).isEqualTo(4);
        assertThat(total.path("min").asDouble()).isEqualTo(-1e-300);
        assertThat(total.path("max").asDouble()).isEqualTo(Double.MIN_VALUE);
        assertThat(total.path("p50").asDouble()).isZero();
    }

    @Test
    void whatIsOfAnotherWorkspaceIsNotThere() {
        String agent = inOther(
                "admin",
                "registerAgent(input: { handle: \"%s\", kind: SPECIALIST }) { agent { id } }"
                        .formatted("a" + UUID.randomUUID()),
                "/registerAgent/agent/id");
        String task = inOther(
                "operator",
                "delegateTask(input: { title: \"t\", type: \"t\", assigneeId: \"%s\" }) { task { id } }"
                        .formatted(agent),
                "/delegateTask/task/id");
        assertThat(fieldOf(office.record(List.of(with(sample(name, 1), "agentId", agent)))))
                .endsWith("agentId");
        assertThat(fieldOf(office.record(List.of(with(sample(name, 1), "taskId", task)))))
                .endsWith("taskId");
        assertThat(today(Map.of())).isEmpty();
    }

    private String inOther(String role, String mutation, String id) {
        String token = office.gateway().token("other-" + role);
        return office.gateway()
                .data(token, "mutation { " + mutation + " }")
                .at(id)
                .asString();
    }

    @Test
    void aMomentBeforeMidnightIsOfTheDayThatItIsIn() {
        var midnight = OffsetDateTime.parse("2026-01-02T00:00:00Z");
        var sample = new MetricSampleInput(name, null, 1, midnight.minusNanos(1), null, null, null);
        assertThat(sample.timeOr(now)).isEqualTo("2026-01-01T23:59:59.999999Z");
    }

    @Test
    void tooManySamplesOrLabelsAreRefused() {
        assertThat(fieldOf(office.record(Collections.nCopies(1_001, sample(name, 1)))))
                .isEqualTo("samples");
        assertThat(fieldOf(office.record(List.of()))).isEqualTo("samples");
        List<Map<String, String>> labels =
                IntStream.range(0, 11).mapToObj(i -> label("l" + i, "v")).toList();
        assertThat(fieldOf(office.record(List.of(with(sample(name, 1), "labels", labels)))))
                .endsWith("labels");
        assertThat(fieldOf(office.record(
                        List.of(with(sample(name, 1), "labels", List.of(label("a", "1"), label("a", "2")))))))
                .endsWith("labels");
        assertThat(office.record(Collections.nCopies(1_000, sample(name, 1)))
                        .path("recorded")
                        .asInt())
                .isEqualTo(1_000);
    }

    @Test
    void aMetricHasOneUnit() {
        office.record(List.of(with(sample(name, 1), "unit", "ms")));
        assertThat(office.record(List.of(sample(name, 1), with(sample(name, 1), "unit", "ms")))
                        .at("/problems/0/fields/0/message")
                        .asString())
                .isEqualTo(name + " is in ms.");
        assertThat(today(Map.of()).at("/0/total/count").asLong()).isEqualTo(1);
        assertThat(today(Map.of()).at("/0/unit").asString()).isEqualTo("ms");
    }

    @Test
    void anAgentRecordsAboutItselfAlone() {
        Worker one = hire("one");
        Worker other = hire("other");
        assertThat(problem(office.recordAs(
                        one.token(), Map.of("samples", List.of(with(sample(name, 1), "agentId", other.id()))))))
                .isEqualTo("FORBIDDEN");
        office.recordAs(one.token(), Map.of("samples", samples(name, 1, 3)));
        office.record(List.of(with(sample(name, 5), "agentId", other.id())));
        JsonNode series = today(Map.of("by", "AGENT"));
        assertThat(series.valueStream().map(found -> found.path("key").asString()))
                .containsExactly(one.id(), other.id());
        assertThat(series.at("/0/agent/handle").asString()).startsWith("one");
        assertThat(today(Map.of("by", "AGENT", "filter", Map.of("agentIds", List.of(other.id())))))
                .hasSize(1);
    }

    @Test
    void aLabelBombIsBoundedAndSaidSo() {
        int overflowed = 0;
        for (int call = 0; call < BOMB / 1_000; call++) {
            int from = call * 1_000;
            List<Map<String, Object>> bomb = IntStream.range(from, from + 1_000)
                    .mapToObj(i -> with(sample(name, 1), "labels", List.of(label("user", "u" + i))))
                    .toList();
            overflowed += office.record(bomb).path("overflowed").asInt();
        }
        assertThat(overflowed).isEqualTo(BOMB - SeriesRoom.MOST_LABELED);
        assertThat(today(Map.of()).at("/0/total/count").asLong())
                .as("nothing is lost")
                .isEqualTo(BOMB);
        assertThat(today(labeled("user", "u7")).at("/0/total/count").asLong()).isEqualTo(1);
        assertThat(today(labeled("user", "u" + (BOMB - 1)))).isEmpty();
        assertThat(today(labeled("overflow", "true")).at("/0/total/count").asInt())
                .isEqualTo(overflowed);
        JsonNode names = office.gateway()
                .data(office.operator(), "{ metricNames(prefix: \"%s\") { name derived labelsFull } }".formatted(name))
                .path("metricNames");
        assertThat(names).hasSize(1);
        assertThat(names.at("/0/labelsFull").asBoolean()).isTrue();
    }

    @Test
    void manyWhoRecordOneSeriesAtOnceLoseNothing() {
        try (var threads = Executors.newFixedThreadPool(16)) {
            IntStream.range(0, 160).forEach(_ -> threads.execute(() -> office.record(samples(name, 1, 2, 3))));
        }
        JsonNode total = today(Map.of()).at("/0/total");
        assertThat(total.path("count").asLong()).isEqualTo(480);
        assertThat(total.path("sum").asDouble()).isEqualTo(960);
    }

    private Worker hire(String handle) {
        return Worker.hire(office.gateway(), handle + UUID.randomUUID(), "metrics-" + UUID.randomUUID(), 1);
    }

    private JsonNode today(Map<String, ?> more) {
        var question = new HashMap<String, Object>(Map.of(
                "name",
                name,
                "from",
                now.minus(1, ChronoUnit.HOURS).toString(),
                "to",
                now.plus(1, ChronoUnit.HOURS).toString()));
        question.putAll(more);
        return office.series(question);
    }

    private JsonNode literal(String value) {
        return office.gateway()
                .execute(
                        office.operator(),
                        "mutation { recordMetrics(input: { samples: [{ name: \"%s\", value: %s }] }) { recorded problems { ... on InvalidInput { fields { path } } } } }"
                                .formatted(name, value),
                        Map.of());
    }

    private static Map<String, ?> labeled(String label, String value) {
        return Map.of("filter", Map.of("labels", List.of(label(label, value))));
    }

    private static Map<String, String> label(String name, String value) {
        return Map.of("name", name, "value", value);
    }

    private Instant time(int daysAgo) {
        return now.minus(daysAgo, ChronoUnit.DAYS);
    }

    private static String problem(JsonNode answer) {
        return answer.at("/problems/0/code").asString();
    }

    private static String fieldOf(JsonNode answer) {
        assertThat(answer.path("recorded").asInt()).isZero();
        return String.join(
                ".",
                answer.at("/problems/0/fields/0/path")
                        .valueStream()
                        .map(JsonNode::asString)
                        .toList());
    }
}
