package dev.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestSocket;
import java.io.IOException;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// The protocol, as clients right and wrong see it.
@BatonTest
class SocketTests {

    private static final String VIEWER = "{ viewer { subject } }";
    private static final String TASK_EVENTS = "subscription { taskEvents { __typename } }";

    @Autowired
    private Environment environment;

    private Gateway gateway = new Gateway(0);

    @BeforeEach
    void findGateway() {
        gateway = Gateway.of(environment);
    }

    @Test
    void noFirstFrameIsLost() throws IOException {
        String token = gateway.token("viewer");
        int lost = 0;
        for (int i = 0; i < 300; i++) {
            try (var socket = new EagerSocket(gateway, token)) {
                lost += socket.isAnswered() ? 0 : 1;
            }
        }
        assertThat(lost).isZero();
    }

    @Test
    void theAcknowledgementTellsWhenTheTokenExpiresAndNothingElse() {
        var payload = Map.of("Authorization", "Bearer " + gateway.token("viewer"));
        try (var socket = TestSocket.connect(gateway, Map.of(), payload).join()) {
            JsonNode ack = socket.next();
            assertThat(ack.propertyNames()).containsExactly("type", "payload");
            assertThat(ack.path("payload").propertyNames()).containsExactly("expiresAt");
            assertThat(ack.at("/payload/expiresAt").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        }
    }

    @Test
    void anOperationIsAnsweredByNextAndCompleteAndItsIdIsFreeAgain() {
        try (var socket = signedIn()) {
            for (int i = 0; i < 50; i++) {
                socket.subscribe("same", VIEWER);
                JsonNode next = socket.next();
                assertThat(next.path("type").asString()).isEqualTo("next");
                assertThat(next.path("id").asString()).isEqualTo("same");
                assertThat(next.at("/payload/data/viewer/subject").asString()).isEqualTo("viewer");
                assertThat(socket.next()).hasToString("{\"id\":\"same\",\"type\":\"complete\"}");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{ nothing }",
                "query A { __typename } query B { __typename }",
                "query ($n: Int!) { agents(first: $n) { nodes { id } } }",
                "mutation { createAgentCredential }"
            })
    void whatDoesNotRunIsAnsweredByAnErrorThatEndsIt(String query) {
        try (var socket = signedIn()) {
            socket.subscribe("1", query);
            JsonNode error = socket.next();
            assertThat(error.path("type").asString()).isEqualTo("error");
            assertThat(error.path("id").asString()).isEqualTo("1");
            assertThat(error.path("payload").isArray()).isTrue();
            assertThat(error.at("/payload/0/extensions/code").asString())
                    .as(error.toString())
                    .isIn("BAD_REQUEST", "VALIDATION_FAILED");
            // No complete comes between, and the id is free.
            socket.subscribe("1", VIEWER);
            assertThat(socket.next().path("type").asString()).isEqualTo("next");
        }
    }

    @Test
    void whatRanWithErrorsIsAResult() {
        try (var socket = signedIn()) {
            socket.subscribe("1", "{ viewer { subject } agent(id: \"x\") { id } }");
            JsonNode next = socket.next();
            assertThat(next.path("type").asString()).isEqualTo("next");
            assertThat(next.at("/payload/data").isMissingNode()).isFalse();
            assertThat(socket.next().path("type").asString()).isEqualTo("complete");
        }
    }

    @Test
    void aSubscriptionThatCannotBeginIsAnsweredByAnErrorAlone() {
        // The first has no stream, the second one that fails when it is made, the third one that fails by itself.
        assertThat(errorCode("workOffers(agentId: \"x\")")).isEqualTo("FORBIDDEN");
        assertThat(errorCode("taskEvents(after: \"garbage\")")).isEqualTo("BAD_REQUEST");
        assertThat(errorCode("taskOutput(taskId: \"task_01h455vb4pex5vsknk084sn02q\")"))
                .isEqualTo("BAD_REQUEST");
    }

    private String errorCode(String field) {
        try (var socket = signedIn()) {
            socket.subscribe("1", "subscription { %s { __typename } }".formatted(field));
            JsonNode error = socket.next();
            assertThat(error.path("type").asString()).as(error.toString()).isEqualTo("error");
            socket.subscribe("1", VIEWER);
            assertThat(socket.next().path("type").asString()).isEqualTo("next");
            return error.at("/payload/0/extensions/code").asString();
        }
    }

    @Test
    void aPingIsAnsweredByAPongWithTheSamePayload() {
        try (var socket = TestSocket.connect(gateway, Map.of(), null).join()) {
            socket.sendText("{\"type\":\"ping\"}");
            assertThat(socket.next()).hasToString("{\"type\":\"pong\"}");
            socket.sendText("{\"type\":\"ping\",\"payload\":{\"n\":[1,2.5,null,\"x\"]}}");
            assertThat(socket.next()).hasToString("{\"type\":\"pong\",\"payload\":{\"n\":[1,2.5,null,\"x\"]}}");
        }
    }

    @Test
    void aCompleteForNothingIsIgnored() {
        try (var socket = signedIn()) {
            socket.complete("never-was");
            socket.subscribe("1", VIEWER);
            assertThat(socket.next().path("type").asString()).isEqualTo("next");
            assertThat(socket.next().path("type").asString()).isEqualTo("complete");
            socket.complete("1");
            socket.subscribe("1", VIEWER);
            assertThat(socket.next().path("type").asString()).isEqualTo("next");
        }
    }

    @Test
    void anIdThatTheClientHasCompletedIsFreeAtOnce() {
        try (var socket = signedIn()) {
            socket.subscribe("1", TASK_EVENTS);
            socket.complete("1");
            socket.subscribe("1", VIEWER);
            assertThat(socket.next().at("/payload/data/viewer/subject").asString())
                    .isEqualTo("viewer");
            assertThat(socket.next().path("type").asString()).isEqualTo("complete");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "{\"type\":\"subscribe\",\"payload\":{\"query\":\"{ viewer { subject } }\"}}",
                "{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{}}",
                "{\"type\":\"start\",\"id\":\"1\",\"payload\":{}}",
                "{\"type\":\"ping\",\"payload\":[]}"
            })
    void whatIsNoMessageClosesTheSocket(String text) {
        try (var socket = signedIn()) {
            socket.subscribe("live", TASK_EVENTS);
            socket.sendText(text);
            assertThat(socket.closeCode()).isEqualTo(4400);
            assertThat(socket.closeReason()).isNotBlank();
        }
    }

    @Test
    void aBinaryFrameClosesTheSocket() {
        try (var socket = signedIn()) {
            socket.sendBinary("{\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_8));
            assertThat(socket.closeCode()).isEqualTo(4400);
        }
    }

    @Test
    void nothingRunsBeforeTheAcknowledgement() {
        try (var socket = TestSocket.connect(gateway, Map.of(), null).join()) {
            socket.subscribe("1", VIEWER);
            assertThat(socket.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void aSecondInitClosesTheSocket() {
        try (var socket = signedIn()) {
            socket.send(Map.of("type", "connection_init"));
            assertThat(socket.closeCode()).isEqualTo(4429);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "an id that is longer than a close frame has room for, and goes on and on and on and on and on and on"
                        + " and on"
            })
    void anIdInUseClosesTheSocket(String id) {
        try (var socket = signedIn()) {
            socket.subscribe(id, TASK_EVENTS);
            socket.subscribe(id, TASK_EVENTS);
            assertThat(socket.closeCode()).isEqualTo(4409);
            assertThat(socket.closeReason()).endsWith("already exists");
        }
    }

    @Test
    void aSocketWithoutTheSubprotocolIsClosed() {
        for (List<String> offered : List.of(List.<String>of(), List.of("graphql-ws"), List.of("soap", "mqtt"))) {
            try (var socket = TestSocket.offering(gateway, offered.toArray(String[]::new))) {
                assertThat(socket.closeCode()).as(offered.toString()).isEqualTo(4406);
            }
        }
        try (var socket = TestSocket.offering(gateway, "graphql-ws", "graphql-transport-ws")) {
            socket.sendText("{\"type\":\"ping\"}");
            assertThat(socket.next().path("type").asString()).isEqualTo("pong");
        }
    }

    @Test
    void aPageOfAnotherOriginMayNotOpenASocket() {
        assertThatThrownBy(() -> TestSocket.connect(gateway, Map.of("Origin", "https://evil.example"), null)
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
    }

    @Test
    void aTokenOfAHundredKilobytesIsRejected() {
        var payload = Map.of("Authorization", "Bearer " + "x".repeat(100_000));
        try (var socket = TestSocket.connect(gateway, Map.of(), payload).join()) {
            assertThat(socket.closeCode()).isEqualTo(4403);
        }
    }

    private TestSocket signedIn() {
        return TestSocket.signedIn(gateway, gateway.token("viewer"));
    }
}
