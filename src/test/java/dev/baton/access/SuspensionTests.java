package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BatonApplication;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a suspension shuts, and what opens again.
@BatonTest
class SuspensionTests {

    private static final String ASK = "{\"query\":\"{ tasks(first: 1) { nodes { id } } }\"}";
    private static final String STREAM = "subscription { taskEvents { __typename } }";
    /// A second is the promise; a busy machine needs longer to hear of it.
    private static final Duration SOON = Duration.ofSeconds(5);

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

    /// The second node has no Redis: what is told here comes to it by the database alone.
    @Test
    void aSuspensionShutsEverythingOnBothOfTwoNodesAndAResumptionOpensItAgain() throws Exception {
        Tenant tenant = Tenant.create(gateway, keys);
        Tenant neighbour = Tenant.create(gateway, keys);
        Tenant.Key key = tenant.hire("kind: SPECIALIST");
        try (var node = place.startNode(BatonApplication.class, "baton.redis.url=redis://127.0.0.1:1")) {
            List<Gateway> nodes = List.of(gateway, Gateway.of(node.getEnvironment()));
            JsonNode tokens = Tenant.json(key.signIn(gateway, "grant_type=client_credentials&scope=offline_access"));
            List<String> bearers = List.of(
                    tenant.person(Role.VIEWER), tokens.path("access_token").asString());
            nodes.forEach(each -> bearers.forEach(
                    token -> assertThat(ask(each, token).statusCode()).isEqualTo(200)));
            List<TestSocket> sockets = nodes.stream()
                    .flatMap(each -> bearers.stream().map(token -> TestSocket.signedIn(each, token)))
                    .toList();
            sockets.forEach(socket -> socket.subscribe("1", STREAM));
            List<CompletableFuture<HttpResponse<String>>> streams =
                    nodes.stream().map(each -> stream(each, bearers.getFirst())).toList();
            try (var kept = TestSocket.signedIn(gateway, neighbour.person(Role.VIEWER))) {
                tenant.suspend();
                Instant suspended = Instant.now();
                bearers.forEach(token -> assertSuspended(ask(gateway, token)));
                sockets.forEach(socket -> assertThat(socket.closeCode()).isEqualTo(4403));
                for (var stream : streams) {
                    assertThat(stream.get(20, TimeUnit.SECONDS).body())
                            .contains("UNAUTHENTICATED")
                            .contains("event:complete");
                }
                assertThat(Duration.between(suspended, Instant.now())).isLessThan(SOON);
                for (Gateway each : nodes) {
                    for (String token : bearers) {
                        Tenant.await(
                                "the other node refuses it",
                                suspended.plus(SOON),
                                () -> ask(each, token).statusCode() == 403);
                        assertSuspended(ask(each, token));
                        assertThat(signInCloseCode(each, token)).isEqualTo(4403);
                    }
                    assertNoToken(key.signIn(each, "grant_type=client_credentials"));
                    assertNoToken(key.signIn(
                            each,
                            "grant_type=refresh_token&refresh_token="
                                    + tokens.path("refresh_token").asString()));
                }
                assertThat(kept.isOpen()).isTrue();
                assertThat(ask(gateway, neighbour.person(Role.VIEWER)).statusCode())
                        .isEqualTo(200);
            }
            tenant.resume();
            Instant resumed = Instant.now();
            for (Gateway each : nodes) {
                for (String token : bearers) {
                    Tenant.await(
                            "the token is good again",
                            resumed.plus(SOON),
                            () -> ask(each, token).statusCode() == 200);
                }
                assertThat(key.signIn(each, "grant_type=client_credentials").statusCode())
                        .isEqualTo(200);
            }
            assertThat(key.signIn(
                                    gateway,
                                    "grant_type=refresh_token&refresh_token="
                                            + tokens.path("refresh_token").asString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aWrongSecretDoesNotLearnThatTheWorkspaceIsSuspended() {
        Tenant tenant = Tenant.create(gateway, keys);
        Tenant.Key key = tenant.hire("kind: SPECIALIST");
        tenant.suspend();
        HttpResponse<String> answer =
                new Tenant.Key(key.agent(), key.clientId(), "wrong").signIn(gateway, "grant_type=client_credentials");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(Tenant.json(answer).path("error").asString()).isEqualTo("invalid_client");
    }

    @Test
    void aLeaseRunsOutMeanwhileAndThatIsTheOnlyStrike() throws Exception {
        Tenant tenant = Tenant.create(gateway, keys);
        Tenant.Key key = tenant.hire("kind: SPECIALIST");
        String token = gateway.token(key.clientId(), key.secret());
        String task = tenant.change(
                        "delegateTask",
                        "title: \"t\", type: \"t\", assigneeId: \"%s\", retryPolicy: { firstDelayMs: 0 }"
                                .formatted(key.agent()),
                        "task { id }")
                .at("/task/id")
                .asString();
        tenant.change(token, "claimTasks", "leaseSeconds: 5", "claims { leaseToken }");
        tenant.suspend();
        try (var connection = place.connect();
                var sql = connection.createStatement()) {
            sql.executeUpdate("UPDATE task SET lease_expires_at = now() WHERE workspace_id = '" + tenant.uuid() + "'");
        }
        try (var connection = place.connect()) {
            Tenant.await("its lease has run out", Instant.now().plusSeconds(20), () -> isQueued(connection, tenant));
        }
        tenant.resume();
        JsonNode seen = gateway.data(
                        tenant.person(Role.VIEWER),
                        "query ($id: ID!) { task(id: $id) { state strikes attempts { outcome } } }",
                        Map.of("id", task))
                .path("task");
        assertThat(seen.toString())
                .isEqualTo("{\"state\":\"QUEUED\",\"strikes\":1,\"attempts\":[{\"outcome\":\"LEASE_EXPIRED\"}]}");
        assertThat(tenant.change(token, "claimTasks", "limit: 1", "claims { task { id } }")
                        .at("/claims/0/task/id")
                        .asString())
                .isEqualTo(task);
    }

    private static boolean isQueued(Connection connection, Tenant tenant) throws SQLException {
        try (var sql = connection.prepareStatement("SELECT FROM task WHERE workspace_id = ? AND state = 'QUEUED'")) {
            sql.setObject(1, tenant.uuid());
            return sql.executeQuery().next();
        }
    }

    @Test
    void whileItIsBeingDeletedATokenIsOneOfNoWorkspaceAndSoIsACredential() throws Exception {
        Tenant tenant = Tenant.create(gateway, keys);
        Tenant.Key key = tenant.hire("kind: SPECIALIST");
        String token = gateway.token(key.clientId(), key.secret());
        tenant.suspend();
        tenant.delete();
        for (String bearer : List.of(token, tenant.person(Role.ADMIN))) {
            HttpResponse<String> answer = ask(gateway, bearer);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).contains("UNAUTHENTICATED").contains("does not exist");
        }
        HttpResponse<String> answer = key.signIn(gateway, "grant_type=client_credentials");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(Tenant.json(answer).path("error").asString()).isEqualTo("invalid_client");
        try (var connection = place.connect()) {
            tenant.hasten(connection);
        }
        Tenant.await("it is removed", Instant.now().plusSeconds(30), () -> !tenant.isThere());
        assertThat(ask(gateway, token).statusCode()).isEqualTo(401);
    }

    private static void assertSuspended(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        JsonNode error = Tenant.json(answer).at("/errors/0");
        assertThat(error.at("/extensions/code").asString()).isEqualTo("FORBIDDEN");
        assertThat(error.path("message").asString())
                .contains("suspended")
                .contains("administrator of the installation");
    }

    private static void assertNoToken(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(Tenant.json(answer).path("error").asString()).isEqualTo("unauthorized_client");
        assertThat(Tenant.json(answer).path("error_description").asString()).contains("suspended");
    }

    private static HttpResponse<String> ask(Gateway gateway, String token) {
        return gateway.post("Bearer " + token, ASK);
    }

    private static int signInCloseCode(Gateway gateway, String token) {
        try (var socket = TestSocket.connect(gateway, Map.of(), Map.of("Authorization", "Bearer " + token))
                .join()) {
            return socket.closeCode();
        }
    }

    private static CompletableFuture<HttpResponse<String>> stream(Gateway gateway, String token) {
        return HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(gateway.uri("/graphql"))
                                .header("Accept", "text/event-stream")
                                .header("Content-Type", "application/json")
                                .header("Authorization", "Bearer " + token)
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        JsonMapper.shared().writeValueAsString(Map.of("query", STREAM))))
                                .build(),
                        BodyHandlers.ofString());
    }
}
