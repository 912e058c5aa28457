package dev.baton.metric;

import static dev.baton.metric.Office.sample;
import static dev.baton.metric.Office.samples;
import static dev.baton.metric.Office.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.access.Caller;
import dev.baton.access.Role;
import dev.baton.database.Reach;
import dev.baton.database.Transactions;
import dev.baton.graph.WorkspaceId;
import dev.baton.metric.LiveReads.Live;
import dev.baton.metric.LiveReads.Question;
import dev.baton.testing.BatonTest;
import dev.baton.testing.MovableClock;
import dev.baton.testing.TestSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

/// The live end of a series.
@BatonTest
class MetricUpdatesTests {

    private final String name = Office.freshName();
    private final Office office;

    @Autowired
    private LiveReads reads;

    @Autowired
    private MetricRecorder recorder;

    @Autowired
    private Transactions transactions;

    @Autowired
    private DatabaseClient client;

    MetricUpdatesTests(@Autowired Environment environment) {
        this.office = Office.of(environment);
    }

    @Test
    void whatIsRecordedIsToldAndTheLastThatIsToldIsAllThereIs() {
        try (TestSocket socket = TestSocket.signedIn(office.gateway(), office.operator())) {
            socket.subscribe(
                    "1",
                    "subscription { metricUpdates(name: \"%s\") { name unit key point { start count sum } } }"
                            .formatted(name));
            assertThat(socket.poll(Duration.ofMillis(1_500)))
                    .as("there is no such metric yet")
                    .isNull();
            var told = new HashMap<String, Integer>();
            for (int call = 0; call < 5; call++) {
                office.record(samples(name, 1, 1));
                hear(socket, told, 2 * (call + 1));
            }
            // Longer ago than what is live.
            office.record(List.of(with(
                    sample(name, 1), "time", Instant.now().minusSeconds(3_600).toString())));
            office.record(samples(name, 1));
            hear(socket, told, 11);
        }
    }

    @Test
    void groupsAreToldOneByOne() {
        office.record(
                List.of(with(sample(name, 3), "labels", List.of(Map.of("name", "a", "value", "b"))), sample(name, 4)));
        try (TestSocket socket = TestSocket.signedIn(office.gateway(), office.operator())) {
            socket.subscribe(
                    "1",
                    "subscription { metricUpdates(name: \"%s\", by: AGENT, filter: { labels: [{ name: \"a\", value: \"b\" }] }) { point { sum } } }"
                            .formatted(name));
            assertThat(update(socket).at("/point/sum").asInt()).isEqualTo(3);
        }
    }

    @Test
    void aFilterThatDoesNotHoldIsAnError() {
        try (TestSocket socket = TestSocket.signedIn(office.gateway(), office.operator())) {
            socket.subscribe("1", "subscription { metricUpdates(name: \"x\", filter: { divisions: [] }) { name } }");
            assertThat(socket.next().toString()).contains("BAD_REQUEST");
            socket.subscribe("2", "subscription { metricUpdates(name: \"\\u0000\") { name } }");
            assertThat(socket.next().toString()).contains("BAD_REQUEST");
        }
    }

