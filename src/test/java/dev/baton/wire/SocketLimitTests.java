package dev.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestSocket;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// What a client may have of a node, and what becomes of one that wants more.
@BatonTest(
        properties = {
            "baton.sockets.per-caller=3",
            "baton.sockets.subscriptions=5",
            "baton.sockets.operations=8",
            "baton.sockets.max-message=1MB",
            "baton.sockets.init-timeout=2s",
            "baton.sockets.keep-alive=1s",
            "baton.guard.capacity=100000"
        })
class SocketLimitTests {

    private static final String VIEWER = "{ viewer { subject } }";
    private static final String TASK_EVENTS = "subscription { taskEvents { __typename } }";

    @Autowired
    private Environment environment;

    @Autowired
    private TestServers.Place place;

    private Gateway gateway = new Gateway(0);

    @BeforeEach
    void findGateway() {
        gateway = Gateway.of(environment);
    }

    @Test
    void aSocketThatSaysNoInitIsClosed() {
        try (var socket = TestSocket.connect(gateway, Map.of(), null).join()) {
            assertThat(socket.closeCode()).isEqualTo(4408);
        }
    }

    @Test
    void aSocketOnWhichTheClientGivesNoSignOfLifeIsClosed() {
        try (var alive = signedIn("viewer");
                var silent = signedIn("viewer")) {
            silent.ignorePings();
            assertThat(silent.closeCode()).isEqualTo(4441);
            assertAnswers(alive);
        }
    }

    @Test
    void oneSocketTooManyOfACallerIsToldToTryLater() {
        var open = new ArrayList<TestSocket>();
        for (int i = 0; i < 3; i++) {
            open.add(signedIn("other-viewer"));
        }
        var payload = Map.of("Authorization", "Bearer " + gateway.token("other-viewer"));
        try (var tooMany = TestSocket.connect(gateway, Map.of(), payload).join()) {
            assertThat(tooMany.closeCode()).isEqualTo(1013);
        }
        assertAnswers(signedIn("other-operator"));
        open.getFirst().sendText("garbage");
        assertThat(open.getFirst().closeCode()).isEqualTo(4400);
        // The place is free as soon as the server is done with the socket.
        Awaitility.await().untilAsserted(() -> {
            try (var again = TestSocket.connect(gateway, Map.of(), payload).join()) {
                assertThat(String.valueOf(again.poll(Duration.ofSeconds(1)))).contains("connection_ack");
            }
        });
        open.forEach(TestSocket::close);
    }

    @Test
    void aSubscriptionTooManyIsRefusedAtOnceAndTheSocketGoesOn() {
        try (var socket = signedIn("viewer")) {
            for (int i = 0; i < 5; i++) {
                socket.subscribe("live-" + i, TASK_EVENTS);
                // It is answered, so the subscription is behind it.
                assertAnswers(socket);
            }
            socket.subscribe("too-many", TASK_EVENTS);
            assertLimited(socket.next(), "too-many");
            socket.complete("live-0");
            socket.subscribe("fits-again", TASK_EVENTS);
            assertAnswers(socket);
            socket.subscribe("too-many", TASK_EVENTS);
            assertLimited(socket.next(), "too-many");
        }
    }

    @Test
    void anOperationTooManyAtOnceIsRefusedAtOnce() throws SQLException {
        try (var socket = signedIn("operator");
                Connection database = place.connect();
                Statement sql = database.createStatement()) {
            database.setAutoCommit(false);
            sql.execute("LOCK TABLE agent IN ACCESS EXCLUSIVE MODE");
            for (int i = 0; i < 8; i++) {
                socket.subscribe("slow-" + i, "{ agents(first: 1) { nodes { id } } }");
            }
            socket.subscribe("too-many", VIEWER);
            assertLimited(socket.next(), "too-many");
            database.rollback();
            for (int i = 0; i < 16; i++) {
                assertThat(socket.next().path("type").asString()).isIn("next", "complete");
            }
            assertAnswers(socket);
        }
    }

    @Test
    void tenThousandSubscriptionsAreRefusedOneByOneAndNobodyElseNotices() {
        try (var socket = signedIn("admin");
                var other = signedIn("viewer")) {
            for (int i = 0; i < 10_000; i++) {
                socket.subscribe("s" + i, TASK_EVENTS);
                if (i % 1_000 == 0) {
                    assertAnswers(other);
                }
            }
            for (int i = 0; i < 9_995; i++) {
                JsonNode refused = socket.next();
                assertLimited(refused, refused.path("id").asString());
            }
            socket.sendText("{\"type\":\"ping\"}");
            assertThat(socket.next()).hasToString("{\"type\":\"pong\"}");
        }
    }

