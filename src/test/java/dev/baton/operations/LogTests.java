package dev.baton.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BesideOthers;
import dev.baton.testing.Cluster;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestSocket;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The log of a gateway as it runs in production, with all that Baton itself has to say.
@BesideOthers
class LogTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path FOLDER = Path.of("target/baton-logs");
    private static final String KEY_SECRET = "a secret for the keys " + UUID.randomUUID();
    private static final String BROKEN = "{ deadLetters { nodes { id } } }";

    /// What nobody may find in the log.
    private static final List<String> secrets = new ArrayList<>();

    private static Cluster cluster;
    private static Gateway gateway;
    private static String admin;

    private record Key(String agent, String id, String secret) {}

    @BeforeAll
    static void start() throws IOException, SQLException, InterruptedException {
        cluster = Cluster.start(FOLDER, 1, "logging.level.dev.baton=debug", "baton.access.key-secret=" + KEY_SECRET);
        cluster.awaitStart();
        gateway = cluster.gateways().getFirst();
        admin = gateway.token("admin");
        secrets.addAll(List.of(admin, KEY_SECRET, cluster.postgres().secret(), cluster.redisUrl()));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void aLineIsJsonAndNamesItsRequestAndWorkspaceAndNoSecret() throws IOException, SQLException {
        Key key = hire();
        String internal = breakSomething();
        signInRightAndWrong(key);
        String reused = useARefreshTokenTwice(key);
        String unwritten = loseAnOutcome();
        String hostile = "\"}\\u000a{\"forged\":\"" + "x".repeat(2_000);
        ask(admin, hostile, "{ viewer { subject } }");
        ask(secret("Bearer-" + UUID.randomUUID()), "bad-token-1", "{ viewer { subject } }");

        List<String> lines = Files.readAllLines(FOLDER.resolve("node-1.log"));
        List<JsonNode> log = lines.stream().map(JSON::readTree).toList();
        assertThat(log).allSatisfy(line -> assertThat(line.isObject()).isTrue());
        assertThat(lines).noneMatch(line -> line.contains("forged"));
        assertThat(secrets).allSatisfy(secret -> assertThat(lines).noneMatch(line -> line.contains(secret)));
        for (String request : List.of("internal-error-1", internal, unwritten)) {
            assertThat(of(request, log)).as(request).isNotEmpty();
            assertThat(of(request, log))
                    .allSatisfy(line -> assertThat(line.path("workspace").asString(""))
                            .as(line.toString())
                            .startsWith("workspace_"));
        }
        assertThat(of(reused, log))
                .anySatisfy(line -> assertThat(line.path("message").asString()).contains("used twice"));
    }

    private static List<JsonNode> of(String request, List<JsonNode> log) {
        return log.stream()
                .filter(line -> line.path("requestId").asString("").equals(request))
                .toList();
    }

    /// By HTTP and on a socket.
    ///
    /// @return the request id of the latter
    private static String breakSomething() throws SQLException {
        execute("ALTER TABLE task RENAME TO task_away");
        try (var socket = TestSocket.signedIn(gateway, admin)) {
            assertThat(ask(admin, "internal-error-1", BROKEN).body()).contains("INTERNAL", "internal-error-1");
            ask(
                    admin,
                    "internal-error-2",
                    "mutation { completeTask(input: { taskId: \"task_x\", leaseToken: \"%s\" }) { problems { code } } }"
                            .formatted(secret("lease")));
            socket.subscribe("1", BROKEN);
            JsonNode heard = socket.next();
            assertThat(heard.toString()).contains("INTERNAL");
            return heard.at("/payload/errors/0/extensions/requestId").asString();
        } finally {
            execute("ALTER TABLE task_away RENAME TO task");
        }
    }

    private static void signInRightAndWrong(Key key) {
        secrets.add(gateway.token(key.id(), key.secret()));
        gateway.tokenAnswer(key.id(), secret("wrong"));
        gateway.tokenAnswer("nobody", secret("nobodys"));
        gateway.form(
                Gateway.basic("broken" + secret("malformed")), "grant_type=password&password=" + secret("password"));
        secrets.add(gateway.data(
                        admin,
                        "mutation { rotateAgentCredential(input: { clientId: \"%s\", overlapSeconds: 60 }) { clientSecret } }"
                                .formatted(key.id()))
                .at("/rotateAgentCredential/clientSecret")
                .asString());
    }

    private static String useARefreshTokenTwice(Key key) {
        String request = "refresh-twice-1";
        JsonNode first = JSON.readTree(gateway.form(
                        Gateway.basic(key.id() + ":" + key.secret()),
                        "grant_type=client_credentials&scope=offline_access")
                .body());
        String token = first.path("refresh_token").asString();
        secrets.addAll(List.of(token, first.path("access_token").asString()));
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer = gateway.send(HttpRequest.newBuilder(gateway.uri("/oauth2/token"))
                    .header("Authorization", Gateway.basic(key.id() + ":" + key.secret()))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("X-Request-Id", request)
                    .POST(BodyPublishers.ofString("grant_type=refresh_token&refresh_token=" + token)));
            Arrays.stream(new String[] {"refresh_token", "access_token"})
                    .map(name -> JSON.readTree(answer.body()).path(name).asString(""))
                    .filter(text -> !text.isEmpty())
                    .forEach(secrets::add);
        }
        return request;
    }

    private static String loseAnOutcome() throws SQLException {
        String request = "lost-outcome-1";
        execute("ALTER TABLE audit_outcome RENAME TO audit_outcome_away");
        try {
            ask(admin, request, "mutation { heartbeat { problems { code } } }");
        } finally {
            execute("ALTER TABLE audit_outcome_away RENAME TO audit_outcome");
        }
        return request;
    }

    private static HttpResponse<String> ask(String token, String request, String query) {
        return gateway.send(HttpRequest.newBuilder(gateway.uri("/graphql"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("X-Request-Id", request)
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(Map.of("query", query)))));
    }

    private static String secret(String what) {
        String secret = what + "-" + UUID.randomUUID();
        secrets.add(secret);
        return secret;
    }

    private static Key hire() {
        String agent = gateway.data(
                        admin,
                        "mutation { registerAgent(input: { handle: \"logged\", kind: SPECIALIST }) { agent { id } } }")
                .at("/registerAgent/agent/id")
                .asString();
        JsonNode made = gateway.data(
                        admin,
                        "mutation { createAgentCredential(input: { agentId: \"%s\" }) { clientId clientSecret } }"
                                .formatted(agent))
                .path("createAgentCredential");
        secrets.add(made.path("clientSecret").asString());
        return new Key(
                agent,
                made.path("clientId").asString(),
                made.path("clientSecret").asString());
    }

    private static void execute(String statement) throws SQLException {
        var postgres = cluster.postgres();
        try (var connection = DriverManager.getConnection(
                        postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword());
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
