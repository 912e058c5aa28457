package dev.baton.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// What becomes of an event whose task cannot be read yet, or not any more.
@BatonTest
@ExtendWith(OutputCaptureExtension.class)
class InterruptedReadingTests {

    private static final String LOCK = "LOCK TABLE task IN ACCESS EXCLUSIVE MODE";
    private static final String WAITING = """
        SELECT count(*) FROM pg_locks WHERE relation = 'task'::regclass AND NOT granted
        """;

    /// Longer than the gateway waits for a statement.
    private static final Duration OUTAGE = Duration.ofSeconds(7);

    private final Gateway gateway;
    private final TestServers.Place place;
    private final String operator;

    InterruptedReadingTests(@Autowired Environment environment, @Autowired TestServers.Place place) {
        this.gateway = Gateway.of(environment);
        this.place = place;
        this.operator = gateway.token("operator");
    }

    @Test
    void anEventIsToldWholeAndOnceWhenItsTaskCanBeReadAgain() throws SQLException {
        String head = head();
        String first = delegate();
        String second = delegate();
        try (var socket = TestSocket.signedIn(gateway, operator)) {
            try (Connection database = place.connect();
                    Statement sql = database.createStatement()) {
                database.setAutoCommit(false);
                sql.execute(LOCK);
                subscribe(socket, head);
                assertThat(socket.poll(OUTAGE)).isNull();
                database.rollback();
            }
            assertTold(socket.next(), first);
            assertTold(socket.next(), second);
            String third = delegate();
            assertTold(socket.next(), third);
        }
    }

    @Test
    void whoLeavesWhileAnEventIsReadLeavesNothingInTheLog(CapturedOutput output) throws SQLException {
        String head = head();
        delegate();
        try (var socket = TestSocket.signedIn(gateway, operator);
                Connection database = place.connect();
                Connection looking = place.connect();
                Statement sql = database.createStatement();
                Statement look = looking.createStatement()) {
            database.setAutoCommit(false);
            sql.execute(LOCK);
            subscribe(socket, head);
            Awaitility.await().until(() -> count(look) > 0);
            socket.complete("1");
            database.rollback();
            Awaitility.await().until(() -> count(look) == 0);
            subscribe(socket, head);
            assertThat(socket.next().at("/payload/data/taskEvents").isObject()).isTrue();
        }
        assertThat(output.getAll())
                .doesNotContain("AbortExecutionException")
                .doesNotContain("because \"result\" is null");
    }

    private static long count(Statement look) throws SQLException {
        try (ResultSet rows = look.executeQuery(WAITING)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void assertTold(JsonNode message, String task) {
        assertThat(message.at("/payload/errors").isMissingNode())
                .as(message.toString())
                .isTrue();
        assertThat(message.at("/payload/data/taskEvents/task/id").asString()).isEqualTo(task);
    }

    private static void subscribe(TestSocket socket, String after) {
        String query = "subscription($after: String) { taskEvents(after: $after) { cursor task { id title } } }";
        socket.send(Map.of(
                "id",
                "1",
                "type",
                "subscribe",
                "payload",
                Map.of("query", query, "variables", Map.of("after", after))));
    }

    private String head() {
        return gateway.data(operator, "{ workspace { head } }")
                .at("/workspace/head")
                .asString();
    }

    private String delegate() {
        return gateway.data(operator, """
            mutation { delegateTask(input: {
              title: "Read later", type: "test", requiredCapabilities: ["none-has-it"]
            }) { task { id } } }
            """).at("/delegateTask/task/id").asString();
    }
}
