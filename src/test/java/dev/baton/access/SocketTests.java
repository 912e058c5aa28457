package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BatonApplication;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestSocket;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

@BatonTest
class SocketTests {

    private static final String VIEWER = "{ viewer { subject } }";
    private static final String TASK_EVENTS = "subscription { taskEvents { __typename } }";

    @Autowired
    private Environment environment;

    @Autowired
    private SigningKeys keys;

    private Gateway gateway = new Gateway(0);

    @BeforeEach
    void findGateway() {
        gateway = Gateway.of(environment);
    }

    @Test
    void aTokenInConnectionInitIsGoodForTheSocket() {
        try (var socket = TestSocket.signedIn(gateway, gateway.token("viewer"))) {
            socket.subscribe("1", VIEWER);
            assertThat(socket.next().at("/payload/data/viewer/subject").asString())
                    .isEqualTo("viewer");
            assertThat(socket.next().path("type").asString()).isEqualTo("complete");
        }
    }

    @Test
    void aTokenInTheUpgradesHeaderIsGoodForTheSocket() {
        var header = Map.of("Authorization", "Bearer " + gateway.token("viewer"));
        try (var socket = TestSocket.connect(gateway, header, Map.of()).join()) {
            assertThat(socket.next().path("type").asString()).isEqualTo("connection_ack");
            socket.subscribe("1", VIEWER);
            assertThat(socket.next().at("/payload/data/viewer/subject").asString())
                    .isEqualTo("viewer");
        }
    }

    @Test
    void theTokenInConnectionInitGoesBeforeTheHeaders() {
        var header = Map.of("Authorization", "Bearer " + gateway.token("viewer"));
        var payload = Map.of("authorization", "bearer " + gateway.token("operator"));
        try (var socket = TestSocket.connect(gateway, header, payload).join()) {
            assertThat(socket.next().path("type").asString()).isEqualTo("connection_ack");
            socket.subscribe("1", VIEWER);
            assertThat(socket.next().at("/payload/data/viewer/subject").asString())
                    .isEqualTo("operator");
        }
    }

    @Test
    void aConnectionInitWithoutATokenIsRejected() {
        Stream.<Map<String, ?>>of(
                        Map.of(),
                        Map.of("Authorization", ""),
                        Map.of("Authorization", "Bearer"),
                        Map.of("Authorization", "Basic b3BlcmF0b3I6b3BlcmF0b3I="),
                        Map.of("Authorization", 7),
                        Map.of("Authorization", List.of("Bearer x")))
                .forEach(payload -> {
                    try (var socket =
                            TestSocket.connect(gateway, Map.of(), payload).join()) {
                        assertThat(socket.closeCode()).as(payload.toString()).isEqualTo(4403);
                    }
                });
    }

    @Test
    void nothingRunsBeforeConnectionInit() {
        try (var socket = TestSocket.connect(gateway, Map.of(), null).join()) {
            socket.subscribe("1", VIEWER);
            assertThat(socket.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void aFieldThatTheCallerMayNotSelectIsForbiddenOnASocketToo() {
        try (var socket = TestSocket.signedIn(gateway, gateway.token("viewer"))) {
            socket.subscribe(
                    "1", "mutation { createAgentCredential(input: { agentId: \"x\" }) { problems { code } } }");
            assertThat(socket.next().at("/payload/errors/0/extensions/code").asString())
                    .isEqualTo("FORBIDDEN");
        }
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
    void aSubscriptionTooManyIsRefusedAtOnceAndTheSocketGoesOn() {
        try (var socket = TestSocket.signedIn(gateway, gateway.token("admin"))) {
            for (int i = 0; i < Socket.MOST_SUBSCRIPTIONS; i++) {
                socket.subscribe("live-" + i, TASK_EVENTS);
            }
            // It is answered, so the others are behind it and were not refused.
            socket.subscribe("query", VIEWER);
            assertThat(socket.next().path("id").asString()).isEqualTo("query");
            assertThat(socket.next().path("type").asString()).isEqualTo("complete");

            socket.subscribe("too-many", TASK_EVENTS);
            JsonNode refused = socket.next();
            assertThat(refused.path("id").asString()).isEqualTo("too-many");
            assertThat(refused.at("/payload/errors/0/extensions/code").asString())
                    .isEqualTo("RATE_LIMITED");
            assertThat(socket.next().path("type").asString()).isEqualTo("complete");

            socket.complete("live-0");
            socket.subscribe("fits-again", TASK_EVENTS);
            socket.subscribe("query", VIEWER);
            assertThat(socket.next().path("id").asString()).isEqualTo("query");
        }
    }

    @Test
    void aSocketClosesWhenItsTokenExpires() {
        try (var socket = TestSocket.signedIn(gateway, expiringToken())) {
            socket.subscribe("1", TASK_EVENTS);
            assertThat(socket.closeCode()).isEqualTo(4440);
        }
    }

    @Test
    void serverSentEventsEndWhenTheTokenExpires() {
        var request = HttpRequest.newBuilder(gateway.uri("/graphql"))
                .header("Authorization", "Bearer " + expiringToken())
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream")
                .POST(BodyPublishers.ofString("{\"query\":\"" + TASK_EVENTS + "\"}"));
        HttpResponse<String> answer = gateway.send(request);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("UNAUTHENTICATED", "event:complete");
    }

    @Test
    void aStoppingNodeSendsItsSocketsElsewhereAndDoesNotWaitForThem() {
        var node = TestServers.fresh().startNode(BatonApplication.class);
        Gateway stopping = Gateway.of(node.getEnvironment());
        try (var socket = TestSocket.signedIn(stopping, stopping.token("viewer"))) {
            socket.subscribe("1", TASK_EVENTS);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(node::close);
            assertThat(socket.closeCode()).isEqualTo(1012);
            // The server's graceful shutdown waits 30 seconds for a socket that stays.
            assertThat(stopped).succeedsWithin(Duration.ofSeconds(25));
        }
    }

    private String expiringToken() {
        String workspace = gateway.data(gateway.token("viewer"), "{ workspace { id } }")
                .at("/workspace/id")
                .asString();
        return new Forge(keys.signing()).expiringIn(workspace, Duration.ofSeconds(3));
    }
}
