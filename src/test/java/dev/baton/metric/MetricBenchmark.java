package dev.baton.metric;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.BatonApplication;
import dev.baton.database.Reach;
import dev.baton.graph.WorkspaceId;
import dev.baton.metric.SeriesPages.Cell;
import dev.baton.metric.SeriesPages.Wanted;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestServers.Place;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.postgresql.PGConnection;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.r2dbc.core.DatabaseClient;

/// Measures metrics: see the README of the benchmarks.
@EnabledIfSystemProperty(named = "bench", matches = "true")
class MetricBenchmark {

    private static final List<Integer> SIZES = List.of(10_000, 1_000_000, 10_000_000);
    private static final int MOST = Integer.getInteger("bench.samples", 10_000_000);
    private static final int SECONDS = Integer.getInteger("bench.seconds", 15);
    private static final int BATCH = 20_000;
    private static final int READS = 750;
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

    private static final String NAIVE = """
        SELECT date_trunc('day', time, 'UTC') AS day, count(*), sum(value), min(value), max(value),
               percentile_cont(0.5) WITHIN GROUP (ORDER BY value),
               percentile_cont(0.95) WITHIN GROUP (ORDER BY value),
               percentile_cont(0.99) WITHIN GROUP (ORDER BY value)
        FROM metric_sample
        WHERE workspace_id = ? AND series_id = ? AND time >= ? AND time < ?
        GROUP BY day
        ORDER BY day
        """;

    private final Random random = new Random(1);

    @Test
    void aMonthByDayOverSoManySamples() throws SQLException, IOException {
        Place place = TestServers.fresh();
        try (var node = place.startNode(BatonApplication.class, withPointsForAll("baton.metrics.retention=4000d"));
                Connection connection = place.connect()) {
            WorkspaceId workspace = workspace(node);
            List<Filled> filled =
                    SIZES.stream().filter(size -> size <= MOST).map(Filled::new).toList();
            for (Filled some : filled) {
                fill(node, connection, workspace, some.series(), some.size());
            }
            Office office = Office.of(node.getEnvironment());
            // Each in turn, so that all meet the same moments of the machine, and a JVM that is as warm.
            for (int round = -READS; round < READS; round++) {
                for (Filled some : filled) {
                    some.measure(node, office, workspace, round >= 0);
                }
            }
            for (Filled some : filled) {
                print(some, node, connection, workspace);
            }
            System.out.printf(
                    "%,d samples beside %,d: %.2f times as long through the gateway, %.2f times in the store%n",
                    filled.getLast().size(),
                    filled.getFirst().size(),
                    median(filled.getLast().asked()) / median(filled.getFirst().asked()),
                    median(filled.getLast().read()) / median(filled.getFirst().read()));
        }
    }

    private static String[] withPointsForAll(String... properties) {
        return Stream.concat(
                        Stream.of(
                                "baton.guard.capacity=1000000000",
                                "baton.guard.refill-per-second=1000000000",
                                "baton.guard.workspace.capacity=1000000000",
                                "baton.guard.workspace.refill-per-second=1000000000"),
                        Arrays.stream(properties))
                .toArray(String[]::new);
    }

    /// @param asked how many microseconds each question took by HTTP
    /// @param read how many each took in the store
    private record Filled(int size, Series series, List<Long> asked, List<Long> read) {

        Filled(int size) {
            this(
                    size,
                    new Series("bench." + size, null, null, null, null, new TreeMap<>()),
                    new ArrayList<>(),
                    new ArrayList<>());
        }

        void measure(ConfigurableApplicationContext node, Office office, WorkspaceId workspace, boolean counts) {
            Map<String, ?> question = Map.of(
                    "name",
                    series.name(),
                    "from",
                    START.toString(),
                    "to",
                    START.plus(MONTH).toString());
            long start = System.nanoTime();
            assertThat(office.send(question).statusCode()).isEqualTo(200);
            long answered = System.nanoTime();
            assertThat(month(node, workspace, series)).hasSize(30);
            long end = System.nanoTime();
            if (counts) {
                asked.add((answered - start) / 1_000);
                read.add((end - answered) / 1_000);
            }
        }
    }

    private void fill(
            ConfigurableApplicationContext node, Connection connection, WorkspaceId workspace, Series series, int size)
            throws SQLException, IOException {
        IntStream.rangeClosed(0, 30)
                .mapToObj(day -> START.plus(Duration.ofDays(day)))
                .forEach(day -> node.getBean(Samples.class)
                        .begin(List.of(day))
                        .contextWrite(Reach.everywhere())
                        .block());
        for (int done = 0; done < size; done += BATCH) {
            int from = done;
            List<Sample> batch = IntStream.range(from, Math.min(size, from + BATCH))
                    .mapToObj(i -> new Sample(series, "1", value(), time(i, size), null))
                    .toList();
            node.getBean(MetricRecorder.class)
                    .derive(workspace, batch)
                    .contextWrite(Reach.within(workspace))
                    .block();
            copy(connection, workspace, batch);
        }
        try (var sql = connection.createStatement()) {
            sql.execute("VACUUM ANALYZE metric_sample");
            sql.execute("VACUUM ANALYZE metric_rollup");
        }
    }

