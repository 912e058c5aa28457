package dev.baton.history;

import dev.baton.database.PostgresServer;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/// What Baton has derived from its log: it counts what the tables have, however often it was killed while it counted.
final class Measured {

    private static final Set<String> STRIKES = Set.of("FAILED_RETRYABLE", "LEASE_EXPIRED");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String CAUGHT_UP = """
        SELECT checkpoint.position = head.position AND NOT EXISTS (SELECT FROM event_inbox)
        FROM metric_checkpoint checkpoint, event_head head
        """;

    private Measured() {}

    /// Waits until the log is counted to its end.
    static void await(PostgresServer postgres) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!isCaughtUp(postgres)) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("The log is not counted to its end");
            }
            Thread.sleep(200);
        }
    }

    static Findings check(History history) {
        var findings = new Findings();
        history.tasks()
                .forEach(task -> counts(task).forEach((metric, count) -> {
                    long measured = count(task, metric);
                    findings.require(
                            measured == count,
                            () -> "%s: %s counts %d, and there are %d".formatted(task.id(), metric, measured, count));
                }));
        return findings;
    }

    private static Map<String, Long> counts(EndTask task) {
        return Map.of(
                "baton.task.delegated",
                1L,
                "baton.attempt.started",
                (long) task.attempts().size(),
                "baton.task.queue_wait",
                (long) task.attempts().size(),
                "baton.attempt.run_time",
                task.attempts().stream()
                        .filter(attempt -> attempt.path("endedAt").isString())
                        .count(),
                "baton.attempt.strikes",
                task.attempts().stream()
                        .filter(attempt ->
                                STRIKES.contains(attempt.path("outcome").asString("")))
                        .count(),
                "baton.task.completed",
                task.state().equals("COMPLETED") ? 1L : 0L,
                "baton.task.lead_time",
                task.state().equals("COMPLETED") ? 1L : 0L);
    }

    private static long count(EndTask task, String metric) {
        return task.data()
                .path("metrics")
                .valueStream()
                .filter(found -> found.path("name").asString().equals(metric))
                .mapToLong(found -> found.path("count").asLong())
                .sum();
    }

    // Everything was killed a moment ago, and PostgreSQL may not be back yet.
    private static boolean isCaughtUp(PostgresServer postgres) {
        try (var connection = DriverManager.getConnection(
                        postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword());
                var rows = connection.createStatement().executeQuery(CAUGHT_UP)) {
            return rows.next() && rows.getBoolean(1);
        } catch (SQLException _) {
            return false;
        }
    }
}