    @Test
    void aSubscriptionTooLargeIsRefusedAndTheSocketGoesOn() {
        try (var socket = signedIn("operator")) {
            socket.subscribe("text", TASK_EVENTS + "#" + "x".repeat(40_000));
            assertTooLarge(socket.next(), "text");
            var unused = Collections.nCopies(4_000, Map.of());
            socket.send(Map.of(
                    "id",
                    "small-on-the-wire",
                    "type",
                    "subscribe",
                    "payload",
                    Map.of("query", TASK_EVENTS, "variables", Map.of("unused", unused))));
            assertTooLarge(socket.next(), "small-on-the-wire");
            socket.send(Map.of(
                    "id",
                    "extensions",
                    "type",
                    "subscribe",
                    "payload",
                    Map.of("query", TASK_EVENTS, "extensions", Map.of("x", "x".repeat(40_000)))));
            assertTooLarge(socket.next(), "extensions");
            socket.subscribe("fits", TASK_EVENTS + "#" + "x".repeat(30_000));
            assertAnswers(socket);
        }
    }

    @Test
    void aMessageTooLargeClosesTheSocket() {
        try (var socket = signedIn("operator")) {
            socket.subscribe("fits", VIEWER + "#" + "x".repeat(900_000));
            assertThat(socket.next().path("type").asString()).isEqualTo("next");
            try {
                // The client cuts it into frames of 16 KiB.
                socket.subscribe("large", VIEWER + "#" + "x".repeat(2_000_000));
            } catch (CompletionException refusedBeforeItsEnd) {
                assertThat(refusedBeforeItsEnd).hasCauseInstanceOf(IOException.class);
            }
            assertThat(socket.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void aFrameTooLargeClosesTheSocket() throws IOException {
        try (var socket = new EagerSocket(gateway, gateway.token("operator"))) {
            assertThat(socket.closeCodeAfter("x".repeat(2_000_000))).isEqualTo(1009);
        }
    }

    @Test
    void whoFloodsAndDoesNotReadIsNotReadEitherAndEndsAsSilent() throws IOException {
        String ping = "{\"type\":\"ping\",\"payload\":{\"x\":\"%s\"}}".formatted("x".repeat(10_000));
        String refused =
                "{\"type\":\"subscribe\",\"id\":\"%s\",\"payload\":{\"query\":\"{\"}}".formatted("x".repeat(10_000));
        try (var other = signedIn("other-admin")) {
            assertEnds(socket -> socket.flood(ping));
            assertEnds(EagerSocket::floodWithPings);
            assertEnds(socket -> socket.flood(refused));
            assertAnswers(other);
        }
    }

    private interface Flood {
        void on(EagerSocket socket) throws IOException;
    }

    private void assertEnds(Flood flood) throws IOException {
        try (var socket = new EagerSocket(gateway, gateway.token("other-operator"))) {
            ThrowingCallable forEver = () -> flood.on(socket);
            assertThatThrownBy(forEver).isInstanceOf(IOException.class);
        }
    }

    private TestSocket signedIn(String client) {
        return TestSocket.signedIn(gateway, gateway.token(client));
    }

    private static void assertAnswers(TestSocket socket) {
        socket.subscribe("query", VIEWER);
        assertThat(socket.next().path("type").asString()).isEqualTo("next");
        assertThat(socket.next().path("type").asString()).isEqualTo("complete");
    }

    private static void assertTooLarge(JsonNode message, String id) {
        assertThat(message.path("type").asString()).as(message.toString()).isEqualTo("error");
        assertThat(message.path("id").asString()).isEqualTo(id);
        assertThat(message.at("/payload/0/extensions/code").asString()).isEqualTo("VALIDATION_FAILED");
    }

    private static void assertLimited(JsonNode message, String id) {
        assertThat(message.path("type").asString()).as(message.toString()).isEqualTo("error");
        assertThat(message.path("id").asString()).isEqualTo(id);
        assertThat(message.at("/payload/0/extensions/code").asString()).isEqualTo("RATE_LIMITED");
        assertThat(message.at("/payload/0/extensions/retryAfterMs").asInt()).isPositive();
        assertThat(message.at("/payload/0/extensions/retryable").asBoolean()).isTrue();
    }
}
