package dev.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.baton.BatonApplication;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestSocket;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// How what is open ends with a right, or with the node.
class EndingTests {

    private static final String TASK_EVENTS = "subscription { taskEvents { taskId } }";
    private static final String DELEGATE =
            "mutation { delegateTask(input: { title: \"t\", type: \"t\" }) { task { title } problems { code } } }";

    @Test
    void onEveryNodeWhatIsOpenOfAnAgentEndsWhenItIsRetiredAndNothingWhileTheDatabaseIsAway() throws SQLException {
        TestServers.Place place = TestServers.fresh();
        try (var one = place.startNode(BatonApplication.class);
                var two = place.startNode(BatonApplication.class)) {
            Gateway here = Gateway.of(one.getEnvironment());
            Gateway there = Gateway.of(two.getEnvironment());
            String agent = register(here);
            String token = agentToken(here, agent);
            try (var socketHere = TestSocket.signedIn(here, token);
                    var socketThere = TestSocket.signedIn(there, token);
                    var other = TestSocket.signedIn(there, agentToken(here, register(here)));
                    var person = TestSocket.signedIn(there, there.token("operator"));
                    var streamHere = TestStream.open(here, token, TASK_EVENTS);
                    var streamThere = TestStream.open(there, token, TASK_EVENTS)) {
                socketHere.subscribe("1", TASK_EVENTS);
                socketThere.subscribe("1", TASK_EVENTS);

                execute(place, "ALTER TABLE agent RENAME TO agent_away");
                assertThat(socketThere.poll(Duration.ofMillis(1_500))).isNull();
                execute(place, "ALTER TABLE agent_away RENAME TO agent");
                assertThat(socketHere.isOpen()).isTrue();
                assertThat(socketThere.isOpen()).isTrue();

                mutate(here, here.token("admin"), "retireAgent", Map.of("agentId", agent), "agent { id }");
                assertThat(socketHere.closeCode()).isEqualTo(4403);
                assertThat(socketThere.closeCode()).isEqualTo(4403);
                for (TestStream stream : new TestStream[] {streamHere, streamThere}) {
                    assertThat(String.join("\n", stream.all()))
                            .contains("UNAUTHENTICATED")
                            .endsWith("event:complete\ndata:{}");
                }
                assertAnswers(other);
                assertAnswers(person);
            }
        }
    }

    @Test
    void aNodeThatStopsLetsAnswersFinishAndSendsEverybodyElsewhere() throws Exception {
        TestServers.Place place = TestServers.fresh();
        var node = place.startNode(BatonApplication.class);
        Gateway gateway = Gateway.of(node.getEnvironment());
        String token = gateway.token("operator");
        try (var idle = TestSocket.signedIn(gateway, token);
                var busy = TestSocket.signedIn(gateway, token);
                var stream = TestStream.open(gateway, token, TASK_EVENTS);
                Connection database = place.connect();
                Statement sql = database.createStatement()) {
            idle.subscribe("1", TASK_EVENTS);
            assertAnswers(idle);
            assertThat(stream.next()).isEqualTo(":");
            database.setAutoCommit(false);
            sql.execute("LOCK TABLE task IN ACCESS EXCLUSIVE MODE");
            busy.subscribe("mutation", DELEGATE);
            // It is behind the mutation's beginning.
            busy.sendText("{\"type\":\"ping\"}");
            assertThat(busy.next().path("type").asString()).isEqualTo("pong");
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(node::close);

            assertThat(idle.closeCode()).isEqualTo(1012);
            assertThat(stream.all()).endsWith(": come back").doesNotContain("event:complete");
            busy.subscribe("late", "{ viewer { subject } }");
            assertThat(busy.next().toString()).contains("\"error\"", "UNAVAILABLE", "retryAfterMs");
            database.rollback();
            assertThat(busy.next().at("/payload/data/delegateTask/task/title").asString())
                    .isEqualTo("t");
            assertThat(busy.next().path("type").asString()).isEqualTo("complete");
            assertThat(busy.closeCode()).isEqualTo(1012);
            // The server's graceful shutdown waits 30 seconds for a connection that stays.
            assertThat(stopped).succeedsWithin(Duration.ofSeconds(25));
        }
    }

    @Test
    void aNodeThatStopsRefusesNewSockets() throws SQLException {
        TestServers.Place place = TestServers.fresh();
        var node = place.startNode(BatonApplication.class);
        Gateway gateway = Gateway.of(node.getEnvironment());
        try (var busy = TestSocket.signedIn(gateway, gateway.token("operator"));
                Connection database = place.connect();
                Statement sql = database.createStatement()) {
            database.setAutoCommit(false);
            sql.execute("LOCK TABLE task IN ACCESS EXCLUSIVE MODE");
            busy.subscribe("mutation", DELEGATE);
            busy.sendText("{\"type\":\"ping\"}");
            assertThat(busy.next().path("type").asString()).isEqualTo("pong");
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(node::close);
            Awaitility.await().untilAsserted(() -> {
                HttpResponse<?> answer = refusedUpgrade(gateway);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
            });
            database.rollback();
            assertThat(stopped).succeedsWithin(Duration.ofSeconds(25));
        }
    }

    private static HttpResponse<?> refusedUpgrade(Gateway gateway) {
        Throwable refused = catchThrowable(
                () -> TestSocket.connect(gateway, Map.of(), null).join().close());
        if (refused != null && refused.getCause() instanceof WebSocketHandshakeException handshake) {
            return handshake.getResponse();
        }
        throw new AssertionError("The socket was not refused", refused);
    }

    private static void assertAnswers(TestSocket socket) {
        socket.subscribe("query", "{ viewer { subject } }");
        assertThat(socket.next().path("type").asString()).isEqualTo("next");
        assertThat(socket.next().path("type").asString()).isEqualTo("complete");
    }

    private static String register(Gateway gateway) {
        var input = Map.of("handle", "a" + UUID.randomUUID(), "kind", "SPECIALIST");
        return mutate(gateway, gateway.token("admin"), "registerAgent", input, "agent { id }")
                .at("/agent/id")
                .asString();
    }

    private static String agentToken(Gateway gateway, String agent) {
        JsonNode key = mutate(
                gateway,
                gateway.token("admin"),
                "createAgentCredential",
                Map.of("agentId", agent),
                "clientId clientSecret");
        return gateway.token(
                key.path("clientId").asString(), key.path("clientSecret").asString());
    }

    private static JsonNode mutate(
            Gateway gateway, String token, String mutation, Map<String, ?> input, String selection) {
        String type = Character.toUpperCase(mutation.charAt(0)) + mutation.substring(1) + "Input";
        JsonNode payload = gateway.data(
                        token,
                        "mutation ($input: %s!) { %s(input: $input) { %s problems { code } } }"
                                .formatted(type, mutation, selection),
                        Map.of("input", input))
                .path(mutation);
        assertThat(payload.path("problems")).as(payload.toString()).isEmpty();
        return payload;
    }

    private static void execute(TestServers.Place place, String statement) throws SQLException {
        try (Connection database = place.connect();
                Statement sql = database.createStatement()) {
            sql.execute(statement);
        }
    }
}
