package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BatonApplication;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestSocket;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How a credential, and what was got by it, comes to its end.
@BatonTest
class CredentialEndTests {

    private static final String HEARTBEAT = "mutation { heartbeat { agent { id } } }";
    /// A second is the promise; a busy machine needs longer to hear of it.
    private static final Duration SOON = Duration.ofSeconds(5);

    @Autowired
    private Environment environment;

    @Autowired
    private TestServers.Place place;

    private Gateway gateway = new Gateway(0);
    private String admin = "";
    private String agent = "";

    @BeforeEach
    void hire() {
        gateway = Gateway.of(environment);
        admin = gateway.token("admin");
        String handle = "a" + UUID.randomUUID();
        agent = gateway.data(
                        admin,
                        "mutation { registerAgent(input: { handle: \"%s\", kind: SPECIALIST }) { agent { id } } }"
                                .formatted(handle))
                .at("/registerAgent/agent/id")
                .asString();
    }

    private record Key(String id, String secret) {}

    @Test
    void anAdministratorSeesAnAgentsCredentialsWithoutTheirSecrets() {
        Key first = create();
        Key second = create();
        change("revokeAgentCredential", Map.of("clientId", first.id()), "credential { revokedAt }");
        JsonNode seen = gateway.data(
                        admin,
                        "query ($id: ID!) { agent(id: $id) { credentials { clientId createdBy rotatedAt"
                                + " previousGoodUntil revokedAt revokedBy } } }",
                        Map.of("id", agent))
                .at("/agent/credentials");
        assertThat(seen.findValuesAsString("clientId")).containsExactly(second.id(), first.id());
        assertThat(seen.at("/0/revokedAt").isNull()).isTrue();
        assertThat(seen.at("/1/revokedBy").asString()).isEqualTo("admin");
        assertThat(seen.toString()).doesNotContain("$2a$", first.secret(), second.secret());
    }

    @ParameterizedTest
    @ValueSource(strings = {"operator", "viewer"})
    void nobodyElseSeesThem(String client) {
        JsonNode answer = gateway.execute(
                gateway.token(client),
                "query ($id: ID!) { agent(id: $id) { id credentials { clientId } } }",
                Map.of("id", agent));
        assertThat(answer.at("/errors/0/extensions/code").asString()).isEqualTo("FORBIDDEN");
        assertThat(answer.at("/data/agent").isNull()).isTrue();
    }

    @Test
    void aRotationWithoutOverlapEndsTheSecretAndItsTokensAtOnce() {
        Key old = create();
        String token = gateway.token(old.id(), old.secret());
        gateway.data(token, HEARTBEAT);
        Key fresh = rotate(old, 0);
        assertThat(gateway.tokenAnswer(old.id(), old.secret()).statusCode()).isEqualTo(401);
        assertUnauthenticated(token);
        gateway.data(gateway.token(fresh.id(), fresh.secret()), HEARTBEAT);
    }

    @Test
    void aRotationWithOverlapLeavesTheSecretBeforeGoodForThatLong() throws SQLException {
        Key old = create();
        String token = gateway.token(old.id(), old.secret());
        Key fresh = rotate(old, 600);
        gateway.data(gateway.token(old.id(), old.secret()), HEARTBEAT);
        gateway.data(gateway.token(fresh.id(), fresh.secret()), HEARTBEAT);
        gateway.data(token, HEARTBEAT);
        endOverlap(old);
        assertThat(gateway.tokenAnswer(old.id(), old.secret()).statusCode()).isEqualTo(401);
        await(() -> code(token).equals("UNAUTHENTICATED"), Instant.now().plusSeconds(20));
        gateway.data(gateway.token(fresh.id(), fresh.secret()), HEARTBEAT);
    }

    private void endOverlap(Key key) throws SQLException {
        try (var connection = place.connect();
                var sql = connection.prepareStatement(
                        "UPDATE agent_credential SET previous_until = now() WHERE client_id = ?")) {
            sql.setString(1, key.id());
            assertThat(sql.executeUpdate()).isEqualTo(1);
        }
    }

    @Test
    void theSameKeyRotatesOnceAndTheSecretIsShownOnce() {
        Key old = create();
        Map<String, Object> input = Map.of("clientId", old.id(), "idempotencyKey", "rotate-" + UUID.randomUUID());
        JsonNode first = change("rotateAgentCredential", input, "clientSecret credential { rotatedAt }");
        JsonNode again = change("rotateAgentCredential", input, "clientSecret credential { rotatedAt }");
        assertThat(again.path("clientSecret").isNull()).isTrue();
        assertThat(again.path("credential")).isEqualTo(first.path("credential"));
        gateway.token(old.id(), first.path("clientSecret").asString());
    }

