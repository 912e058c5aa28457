package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BatonApplication;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HealthTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void aNodeIsReadyWhenItIsUpAndSaysNoMoreThanThat() {
        try (var node = TestServers.fresh().startNode(BatonApplication.class)) {
            Gateway gateway = Gateway.of(node.getEnvironment());
            assertThat(gateway.get("/actuator/health").body())
                    .isEqualTo("{\"groups\":[\"liveness\",\"readiness\"],\"status\":\"UP\"}");
            assertThat(gateway.get("/actuator/health/liveness").body()).isEqualTo("{\"status\":\"UP\"}");
            assertThat(gateway.get("/actuator/health/readiness").body()).isEqualTo("{\"status\":\"UP\"}");
            assertThat(gateway.get("/actuator/health/r2dbc").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void withoutRedisANodeIsDegradedAndReady() {
        try (var node = TestServers.fresh().startNode(BatonApplication.class, "baton.redis.url=redis://127.0.0.1:1")) {
            Gateway gateway = Gateway.of(node.getEnvironment());
            assertThat(gateway.get("/actuator/health").body()).contains("\"status\":\"DEGRADED\"");
            assertThat(gateway.get("/actuator/health").statusCode()).isEqualTo(200);
            assertThat(gateway.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void withoutPostgresANodeIsNotReadyUntilItIsBack() throws SQLException, InterruptedException {
        var place = TestServers.fresh();
        // A database can be closed from another one only.
        try (var node = place.startNode(BatonApplication.class);
                var connection = TestServers.fresh().connect();
                var sql = connection.createStatement()) {
            Gateway gateway = Gateway.of(node.getEnvironment());
            String database = place.postgres().database();
            sql.execute("ALTER DATABASE " + database + " WITH ALLOW_CONNECTIONS false");
            // PostgreSQL's own workers are not the database owner's to end.
            sql.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE backend_type = 'client backend' AND datname = '" + database + "'");
            awaitReadiness(gateway, 503);
            assertThat(gateway.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
            assertThat(gateway.tokenAnswer("viewer", "viewer").statusCode()).isEqualTo(503);
            sql.execute("ALTER DATABASE " + database + " WITH ALLOW_CONNECTIONS true");
            awaitReadiness(gateway, 200);
            assertThat(gateway.tokenAnswer("viewer", "viewer").statusCode()).isEqualTo(200);
        }
    }

    private static void awaitReadiness(Gateway gateway, int status) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (gateway.get("/actuator/health/readiness").statusCode() != status) {
            assertThat(System.nanoTime()).as("readiness is not " + status).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
