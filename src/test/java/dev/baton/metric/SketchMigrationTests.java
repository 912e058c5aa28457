package dev.baton.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.database.Roles;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestServers.Place;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/// Sketches that were recorded as arrays, in the database of a version before, and are read as text.
class SketchMigrationTests {

    private static final int ROWS = 2_000;

    private static final String SERIES = """
        INSERT INTO workspace (id, name) VALUES ('019a0000-0000-7000-8000-000000000000', 'before');
        INSERT INTO metric (workspace_id, name, unit)
        VALUES ('019a0000-0000-7000-8000-000000000000', 'of.before', 's');
        INSERT INTO metric_series (workspace_id, id, name, labels)
        VALUES ('019a0000-0000-7000-8000-000000000000', '019a0000-0000-7000-8000-000000000001', 'of.before', '{}');
        """;

    private static final String ROLLUP = """
        INSERT INTO metric_rollup (workspace_id, series_id, minutes, start, count, sum, min, max, bins, counts)
        VALUES ('019a0000-0000-7000-8000-000000000000', '019a0000-0000-7000-8000-000000000001', 1,
                timestamptz '2026-01-01 00:00:00Z' + ? * interval '1 minute', ?, 0, 0, 0, ?, ?)
        """;

    @Test
    void whatWasKeptAsArraysIsReadAsItWasAndTakesNoMoreRoomThanIfItWereNew() throws SQLException {
        Place place = TestServers.fresh();
        migrate(place, "8");
        try (Connection connection = place.connect()) {
            fill(connection);
            migrate(place, "latest");
            assertSketches(connection);
            int pages = pages(connection);
            connection.createStatement().execute("VACUUM FULL metric_rollup");
            assertThat(pages).isEqualTo(pages(connection));
        }
    }

    private static void migrate(Place place, String version) {
        var postgres = place.postgres();
        Flyway.configure()
                .dataSource(postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword())
                .callbacks(new Roles())
                .target(version)
                .load()
                .migrate();
    }

    private static void fill(Connection connection) throws SQLException {
        connection.createStatement().execute(SERIES);
        try (var sql = connection.prepareStatement(ROLLUP)) {
            for (int row = 0; row < ROWS; row++) {
                SortedMap<Integer, Long> bins = bins(row);
                sql.setInt(1, row);
                sql.setLong(2, bins.values().stream().mapToLong(count -> count).sum());
                sql.setArray(
                        3, connection.createArrayOf("integer", bins.keySet().toArray()));
                sql.setArray(4, connection.createArrayOf("bigint", bins.values().toArray()));
                sql.addBatch();
            }
            sql.executeBatch();
        }
    }

    /// Some have one, others many, below zero and above it; counts of all lengths.
    private static SortedMap<Integer, Long> bins(int row) {
        return new TreeMap<>(Arrays.stream(values(row))
                .boxed()
                .collect(Collectors.toMap(Bins::of, value -> count(Bins.of(value)), (one, _) -> one)));
    }

    private static double[] values(int row) {
        var random = new Random(row);
        return IntStream.rangeClosed(0, row % 40)
                .mapToDouble(i -> i % 7 == 3 ? 0 : Math.pow(10, random.nextDouble(-9, 18)) * (i % 3 - 1))
                .toArray();
    }

    private static long count(int bin) {
        return 1L << Math.floorMod(bin, 50);
    }

    private static void assertSketches(Connection connection) throws SQLException {
        try (var rows = connection.createStatement().executeQuery("SELECT sketch FROM metric_rollup ORDER BY start")) {
            for (int row = 0; row < ROWS; row++) {
                assertThat(rows.next()).isTrue();
                SortedMap<Integer, Long> bins = bins(row);
                Sketch sketch = Sketch.of(rows.getString("sketch"));
                long below = 0;
                for (var bin : bins.entrySet()) {
                    assertThat(sketch.value(below)).isEqualTo(Bins.value(bin.getKey()));
                    below += bin.getValue();
                    assertThat(sketch.value(below - 1)).isEqualTo(Bins.value(bin.getKey()));
                }
                assertThat(sketch.value(below)).isNull();
            }
        }
    }

    /// How many have rows; behind them the table may have grown ahead.
    private static int pages(Connection connection) throws SQLException {
        try (var rows = connection
                .createStatement()
                .executeQuery("SELECT count(DISTINCT (ctid::text::point)[0]) FROM metric_rollup")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