    @Test
    void whatManyAskAlikeIsReadOnceASecondAndNode() throws InterruptedException {
        var question = new Question(workspace(), name, MetricGrouping.WORKSPACE, MetricFilter.ALL);
        Instant now = Instant.now();
        Instant since = Resolution.MINUTE.floor(now);
        office.record(samples(name, 1));
        List<Live> found = Objects.requireNonNull(Flux.range(0, 20)
                .flatMap(_ -> reads.read(question, since, now))
                .collectList()
                .contextWrite(Reach.everywhere())
                .block());
        assertThat(found).hasSize(20).allSatisfy(live -> assertThat(live).isSameAs(found.getFirst()));
        var other = new Question(question.workspace(), name, MetricGrouping.AGENT, MetricFilter.ALL);
        assertThat(reads.read(other, since, now)
                        .contextWrite(Reach.everywhere())
                        .block())
                .isNotSameAs(found.getFirst());
        office.record(samples(name, 1));
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> count(reads.read(question, since, now)
                                .contextWrite(Reach.everywhere())
                                .block())
                        == 2);
    }

    private static long count(@Nullable Live live) {
        return live == null
                ? 0
                : live.cells().stream()
                        .mapToLong(cell -> cell.summary().count())
                        .sum();
    }

    @Test
    void whoIsFarBehindHearsAllOfItTenMinutesAtATime() {
        Instant now = Instant.now();
        keep(IntStream.range(0, 40)
                .mapToObj(i -> new Sample(series(null), "1", 1, now.minusSeconds(60L * i), null))
                .toList());
        var question = new Question(workspace(), name, MetricGrouping.WORKSPACE, MetricFilter.ALL);
        Instant longAgo = Resolution.MINUTE.floor(now.minus(Duration.ofMinutes(35)));
        Live first = Objects.requireNonNull(reads.read(question, longAgo, now)
                .contextWrite(Reach.everywhere())
                .block());
        assertThat(first.until()).isEqualTo(longAgo.plus(Duration.ofMinutes(10)));
        assertThat(first.cells()).hasSize(11);
        OffsetDateTime current = Resolution.MINUTE.floor(now).atOffset(ZoneOffset.UTC);
        var told = new TreeSet<OffsetDateTime>();
        var clock = new MovableClock();
        clock.advance(Duration.ofMinutes(-35));
        new MetricUpdates(reads, clock)
                .metricUpdates(name, MetricGrouping.WORKSPACE, null)
                .doOnNext(update -> told.add(update.point().start()))
                .doOnNext(_ -> clock.advance(Duration.between(clock.instant(), Instant.now())))
                .takeUntil(_ -> told.contains(current))
                .contextWrite(Reach.within(workspace()))
                .contextWrite(ReactiveSecurityContextHolder.withAuthentication(new TestingAuthenticationToken(
                        new Caller("operator", Set.of(Role.OPERATOR), workspace(), null), null)))
                .blockLast(Duration.ofMinutes(1));
        assertThat(told)
                .hasSizeGreaterThanOrEqualTo(36)
                .hasSize((int) Duration.between(told.first(), current).toMinutes() + 1);
    }

    @Test
    void ofTooManyGroupsSomeAreToldAndItSaysSo() {
        derive(IntStream.rangeClosed(0, LiveReads.MOST_GROUPS).mapToObj(i -> "type" + i));
        derive(IntStream.range(0, LiveReads.MOST_GROUPS).mapToObj(i -> "type" + i));
        try (TestSocket socket = TestSocket.signedIn(office.gateway(), office.operator())) {
            socket.subscribe(
                    "1",
                    "subscription { metricUpdates(name: \"%s\", by: TASK_TYPE) { key truncated point { count } } }"
                            .formatted(name));
            var told = new HashSet<String>();
            while (told.size() < LiveReads.MOST_GROUPS) {
                JsonNode update = update(socket);
                assertThat(update.path("truncated").asBoolean()).isTrue();
                told.add(update.path("key").asString());
            }
            assertThat(told).doesNotContain("type" + LiveReads.MOST_GROUPS);
        }
    }

    private void derive(Stream<String> types) {
        keep(types.map(type -> new Sample(series(type), "1", 1, Instant.now(), null))
                .toList());
    }

    private Series series(@Nullable String type) {
        return new Series(name, null, null, type, null, new TreeMap<>());
    }

    private void keep(List<Sample> samples) {
        transactions
                .run(recorder.derive(workspace(), samples).thenReturn(true))
                .contextWrite(Reach.everywhere())
                .block();
    }

    private WorkspaceId workspace() {
        return new WorkspaceId(Objects.requireNonNull(client.sql("SELECT id FROM workspace WHERE name = 'default'")
                .mapValue(UUID.class)
                .one()
                .contextWrite(Reach.everywhere())
                .block()));
    }

    /// Reads until the buckets that were told last make up so many samples.
    private static void hear(TestSocket socket, Map<String, Integer> told, int count) {
        while (told.values().stream().mapToInt(Integer::intValue).sum() < count) {
            JsonNode point = update(socket).path("point");
            assertThat(point.path("sum").asInt()).isEqualTo(point.path("count").asInt());
            told.put(point.path("start").asString(), point.path("count").asInt());
        }
        assertThat(told.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(count);
    }

    private static JsonNode update(TestSocket socket) {
        JsonNode message = socket.next();
        assertThat(message.path("type").asString()).as(message.toString()).isEqualTo("next");
        return message.at("/payload/data/metricUpdates");
    }
}
