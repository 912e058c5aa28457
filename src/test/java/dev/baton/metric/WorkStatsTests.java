package dev.baton.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.database.Reach;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Statements;
import dev.baton.testing.TestServers;
import dev.baton.testing.Worker;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What Baton derives from its own log, as dashboards ask for it.
@BatonTest
class WorkStatsTests {

    private static final String STATS = """
        query ($id: ID!) { agent(id: $id) { stats {
          delegated attempts strikes rework completed failed deadLettered canceled successRate held capacity load utilisation
          queueWait { count p50 } runTime { count sum } leadTime { count max }
        } } }
        """;

    private static final String FINISH = """
        mutation ($task: ID!, $lease: String!) { completeTask(input: { taskId: $task, leaseToken: $lease }) { problems { code } } }
        """;

    private static final String FAIL = """
        mutation ($task: ID!, $lease: String!) {
          failTask(input: { taskId: $task, leaseToken: $lease, code: "X", message: "x", retryable: false }) { problems { code } }
        }
        """;

    private final Office office;
    private final Worker worker;

    @Autowired
    private LogMetrics consumer;

    @Autowired
    private TestServers.Place place;

    WorkStatsTests(@Autowired Environment environment) {
        this.office = Office.of(environment);
        this.worker = hire();
    }

    private Worker hire() {
        return Worker.hire(office.gateway(), "w" + UUID.randomUUID(), "stats-" + UUID.randomUUID(), 4);
    }