    @Test
    void aRevokedCredentialIsNotRotatedAndStaysRevoked() {
        Key key = create();
        JsonNode first = change("revokeAgentCredential", Map.of("clientId", key.id()), "credential { revokedAt }");
        JsonNode again = change("revokeAgentCredential", Map.of("clientId", key.id()), "credential { revokedAt }");
        assertThat(again).isEqualTo(first);
        assertThat(problem("rotateAgentCredential", Map.of("clientId", key.id())))
                .isEqualTo("CONFLICT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "\0", "💥", "client_01jd3kq4v8f2k9x3c7m5n1p0rz"})
    void whatIsNoCredentialIsNotFound(String clientId) {
        assertThat(problem("rotateAgentCredential", Map.of("clientId", clientId)))
                .isEqualTo("NOT_FOUND");
        assertThat(problem("revokeAgentCredential", Map.of("clientId", clientId)))
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void anotherWorkspacesCredentialIsNotFound() {
        Key key = create();
        admin = gateway.token("other-admin");
        assertThat(problem("rotateAgentCredential", Map.of("clientId", key.id())))
                .isEqualTo("NOT_FOUND");
        assertThat(problem("revokeAgentCredential", Map.of("clientId", key.id())))
                .isEqualTo("NOT_FOUND");
        gateway.token(key.id(), key.secret());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 604_801, Integer.MIN_VALUE})
    void anOverlapIsAWeekAtMost(int seconds) {
        Key key = create();
        assertThat(problem("rotateAgentCredential", Map.of("clientId", key.id(), "overlapSeconds", seconds)))
                .isEqualTo("INVALID_INPUT");
    }

    @Test
    void aRevocationEndsTokensAndSocketsOnBothOfTwoNodesWithinASecond() {
        Key key = create();
        Key other = create();
        try (var node = place.startNode(BatonApplication.class)) {
            List<Gateway> nodes = List.of(gateway, Gateway.of(node.getEnvironment()));
            String token = gateway.token(key.id(), key.secret());
            nodes.forEach(each -> each.data(token, HEARTBEAT));
            List<TestSocket> sockets =
                    nodes.stream().map(each -> TestSocket.signedIn(each, token)).toList();
            try (var kept = TestSocket.signedIn(gateway, gateway.token(other.id(), other.secret()))) {
                sockets.forEach(socket -> socket.subscribe("1", "subscription { taskEvents { __typename } }"));
                change("revokeAgentCredential", Map.of("clientId", key.id()), "credential { clientId }");
                Instant revoked = Instant.now();
                assertThat(code(token)).isEqualTo("UNAUTHENTICATED");
                sockets.forEach(socket -> assertThat(socket.closeCode()).isEqualTo(4403));
                assertThat(Duration.between(revoked, Instant.now())).isLessThan(SOON);
                nodes.forEach(each -> await(
                        () -> each.execute(token, HEARTBEAT, Map.of())
                                .toString()
                                .contains("UNAUTHENTICATED"),
                        revoked.plus(SOON)));
                assertThat(kept.isOpen()).isTrue();
            }
        }
    }

    @Test
    void aRefreshTokenIsGoodForOneTokenAndTheNextRefreshToken() {
        Key key = create();
        JsonNode first = refreshable(key);
        assertThat(json(gateway.tokenAnswer(key.id(), key.secret())).has("refresh_token"))
                .isFalse();
        JsonNode second = json(refresh(key, first));
        gateway.data(second.path("access_token").asString(), HEARTBEAT);
        gateway.data(first.path("access_token").asString(), HEARTBEAT);
        gateway.data(json(refresh(key, second)).path("access_token").asString(), HEARTBEAT);
    }

    @Test
    void aRefreshTokenThatIsUsedTwiceEndsItsFamilyForBothAndNoOther() {
        Key key = create();
        JsonNode bystander = refreshable(key);
        JsonNode first = refreshable(key);
        JsonNode second = json(refresh(key, first));
        assertThat(json(refresh(key, first)).path("error").asString()).isEqualTo("invalid_grant");
        assertThat(refresh(key, second).statusCode()).isEqualTo(400);
        assertUnauthenticated(second.path("access_token").asString());
        assertThat(refresh(key, bystander).statusCode()).isEqualTo(200);
    }

    @Test
    void ofManyWhoUseARefreshTokenAtTheSameTimeOneGetsTokensAndTheyEndAtOnce() {
        Key key = create();
        JsonNode first = refreshable(key);
        var start = new CountDownLatch(1);
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 4)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(
                            () -> {
                                awaitStart(start);
                                return refresh(key, first);
                            },
                            threads))
                    .toList();
            start.countDown();
            List<HttpResponse<String>> all =
                    answers.stream().map(CompletableFuture::join).toList();
            assertThat(all.stream().filter(answer -> answer.statusCode() == 200))
                    .hasSize(1);
            JsonNode winner = all.stream()
                    .filter(answer -> answer.statusCode() == 200)
                    .map(CredentialEndTests::json)
                    .findFirst()
                    .orElseThrow();
            assertThat(refresh(key, winner).statusCode()).isEqualTo(400);
            assertUnauthenticated(winner.path("access_token").asString());
        }
    }

    @Test
    void aRefreshThatCannotBePutOnRecordMayBeRepeated() throws SQLException {
        Key key = create();
        JsonNode first = refreshable(key);
        execute("ALTER TABLE audit_record RENAME TO audit_record_away");
        try {
            assertThat(refresh(key, first).statusCode()).isEqualTo(503);
        } finally {
            execute("ALTER TABLE audit_record_away RENAME TO audit_record");
        }
        assertThat(refresh(key, first).statusCode()).isEqualTo(200);
    }

    @Test
    void aClientHasAHundredRefreshTokensAndLosesTheOldest() throws SQLException {
        Key key = create();
        JsonNode oldest = refreshable(key);
        JsonNode ended = refreshable(key);
        refresh(key, ended);
        refresh(key, ended);
        execute("""
            INSERT INTO refresh_family (id, workspace_id, client_id, generation, token_sha256, created_at, expires_at)
            SELECT uuidv7(), workspace_id, client_id, generation, n::text, now(), now() + interval '1 day'
            FROM agent_credential, generate_series(1, 120) n
            WHERE client_id = '%s'
            """.formatted(key.id()));
        JsonNode newest = refreshable(key);
        assertThat(families(key, "ended_at IS NULL")).isEqualTo(100);
        assertThat(refresh(key, oldest).statusCode()).isEqualTo(400);
        assertThat(refresh(key, newest).statusCode()).isEqualTo(200);
        // It says for how long its tokens have to be refused, and is forgotten when none can hold any more.
        assertThat(families(key, "ended_at IS NOT NULL AND expires_at <= now()"))
                .isEqualTo(1);
        assertUnauthenticated(ended.path("access_token").asString());
    }

    private long families(Key key, String condition) throws SQLException {
        try (var connection = place.connect();
                var sql = connection.createStatement();
                var found = sql.executeQuery("SELECT count(*) FROM refresh_family WHERE client_id = '%s' AND %s"
                        .formatted(key.id(), condition))) {
            found.next();
            return found.getLong(1);
        }
    }

    private void execute(String statement) throws SQLException {
        try (var connection = place.connect();
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    @Test
    void aRefreshTokenExpires() throws SQLException {
        Key key = create();
        JsonNode first = refreshable(key);
        execute("UPDATE refresh_family SET expires_at = now() WHERE client_id = '%s'".formatted(key.id()));
        assertThat(json(refresh(key, first)).path("error").asString()).isEqualTo("invalid_grant");
    }

    @Test
    void anothersRefreshTokenIsRefusedAndStaysGood() {
        Key key = create();
        JsonNode mine = refreshable(key);
        assertThat(json(refresh(create(), mine)).path("error").asString()).isEqualTo("invalid_grant");
        assertThat(json(gateway.form(
                                Gateway.basic("viewer:viewer"),
                                "grant_type=refresh_token&refresh_token=" + token(mine)))
                        .path("error")
                        .asString())
                .isEqualTo("invalid_grant");
        assertThat(refresh(key, mine).statusCode()).isEqualTo(200);
    }

    @Test
    void aRefreshTokenEndsWithItsCredential() {
        Key key = create();
        JsonNode first = refreshable(key);
        Key fresh = rotate(key, 0);
        assertThat(json(refresh(fresh, first)).path("error").asString()).isEqualTo("invalid_grant");
        JsonNode second = refreshable(fresh);
        change("revokeAgentCredential", Map.of("clientId", key.id()), "credential { clientId }");
        assertThat(json(refresh(fresh, second)).path("error").asString()).isEqualTo("invalid_client");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&refresh_token=x",
                "&refresh_token=refresh_.x",
                "&refresh_token=refresh_01jd3kq4v8f2k9x3c7m5n1p0rz.x",
                "&refresh_token=refresh_01jd3kq4v8f2k9x3c7m5n1p0rz.%00",
                "&refresh_token=%F0%9F%92%A5"
            })
    void whatIsNoRefreshTokenIsRefused(String form) {
        Key key = create();
        var answer = gateway.form(basic(key), "grant_type=refresh_token" + form);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("error").asString()).isEqualTo("invalid_grant");
    }

    @Test
    void aRefreshWithoutATokenAndAScopeThatThereIsNotAreSaidSo() {
        Key key = create();
        assertThat(json(gateway.form(basic(key), "grant_type=refresh_token"))
                        .path("error")
                        .asString())
                .isEqualTo("invalid_request");
        assertThat(json(gateway.form(basic(key), "grant_type=client_credentials&scope=ADMIN"))
                        .path("error")
                        .asString())
                .isEqualTo("invalid_scope");
    }

    /// Who asks shall not learn by the clock which clients there are: a secret is hashed for nobody too, as slowly
    /// as outside of tests.
    @Test
    void aClientThatThereIsNotIsRefusedNoFasterThanAnother() {
        try (var slow = place.startNode(BatonApplication.class, "baton.access.secret-cost=10")) {
            gateway = Gateway.of(slow.getEnvironment());
            Key key = create();
            long known = Long.MAX_VALUE;
            long unknown = Long.MAX_VALUE;
            for (int i = 0; i < 5; i++) {
                known = Math.min(known, nanosToRefuse(key.id()));
                unknown = Math.min(unknown, nanosToRefuse("nobody-here"));
            }
            assertThat(unknown).isGreaterThan(known / 3);
        }
    }

    private long nanosToRefuse(String client) {
        long start = System.nanoTime();
        assertThat(gateway.tokenAnswer(client, "wrong").statusCode()).isEqualTo(401);
        return System.nanoTime() - start;
    }

    @Test
    void aSecretThatIsTooLongIsRefused() {
        Key key = create();
        for (String secret : List.of(key.secret() + "x".repeat(60), "x".repeat(5_000), key.secret() + "\0")) {
            assertThat(gateway.tokenAnswer(key.id(), secret).statusCode()).isEqualTo(401);
        }
    }

    private Key create() {
        JsonNode made = change("createAgentCredential", Map.of("agentId", agent), "clientId clientSecret");
        return new Key(
                made.path("clientId").asString(), made.path("clientSecret").asString());
    }

    private Key rotate(Key key, int overlapSeconds) {
        JsonNode made = change(
                "rotateAgentCredential",
                Map.of("clientId", key.id(), "overlapSeconds", overlapSeconds),
                "clientSecret credential { clientId rotatedAt previousGoodUntil }");
        assertThat(made.at("/credential/previousGoodUntil").isNull()).isFalse();
        return new Key(key.id(), made.path("clientSecret").asString());
    }

    private JsonNode change(String mutation, Map<String, ?> input, String selection) {
        JsonNode payload = payload(mutation, input, selection);
        assertThat(payload.path("problems")).as(payload.toString()).isEmpty();
        return payload;
    }

    private String problem(String mutation, Map<String, ?> input) {
        return payload(mutation, input, "credential { clientId }")
                .at("/problems/0/code")
                .asString();
    }

    private JsonNode payload(String mutation, Map<String, ?> input, String selection) {
        String type = Character.toUpperCase(mutation.charAt(0)) + mutation.substring(1) + "Input";
        return gateway.data(
                        admin,
                        "mutation ($input: %s!) { %s(input: $input) { %s problems { code } } }"
                                .formatted(type, mutation, selection),
                        Map.of("input", input))
                .path(mutation);
    }

    private JsonNode refreshable(Key key) {
        JsonNode answer = json(gateway.form(basic(key), "grant_type=client_credentials&scope=offline_access"));
        assertThat(answer.has("refresh_token")).as(answer.toString()).isTrue();
        return answer;
    }

    private HttpResponse<String> refresh(Key key, JsonNode before) {
        return gateway.form(basic(key), "grant_type=refresh_token&refresh_token=" + token(before));
    }

    private static String token(JsonNode answer) {
        return answer.path("refresh_token").asString();
    }

    private static String basic(Key key) {
        return Gateway.basic(key.id() + ":" + key.secret());
    }

    private void assertUnauthenticated(String token) {
        assertThat(code(token)).isEqualTo("UNAUTHENTICATED");
    }

    private String code(String token) {
        return gateway.execute(token, HEARTBEAT, Map.of())
                .at("/errors/0/extensions/code")
                .asString("");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private static void await(BooleanSupplier condition, Instant deadline) {
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
        }
    }

    private static void awaitStart(CountDownLatch start) {
        try {
            start.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
