package dev.baton.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.Statements;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestSocket;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// What subscribers of one selection share, and what they do not.
@BatonTest
class SharedReadingTests {

    private static final String SUBSCRIPTION = """
        subscription($after: String, $titled: Boolean!) {
          taskEvents(after: $after) { __typename taskId task { state title @include(if: $titled) } }
        }
        """;

    private final Gateway gateway;
    private final String operator;

    @Autowired
    private TestServers.Place place;

    SharedReadingTests(@Autowired Environment environment) {
        gateway = Gateway.of(environment);
        operator = gateway.token("operator");
    }

    @Test
    void anEventIsReadOnceForAllWhoAskTheSameOfIt() {
        assertThat(readsFor(List.of("viewer", "viewer", "viewer", "viewer", "viewer")))
                .isEqualTo(1);
    }

    @Test
    void anotherAudienceReadsForItself() {
        assertThat(readsFor(List.of("viewer", "viewer", "operator", "operator", "admin")))
                .isEqualTo(3);
    }

    @Test
    void variablesThatChangeTheSelectionAreNotShared() {
        try (var with = subscriber("viewer", true);
                var without = subscriber("viewer", false)) {
            delegate("Titled or not");
            assertThat(task(with).path("title").asString()).isEqualTo("Titled or not");
            JsonNode task = task(without);
            assertThat(task.has("title")).isFalse();
            assertThat(task.path("state").asString()).isEqualTo("QUEUED");
        }
    }

    @Test
    void whatWasReadForAnEventIsNotAnsweredForALaterOne() {
        try (var socket = subscriber("viewer", true)) {
            String id = delegate("Soon to be canceled");
            assertThat(task(socket).path("state").asString()).isEqualTo("QUEUED");
            gateway.data(
                    operator,
                    "mutation($id: ID!) { cancelTask(input: { taskId: $id }) { task { id } } }",
                    Map.of("id", id));
            assertThat(task(socket).path("state").asString()).isEqualTo("CANCELED");
        }
    }

    /// How often the task of one event was read for these subscribers, who began at different places in the log.
    private long readsFor(List<String> clients) {
        List<TestSocket> sockets = IntStream.range(0, clients.size())
                .mapToObj(i -> {
                    delegate("Before subscriber " + i);
                    return subscriber(clients.get(i), true);
                })
                .toList();
        try {
            String last = delegate("Heard before it counts");
            sockets.forEach(socket -> awaitTask(socket, last));
            List<String> statements = Statements.during(place, () -> {
                String id = delegate("Heard by all");
                sockets.forEach(socket -> awaitTask(socket, id));
            });
            return statements.stream().filter(SharedReadingTests::readsTasks).count();
        } finally {
            sockets.forEach(TestSocket::close);
        }
    }

    private static boolean readsTasks(String sql) {
        return sql.contains("FROM task") && sql.contains("id = ANY($") && !sql.contains("metric_");
    }

    private TestSocket subscriber(String client, boolean titled) {
        String token = gateway.token(client);
        String head = gateway.data(token, "{ workspace { head } }")
                .at("/workspace/head")
                .asString();
        var socket = TestSocket.signedIn(gateway, token);
        socket.send(Map.of(
                "id",
                "1",
                "type",
                "subscribe",
                "payload",
                Map.of("query", SUBSCRIPTION, "variables", Map.of("after", head, "titled", titled))));
        return socket;
    }

    private static void awaitTask(TestSocket socket, String id) {
        JsonNode event = socket.next().at("/payload/data/taskEvents");
        while (!event.path("taskId").asString().equals(id)) {
            event = socket.next().at("/payload/data/taskEvents");
        }
    }

    private static JsonNode task(TestSocket socket) {
        return socket.next().at("/payload/data/taskEvents/task");
    }

    private String delegate(String title) {
        return gateway.data(operator, """
            mutation($title: String!) { delegateTask(input: {
              title: $title, type: "test", requiredCapabilities: ["none-has-it"]
            }) { task { id } } }
            """, Map.of("title", title))
                .at("/delegateTask/task/id")
                .asString();
    }
}