    @Test
    void inAMomentThereIsNoRate() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        var stats = new WorkStats(new Bucket(start, start.plusSeconds(900)), Duration.ofMillis(400), Map.of(), 0, 1);
        assertThat(stats.throughput()).isZero();
        assertThat(stats.utilisation()).isNull();
    }

    @Test
    void anAgentsStatsTellItsWork() {
        List<Worker.Claimed> claimed = claim(3);
        write(FINISH, claimed.get(0));
        write(FAIL, claimed.get(1));
        await("failed", 1);
        // What is held is read first: only now has it seen what the rest has.
        JsonNode stats = stats();
        assertThat(stats.path("delegated").asInt()).isEqualTo(3);
        assertThat(stats.path("completed").asInt()).isEqualTo(1);
        assertThat(stats.path("failed").asInt()).isEqualTo(1);
        assertThat(stats.path("successRate").asDouble()).isEqualTo(0.5);
        assertThat(stats.path("held").asInt()).isEqualTo(1);
        assertThat(stats.path("capacity").asInt()).isEqualTo(4);
        assertThat(stats.path("load").asDouble()).isEqualTo(0.25);
        assertThat(stats.at("/queueWait/count").asInt()).isEqualTo(3);
        assertThat(stats.at("/runTime/count").asInt()).isEqualTo(2);
        assertThat(stats.at("/leadTime/max").asDouble()).isBetween(0.0, 60.0);
        assertThat(names(claimed.getFirst().task()))
                .contains("baton.task.queue_wait", "baton.attempt.run_time", "baton.task.lead_time");
        assertThat(office.series(Map.of(
                                "name",
                                "baton.task.success",
                                "filter",
                                Map.of("agentIds", List.of(worker.id())),
                                "bucket",
                                "MINUTE",
                                "from",
                                Instant.now().minusSeconds(600).toString(),
                                "to",
                                Instant.now().plusSeconds(60).toString()))
                        .at("/0/total/mean")
                        .asDouble())
                .isEqualTo(0.5);
    }

    @ParameterizedTest
    @CsvSource({
        "-999999999-01-01T00:00:00Z, 2026-01-01T00:00:00Z, in the years",
        "2026-01-01T00:00:00Z, +999999999-12-31T23:59:59Z, in the years",
        "2026-01-01T00:00:00Z, 2026-01-01T00:00:00Z, from must be before to",
    })
    void aTimeThatNobodyCanMeanIsRefused(String from, String to, String why) {
        JsonNode answer = office.gateway()
                .execute(
                        office.operator(),
                        "query ($from: DateTime, $to: DateTime) { workspace { stats(from: $from, to: $to) { completed"
                                + " } } }",
                        Map.of("from", from, "to", to));
        assertThat(answer.at("/errors/0/extensions/code").asString()).isEqualTo("BAD_REQUEST");
        assertThat(answer.at("/errors/0/message").asString()).contains(why);
    }

    @Test
    void manyReadersOfTheLogCountEachEventOnce() {
        List<Worker.Claimed> claimed = claim(4);
        try (var threads = Executors.newFixedThreadPool(8)) {
            claimed.forEach(one -> threads.execute(() -> write(FINISH, one)));
            IntStream.range(0, 40).forEach(_ -> threads.execute(() -> sweep().block()));
        }
        JsonNode stats = await("completed", 4);
        sweep().block();
        assertThat(withoutTheTime(stats())).isEqualTo(withoutTheTime(stats));
        assertThat(stats.path("attempts").asInt()).isEqualTo(4);
        assertThat(stats.at("/leadTime/count").asInt()).isEqualTo(4);
    }

    @Test
    void whatWasDerivedIsUndoneWithItsPlaceWhereTheTransactionFails() throws SQLException {
        claim(2);
        await("attempts", 2);
        // Whoever reads on dies before the commit: nothing of it stays, and the next reader does it all.
        execute("CREATE OR REPLACE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'stop'; END $$");
        execute("CREATE TRIGGER stop BEFORE UPDATE ON metric_checkpoint EXECUTE FUNCTION stop()");
        try {
            claim(1);
            assertThat(Awaitility.await()
                            .atMost(Duration.ofSeconds(20))
                            .until(
                                    () -> sweep().thenReturn("")
                                            .onErrorResume(e -> Mono.just("failed"))
                                            .block(),
                                    "failed"::equals))
                    .isEqualTo("failed");
            assertThat(stats().path("attempts").asInt()).isEqualTo(2);
        } finally {
            execute("DROP TRIGGER stop ON metric_checkpoint");
        }
        assertThat(await("attempts", 3).path("delegated").asInt()).isEqualTo(3);
    }

    private Mono<Long> sweep() {
        return consumer.sweep().contextWrite(Reach.everywhere());
    }

    private void execute(String statement) throws SQLException {
        try (var connection = place.connect();
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    @Test
    void theStatsOfManyAgentsAndTheMetricsOfManyTasksAreOneStatementEach() {
        List<Worker.Claimed> claimed = claim(3);
        await("attempts", 3);
        IntStream.range(0, 5).forEach(_ -> hire());
        List<String> sent = Statements.during(
                place,
                () -> office.gateway()
                        .data(
                                office.operator(),
                                "query ($ids: [ID!]!) { agents(first: 5) { nodes { stats { completed queueWait { p95 }"
                                    + " } } } nodes(ids: $ids) { ... on Task { metrics { name last } } } workspace {"
                                    + " stats { attempts } } }",
                                Map.of(
                                        "ids",
                                        claimed.stream()
                                                .map(Worker.Claimed::task)
                                                .toList())));
        assertThat(sent.stream().filter(sql -> sql.contains("metric_rollup r") && sql.contains("width_bucket")))
                .as("some for all the agents, one for the workspace")
                .hasSizeBetween(1, 3);
        assertThat(sent.stream().filter(sql -> sql.contains("FROM metric_task ")))
                .hasSize(1);
    }

    private List<Worker.Claimed> claim(int tasks) {
        IntStream.range(0, tasks)
                .forEach(_ -> office.gateway()
                        .data(
                                office.operator(),
                                "mutation ($id: ID!) { delegateTask(input: { title: \"t\", type: \"t\", assigneeId:"
                                        + " $id }) { task { id } } }",
                                Map.of("id", worker.id())));
        List<Worker.Claimed> claimed = worker.claim(tasks, 600);
        assertThat(claimed).hasSize(tasks);
        return claimed;
    }

    private void write(String mutation, Worker.Claimed claimed) {
        JsonNode answer = office.gateway()
                .dataWhenAvailable(worker.token(), mutation, Map.of("task", claimed.task(), "lease", claimed.lease()));
        assertThat(answer.findValue("problems")).isEmpty();
    }

    private JsonNode await(String field, int count) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(this::stats, stats -> stats.path(field).asInt() >= count);
    }

    private JsonNode stats() {
        return office.gateway()
                .data(office.operator(), STATS, Map.of("id", worker.id()))
                .at("/agent/stats");
    }

    /// Without what changes by waiting.
    private static JsonNode withoutTheTime(JsonNode stats) {
        return ((ObjectNode) stats.deepCopy()).without("utilisation");
    }

    private List<String> names(String task) {
        return office.gateway()
                .data(office.operator(), "query ($id: ID!) { task(id: $id) { metrics { name } } }", Map.of("id", task))
                .at("/task/metrics")
                .valueStream()
                .map(metric -> metric.path("name").asString())
                .toList();
    }
}