    private static List<Cell> month(ConfigurableApplicationContext node, WorkspaceId workspace, Series series) {
        List<Bucket> days = Bucket.cover(START, START.plus(MONTH), Bucket.Length.DAY, Bucket.zone("UTC"));
        var wanted = new Wanted(
                Set.of(series.name()), MetricGrouping.WORKSPACE, MetricFilter.ALL, days, Resolution.QUARTER, 1);
        return Objects.requireNonNull(node.getBean(SeriesPages.class)
                .read(workspace, wanted)
                .collectList()
                .contextWrite(Reach.within(workspace))
                .block());
    }

    private static void print(
            Filled filled, ConfigurableApplicationContext node, Connection connection, WorkspaceId workspace)
            throws SQLException {
        List<Cell> cells = month(node, workspace, filled.series());
        long start = System.nanoTime();
        compare(cells, connection, workspace, filled.series());
        System.out.printf(
                "%,11d samples: a month by day takes %.2f ms through the gateway, %.2f ms in the store (medians of"
                        + " %d), percentile_cont %,.0f ms%n",
                filled.size(),
                median(filled.asked()) / 1e3,
                median(filled.read()) / 1e3,
                READS,
                (System.nanoTime() - start) / 1e6);
    }

    private static double median(List<Long> micros) {
        return micros.stream().sorted().toList().get(micros.size() / 2);
    }

    /// Both answer the same, but for 1 % of a percentile.
    private static void compare(List<Cell> cells, Connection connection, WorkspaceId workspace, Series series)
            throws SQLException {
        try (var naive = connection.prepareStatement(NAIVE)) {
            naive.setObject(1, workspace.value());
            naive.setObject(2, series.id());
            naive.setObject(3, START.atOffset(ZoneOffset.UTC));
            naive.setObject(4, START.plus(MONTH).atOffset(ZoneOffset.UTC));
            try (var rows = naive.executeQuery()) {
                for (Cell cell : cells) {
                    assertThat(rows.next()).isTrue();
                    Summary found = cell.summary();
                    assertThat(found.count()).isEqualTo(rows.getLong(2));
                    assertThat(found.sum()).isCloseTo(rows.getDouble(3), within(rows.getDouble(3) * 1e-9));
                    assertThat(found.max()).isEqualTo(rows.getDouble(5));
                    // Between two ranks the naive one interpolates.
                    assertThat(found.p50()).isCloseTo(rows.getDouble(6), within(rows.getDouble(6) * 0.03));
                }
            }
        }
    }

    @Test
    void samplesASecondThroughTheGatewayAndByCopy() throws Exception {
        Place place = TestServers.fresh();
        try (var node = place.startNode(BatonApplication.class, withPointsForAll());
                Connection connection = place.connect()) {
            Office office = Office.of(node.getEnvironment());
            record(office, SECONDS);
            double recorded = record(office, SECONDS);
            double copied = copyFor(connection, workspace(node));
            System.out.printf(
                    "%,.0f samples a second through the gateway with all they amount to, 1,000 at a time from 8"
                            + " clients; %,.0f a second by COPY of the rows alone: %.3f of it%n",
                    recorded, copied, recorded / copied);
        }
    }

    private double record(Office office, int seconds) throws InterruptedException {
        var recorded = new AtomicLong();
        long start = System.nanoTime();
        long end = start + Duration.ofSeconds(seconds).toNanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 8)
                    .forEach(client -> threads.execute(() -> {
                        while (System.nanoTime() < end) {
                            double[] values = IntStream.range(0, 1_000)
                                    .mapToDouble(_ -> value())
                                    .toArray();
                            recorded.addAndGet(office.record(Office.samples("bench.client" + client, values))
                                    .path("recorded")
                                    .asLong());
                        }
                    }));
        }
        assertThat(recorded).as("what was recorded").hasPositiveValue();
        return recorded.get() * 1e9 / (System.nanoTime() - start);
    }

    private double copyFor(Connection connection, WorkspaceId workspace) throws SQLException, IOException {
        var series = new Series("bench.copy", null, null, null, null, new TreeMap<>());
        Instant now = Instant.now();
        var batch = new ArrayList<Sample>();
        IntStream.range(0, 1_000).forEach(_ -> batch.add(new Sample(series, "1", value(), now, null)));
        long start = System.nanoTime();
        long copied = 0;
        while (System.nanoTime() - start < Duration.ofSeconds(SECONDS).toNanos()) {
            copy(connection, workspace, batch);
            copied += batch.size();
        }
        return copied * 1e9 / (System.nanoTime() - start);
    }

    private static void copy(Connection connection, WorkspaceId workspace, List<Sample> samples)
            throws SQLException, IOException {
        var rows = new StringBuilder();
        UUID series = samples.getFirst().series().id();
        samples.forEach(sample -> rows.append(workspace.value())
                .append('\t')
                .append(series)
                .append('\t')
                .append(sample.time())
                .append('\t')
                .append(sample.value())
                .append('\n'));
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                        "COPY metric_sample (workspace_id, series_id, time, value) FROM STDIN",
                        new ByteArrayInputStream(rows.toString().getBytes(UTF_8)));
    }

    private static WorkspaceId workspace(ConfigurableApplicationContext node) {
        return new WorkspaceId(Objects.requireNonNull(node.getBean(DatabaseClient.class)
                .sql("SELECT id FROM workspace WHERE name = 'default'")
                .mapValue(UUID.class)
                .one()
                .contextWrite(Reach.everywhere())
                .block()));
    }

    private static Instant time(int i, int size) {
        return START.plusMillis((long) (MONTH.toMillis() * (double) i / size));
    }

    // Heavy-tailed, as times are.
    private synchronized double value() {
        return Math.pow(1 - random.nextDouble(), -1 / 1.5);
    }
}
