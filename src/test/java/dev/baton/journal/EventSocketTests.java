package dev.baton.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.PageRequest;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// The log as a client of the whole gateway sees it.
@BatonTest
class EventSocketTests {

    private final Gateway gateway;

    EventSocketTests(@Autowired Environment environment) {
        gateway = Gateway.of(environment);
    }

    @Test
    void aSubscriberHearsOfATaskAndGoesOnBehindItsLastCursor() {
        String token = gateway.token("operator");
        String head = gateway.data(token, "{ workspace { head } }")
                .path("workspace")
                .path("head")
                .asString();
        String task = delegate(token, "first");
        try (var socket = TestSocket.signedIn(gateway, token)) {
            socket.subscribe("1", subscription(head));
            JsonNode first = next(socket);
            assertThat(first.path("__typename").asString()).isEqualTo("TaskDelegated");
            assertThat(first.path("taskId").asString()).isEqualTo(task);
            assertThat(first.path("title").asString()).isEqualTo("first");
            assertThat(first.path("actor").asString()).isEqualTo("operator");
            assertThat(first.path("task").path("title").asString()).isEqualTo("first");

            String second = delegate(token, "second");
            assertThat(next(socket).path("taskId").asString()).isEqualTo(second);
            socket.complete("1");

            socket.subscribe("2", subscription(first.path("cursor").asString()));
            assertThat(next(socket).path("taskId").asString()).isEqualTo(second);
        }
    }

    @Test
    void anotherWorkspaceHearsNothingOfIt() {
        String head = gateway.data(gateway.token("other-operator"), "{ workspace { head } }")
                .path("workspace")
                .path("head")
                .asString();
        delegate(gateway.token("operator"), "ours");
        String theirs = delegate(gateway.token("other-operator"), "theirs");
        try (var socket = TestSocket.signedIn(gateway, gateway.token("other-viewer"))) {
            socket.subscribe("1", subscription(head));
            assertThat(next(socket).path("taskId").asString()).isEqualTo(theirs);
        }
    }

    @Test
    void aCursorOfAnotherWorkspaceIsNone() {
        String foreign = head("other-operator");
        String viewer = gateway.token("viewer");
        try (var socket = TestSocket.signedIn(gateway, viewer)) {
            socket.subscribe("1", subscription(foreign));
            assertThat(code(socket.next())).isEqualTo("BAD_REQUEST");
        }
        String page = "query($after: String) { events(first: 1, after: $after) { nodes { cursor } } }";
        assertThat(gateway.execute(viewer, page, Map.of("after", foreign))
                        .at("/errors/0/extensions/code")
                        .asString())
                .isEqualTo("BAD_REQUEST");
        assertThat(gateway.data(viewer, page, Map.of("after", head("viewer"))).has("events"))
                .isTrue();
    }

    @Test
    void aSubscriptionWithoutAFieldLeftIsTheClientsMistake() {
        try (var socket = TestSocket.signedIn(gateway, gateway.token("viewer"))) {
            socket.send(Map.of(
                    "id",
                    "1",
                    "type",
                    "subscribe",
                    "payload",
                    Map.of(
                            "query",
                            "subscription($x: Boolean!) { taskEvents @include(if: $x) { cursor } }",
                            "variables",
                            Map.of("x", false))));
            assertThat(code(socket.next())).isEqualTo("VALIDATION_FAILED");
        }
    }

    private String head(String client) {
        return gateway.data(gateway.token(client), "{ workspace { head } }")
                .at("/workspace/head")
                .asString();
    }

    @Test
    void aStreamSaysWhyItDoesNotBegin() {
        var head = PageRequest.Cursor.decode(head("viewer"));
        String foreign = new PageRequest.Cursor(
                        head.order(), "1", "0123456789abcdef" + head.id().substring(16))
                .encode();
        try (var socket = TestSocket.signedIn(gateway, gateway.token("viewer"))) {
            socket.subscribe("1", subscription(foreign));
            JsonNode error = socket.next();
            assertThat(code(error)).isEqualTo("CURSOR_EXPIRED");
            assertThat(error.toString()).doesNotContain("classification", "DataFetching");
            socket.subscribe("2", subscription("garbage"));
            assertThat(code(socket.next())).isEqualTo("BAD_REQUEST");
        }
    }

    private static String subscription(String after) {
        return """
            subscription { taskEvents(after: "%s") {
              __typename id cursor time actor taskId state task { title } ... on TaskDelegated { title }
            } }
            """.formatted(after);
    }

    private String delegate(String token, String title) {
        return gateway.data(token, """
            mutation { delegateTask(input: {
              idempotencyKey: "%s", title: "%s", instructions: "x", type: "test", requiredCapabilities: ["none"]
            }) { task { id } problems { message } } }
            """.formatted(java.util.UUID.randomUUID(), title))
                .path("delegateTask")
                .path("task")
                .path("id")
                .asString();
    }

    private static JsonNode next(TestSocket socket) {
        JsonNode message = socket.next();
        while (message.path("type").asString().equals("complete")) {
            message = socket.next();
        }
        JsonNode event = message.path("payload").path("data").path("taskEvents");
        assertThat(event.isObject()).as(message.toString()).isTrue();
        return event;
    }

    /// The code of the one error in a message, whether it ends the operation or is its answer.
    private static String code(JsonNode message) {
        JsonNode payload = message.path("payload");
        JsonNode errors = payload.isArray() ? payload : payload.path("errors");
        assertThat(errors.size()).as(message.toString()).isEqualTo(1);
        return errors.path(0).path("extensions").path("code").asString();
    }
}
