package dev.baton.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.database.Reach;
import dev.baton.database.Transactions;
import dev.baton.graph.WorkspaceId;
import dev.baton.metric.Samples.Placed;
import dev.baton.testing.BatonTest;
import dev.baton.testing.TestServers.Place;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.r2dbc.core.DatabaseClient;

/// What of metrics goes with time, and what stays. Long before what other tests record.
@BatonTest
class MetricRetentionTests {

    private static final Instant NOW = Instant.parse("2020-02-03T12:00:00Z");

    private final String name = Office.freshName();
    private final Office office;
    private final WorkspaceId workspace;

    @Autowired
    private Samples samples;

    @Autowired
    private MetricRecorder recorder;

    @Autowired
    private Transactions transactions;

    /// The gateway's own would be there first.
    @Autowired
    private MetricRetention running;

    @BeforeEach
    void stop() {
        running.stop();
    }

    @AfterEach
    void startAgain() {
        running.start();
    }

    MetricRetentionTests(@Autowired Environment environment, @Autowired DatabaseClient client) {
        this.office = Office.of(environment);
        this.workspace =
                new WorkspaceId(Objects.requireNonNull(client.sql("SELECT id FROM workspace WHERE name = 'default'")
                        .mapValue(UUID.class)
                        .one()
                        .contextWrite(Reach.everywhere())
                        .block()));
    }

    @Test
    void samplesGoByTheDayAndMinutesAfterEightAndWhatTheyAmountToStays(@Autowired Place place) throws SQLException {
        keep("2020-01-03T10:00:00Z");
        keep("2020-01-05T10:00:00Z");
        keep("2020-01-30T10:00:00Z");
        var settings = new MetricSettings(Duration.ofDays(30));
        var retention = new MetricRetention(samples, Clock.fixed(NOW, ZoneOffset.UTC), settings);
        assertThat(retention.sweep().contextWrite(Reach.everywhere()).block()).isPositive();
        assertThat(days(place)).containsExactly("2020-01-05", "2020-01-30");
        assertThat(count("MINUTE", "2020-01-03T09:55:00Z", "2020-01-03T10:05:00Z"))
                .isZero();
        assertThat(count("MINUTE", "2020-01-30T09:55:00Z", "2020-01-30T10:05:00Z"))
                .isEqualTo(1);
        assertThat(count("HOUR", "2020-01-03T09:55:00Z", "2020-01-03T10:05:00Z"))
                .isEqualTo(1);
        assertThat(count("MONTH", "2020-01-01T00:00:00Z", "2020-02-01T00:00:00Z"))
                .isEqualTo(3);
        assertThat(retention.sweep().contextWrite(Reach.everywhere()).block())
                .as("nothing is left to drop")
                .isZero();
    }

    @Test
    void aDayThatTwoBeginAtOnceIsBegunOnce(@Autowired Place place) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection first = place.connect();
                Connection second = place.connect()) {
            first.setAutoCommit(false);
            begin(first);
            int waiting = second.unwrap(PGConnection.class).getBackendPID();
            Future<?> later = threads.submit(() -> {
                begin(second);
                return true;
            });
            Awaitility.await().until(() -> isWaiting(place, waiting));
            first.commit();
            assertThat(later).succeedsWithin(Duration.ofSeconds(20));
        }
    }

    private static void begin(Connection connection) throws SQLException {
        connection.createStatement().execute("SELECT begin_metric_day('2019-12-31')");
    }

    private static boolean isWaiting(Place place, int process) throws SQLException {
        try (Connection connection = place.connect();
                var sql = connection.prepareStatement("SELECT FROM pg_locks WHERE pid = ? AND NOT granted")) {
            sql.setInt(1, process);
            return sql.executeQuery().next();
        }
    }

    private void keep(String time) {
        var series = new Series(name, null, null, null, null, new TreeMap<>());
        var sample = new Sample(series, "1", 7, Instant.parse(time), null);
        samples.begin(List.of(sample.time())).contextWrite(Reach.everywhere()).block();
        transactions
                .run(recorder.derive(workspace, List.of(sample))
                        .then(samples.insert(workspace, List.of(new Placed(sample, series))))
                        .thenReturn(true))
                .contextWrite(Reach.everywhere())
                .block();
    }

    private List<String> days(Place place) throws SQLException {
        try (var connection = place.connect();
                var sql = connection.prepareStatement("""
                    SELECT array_agg(DISTINCT (time AT TIME ZONE 'UTC')::date::text ORDER BY (time AT TIME ZONE 'UTC')::date::text)
                    FROM metric_sample JOIN metric_series s ON s.id = series_id
                    WHERE s.name = ?
                    """)) {
            sql.setString(1, name);
            try (var rows = sql.executeQuery()) {
                rows.next();
                return List.of((String[]) rows.getArray(1).getArray());
            }
        }
    }

    private long count(String bucket, String from, String to) {
        return office.series(Map.of("name", name, "bucket", bucket, "from", from, "to", to))
                .at("/0/total/count")
                .asLong();
    }
}
