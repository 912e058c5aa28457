package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// Who may speak on a socket, and for how long.
@BatonTest
class SocketLoginTests {

    private static final String VIEWER = "{ viewer { subject roles } }";
    private static final String TASK_EVENTS = "subscription { taskEvents { __typename } }";

    @Autowired
    private Environment environment;

    @Autowired
    private SigningKeys keys;

    private Gateway gateway = new Gateway(0);
    private String workspace = "";

    @BeforeEach
    void findGateway() {
        gateway = Gateway.of(environment);
        workspace = gateway.data(gateway.token("viewer"), "{ workspace { id } }")
                .at("/workspace/id")
                .asString();
    }

    @Test
    void aTokenInConnectionInitIsGoodForTheSocket() {
        try (var socket = TestSocket.signedIn(gateway, gateway.token("viewer"))) {
            assertThat(viewer(socket).path("subject").asString()).isEqualTo("viewer");
        }
    }

    @Test
    void aTokenInTheUpgradesHeaderIsGoodForTheSocket() {
        var header = Map.of("Authorization", "Bearer " + gateway.token("viewer"));
        try (var socket = TestSocket.connect(gateway, header, Map.of()).join()) {
            assertThat(socket.next().path("type").asString()).isEqualTo("connection_ack");
            assertThat(viewer(socket).path("subject").asString()).isEqualTo("viewer");
        }
    }

    @Test
    void theTokenInConnectionInitGoesBeforeTheHeaders() {
        var header = Map.of("Authorization", "Bearer " + gateway.token("viewer"));
        var payload = Map.of("authorization", "bearer " + gateway.token("operator"));
        try (var socket = TestSocket.connect(gateway, header, payload).join()) {
            assertThat(socket.next().path("type").asString()).isEqualTo("connection_ack");
            assertThat(viewer(socket).path("subject").asString()).isEqualTo("operator");
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
    void aFieldThatTheCallerMayNotSelectIsForbiddenOnASocketToo() {
        try (var socket = TestSocket.signedIn(gateway, gateway.token("viewer"))) {
            socket.subscribe(
                    "1", "mutation { createAgentCredential(input: { agentId: \"x\" }) { problems { code } } }");
            assertThat(socket.next().toString()).contains("FORBIDDEN");
        }
    }

    @Test
    void aSocketClosesWhenItsTokenExpires() {
        try (var socket = TestSocket.signedIn(gateway, token("s", Duration.ofSeconds(2), "VIEWER"))) {
            socket.subscribe("1", TASK_EVENTS);
            assertThat(socket.closeCode()).isEqualTo(4440);
        }
    }

    @Test
    void aPingWithANewTokenProlongsTheSocketAndItsRights() {
        try (var socket = TestSocket.signedIn(gateway, token("s", Duration.ofSeconds(2), "VIEWER"))) {
            socket.subscribe("live", TASK_EVENTS);
            Instant until = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
            renew(socket, token("s", Duration.ofSeconds(60), "ADMIN"));
            JsonNode pong = socket.next();
            assertThat(pong.path("type").asString()).isEqualTo("pong");
            assertThat(pong.path("payload").propertyNames()).containsExactly("expiresAt");
            assertThat(Instant.parse(pong.at("/payload/expiresAt").asString()))
                    .isBetween(until.minusSeconds(1), until.plusSeconds(2));
            assertThat(viewer(socket).at("/roles/0").asString()).isEqualTo("ADMIN");
            // Longer than the first token, and its stream goes on.
            assertThat(socket.poll(Duration.ofSeconds(3))).isNull();
            assertThat(socket.isOpen()).isTrue();
        }
    }

    @Test
    void aNewTokenThatAllowsLessEndsTheSubscriptionsAndNotTheSocket() {
        try (var socket = TestSocket.signedIn(gateway, token("s", Duration.ofSeconds(60), "OPERATOR"))) {
            socket.subscribe("live", TASK_EVENTS);
            assertThat(viewer(socket).at("/roles/0").asString()).isEqualTo("OPERATOR");
            renew(socket, token("s", Duration.ofSeconds(60), "ADMIN"));
            assertThat(socket.next().path("type").asString()).isEqualTo("pong");
            assertThat(viewer(socket).at("/roles/0").asString()).isEqualTo("ADMIN");
            renew(socket, token("s", Duration.ofSeconds(60), "VIEWER"));
            List<JsonNode> both = List.of(socket.next(), socket.next());
            assertThat(both)
                    .anySatisfy(pong -> assertThat(pong.path("type").asString()).isEqualTo("pong"));
            assertThat(both).anySatisfy(error -> {
                assertThat(error.path("type").asString()).isEqualTo("error");
                assertThat(error.path("id").asString()).isEqualTo("live");
                assertThat(error.at("/payload/0/extensions/code").asString()).isEqualTo("FORBIDDEN");
                assertThat(error.at("/payload/0/message").asString()).contains("Subscribe again");
            });
            socket.subscribe("live", TASK_EVENTS);
            assertThat(viewer(socket).at("/roles/0").asString()).isEqualTo("VIEWER");
        }
    }

    @Test
    void aNewTokenThatDoesNotHoldOrIsAnothersClosesTheSocket() {
        String foreign = gateway.token("other-viewer");
        for (String token : List.of("garbage", foreign, token("other", Duration.ofSeconds(60), "VIEWER"))) {
            try (var socket = TestSocket.signedIn(gateway, token("s", Duration.ofSeconds(60), "VIEWER"))) {
                renew(socket, token);
                assertThat(socket.closeCode()).as(token).isEqualTo(4403);
            }
        }
    }

    private static void renew(TestSocket socket, String token) {
        socket.send(Map.of("type", "ping", "payload", Map.of("Authorization", "Bearer " + token)));
    }

    private static JsonNode viewer(TestSocket socket) {
        socket.subscribe("viewer", VIEWER);
        JsonNode next = socket.next();
        assertThat(socket.next().path("type").asString()).isEqualTo("complete");
        return next.at("/payload/data/viewer");
    }

    private String token(String subject, Duration left, String role) {
        var forge = new Forge(keys.signing(), workspace);
        return forge.sign(forge.good()
                .subject(subject)
                .claim("roles", List.of(role))
                .expirationTime(Date.from(Instant.now().plus(left)))
                .build());
    }
}
