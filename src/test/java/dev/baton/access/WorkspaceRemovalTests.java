package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// What becomes of a workspace that was deleted, and of the others.
@BatonTest
class WorkspaceRemovalTests {

    /// Everything in it is moved on within half a second.
    private static final String TRANSIENT = "event_inbox";

    @Autowired
    private Environment environment;

    @Autowired
    private TestServers.Place place;

    @Autowired
    private SigningKeys keys;

    private Gateway gateway = new Gateway(0);

    @BeforeEach
    void look() {
        gateway = Gateway.of(environment);
    }

    @Test
    void nothingIsLeftOfItInAnyTableAndNothingOfAnotherOneGoes() throws Exception {
        Tenant gone = Tenant.create(gateway, keys);
        Tenant neighbour = Tenant.create(gateway, keys);
        gone.settle();
        neighbour.settle();
        try (var connection = place.connect()) {
            awaitEverything(gone, connection);
            awaitEverything(neighbour, connection);
            Map<String, Long> before = neighbour.rows(connection);
            gone.suspend();
            gone.delete();
            gone.hasten(connection);
            Tenant.await("it is removed", soon(), () -> !gone.isThere());
            Map<String, Long> left = new TreeMap<>(gone.rows(connection));
            left.values().removeIf(rows -> rows == 0);
            assertThat(left).as("tables that keep rows of it").isEmpty();
            neighbour
                    .rows(connection)
                    .forEach((table, rows) -> assertThat(rows)
                            .as("rows of the neighbour in " + table)
                            .isGreaterThanOrEqualTo(TRANSIENT.equals(table) ? 0 : before.getOrDefault(table, 0L)));
        }
        JsonNode theirs = gateway.data(neighbour.person(Role.VIEWER), "{ tasks(first: 10) { totalCount } }");
        assertThat(theirs.at("/tasks/totalCount").asInt()).isEqualTo(3);
    }

    /// A table that is new is to be filled here, so that it is seen to be emptied.
    private static void awaitEverything(Tenant tenant, Connection connection) throws Exception {
        Tenant.await("some rows of everything: see Tenant.settle", soon(), () -> {
            Map<String, Long> missing = new TreeMap<>(tenant.rows(connection));
            missing.remove(TRANSIENT);
            missing.values().removeIf(rows -> rows > 0);
            return missing.isEmpty();
        });
    }

    @Test
    void theNameIsFreeAgainEachTimeAndTheAdministratorsAuditStays() throws Exception {
        String name = "again-" + UUID.randomUUID();
        try (var connection = place.connect()) {
            for (int i = 0; i < 3; i++) {
                Tenant tenant = Tenant.create(gateway, keys, name);
                tenant.change("registerAgent", "handle: \"a\", kind: MANAGER", "agent { id }");
                tenant.suspend();
                tenant.delete();
                assertThat(Tenant.payload(gateway, "createWorkspace", Map.of("name", name))
                                .at("/problems/0/fields/0/path/0")
                                .asString())
                        .isEqualTo("name");
                tenant.hasten(connection);
                Tenant.await("the name is free", soon(), () -> !tenant.isThere());
                JsonNode record = gateway.data(
                                gateway.token("admin"),
                                "query ($id: String) { auditLog(filter: { target: $id, operations:"
                                        + " [\"deleteWorkspace\"] }) { nodes { actor outcome arguments } } }",
                                Map.of("id", tenant.id()))
                        .at("/auditLog/nodes/0");
                assertThat(record.path("actor").asString()).isEqualTo("installation-admin");
                assertThat(record.path("outcome").asString()).isEqualTo("DONE");
                assertThat(record.at("/arguments/input/name").asString()).isEqualTo(name);
            }
        }
    }

    @Test
    void itWaitsUntilWhatWasUnderWayHasEnded() throws Exception {
        Tenant tenant = Tenant.create(gateway, keys);
        Tenant other = Tenant.create(gateway, keys);
        for (Tenant each : List.of(tenant, other)) {
            each.suspend();
            each.delete();
        }
        try (var connection = place.connect()) {
            other.hasten(connection);
        }
        Tenant.await("the other one is removed", soon(), () -> !other.isThere());
        assertThat(tenant.isThere()).isTrue();
        try (var connection = place.connect()) {
            tenant.hasten(connection);
        }
        Tenant.await("it is removed", soon(), () -> !tenant.isThere());
    }

    @Test
    void itGoesOnWhereItWasKilled() throws Exception {
        Tenant tenant = Tenant.create(gateway, keys);
        tenant.settle();
        try (var connection = place.connect()) {
            multiply(tenant, connection);
            tenant.suspend();
            tenant.delete();
            tenant.hasten(connection);
            var killed = new AtomicInteger();
            Tenant.await("it is removed", soon(), () -> {
                killed.addAndGet(killOneOfTheFirstThree(connection, killed.get()));
                return !isThere(tenant, connection);
            });
            assertThat(killed.get()).isPositive();
            assertThat(tenant.rows(connection).values()).containsOnly(0L);
        }
    }

    private static void multiply(Tenant tenant, Connection connection) throws SQLException {
        try (var sql = connection.createStatement()) {
            sql.execute("""
                INSERT INTO task
                SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid()))).*
                FROM task t, generate_series(1, 10000)
                WHERE t.id = (SELECT id FROM task WHERE workspace_id = '%s' AND state = 'WAITING' LIMIT 1)
                """.formatted(tenant.uuid()));
            sql.execute("ANALYZE task");
        }
    }

    /// The statement ends in the middle, as if the node had died with it.
    private static int killOneOfTheFirstThree(Connection connection, int before) throws SQLException {
        if (before >= 3) {
            return 0;
        }
        try (var sql = connection.createStatement();
                var rows = sql.executeQuery("""
                    SELECT pg_terminate_backend(pid)
                    FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
                      AND (query LIKE '%gone AS MATERIALIZED%' OR query LIKE 'DELETE FROM%')
                    """)) {
            return rows.next() ? 1 : 0;
        }
    }

    private static boolean isThere(Tenant tenant, Connection connection) throws SQLException {
        try (var sql = connection.prepareStatement("SELECT FROM workspace WHERE id = ?")) {
            sql.setObject(1, tenant.uuid());
            return sql.executeQuery().next();
        }
    }

    private static Instant soon() {
        return Instant.now().plusSeconds(30);
    }
}
