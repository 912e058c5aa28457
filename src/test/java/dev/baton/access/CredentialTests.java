package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.AgentId;
import dev.baton.graph.WorkspaceId;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@BatonTest
@ExtendWith(OutputCaptureExtension.class)
class CredentialTests {

    private static final String CREATE = """
        mutation($agent: ID!) {
          createAgentCredential(input: { agentId: $agent }) { clientId clientSecret problems { code message } }
        }
        """;

    private static final String CREATE_WITH_KEY = """
        mutation($agent: ID!, $key: String!) {
          createAgentCredential(input: { agentId: $agent, idempotencyKey: $key }) {
            clientId clientSecret problems { code message }
          }
        }
        """;

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
    void anAgentSignsInWithItsCredential() throws SQLException {
        AgentId agent = agent();
        JsonNode made = create("admin", agent.toString());
        String token = gateway.token(
                made.path("clientId").asString(), made.path("clientSecret").asString());
        JsonNode viewer = gateway.data(token, "{ viewer { subject roles workspace { name } agent { id } } }")
                .path("viewer");
        assertThat(viewer.path("subject").asString()).isEqualTo(agent.toString());
        assertThat(viewer.path("roles").toString()).isEqualTo("[\"AGENT\"]");
        assertThat(viewer.at("/workspace/name").asString()).isEqualTo("default");
        assertThat(viewer.at("/agent/id").asString()).isEqualTo(agent.toString());
    }

    @Test
    void anAgentMayHaveSeveralCredentials() throws SQLException {
        String agent = agent().toString();
        JsonNode one = create("admin", agent);
        JsonNode two = create("admin", agent);
        for (JsonNode made : new JsonNode[] {one, two}) {
            gateway.token(
                    made.path("clientId").asString(), made.path("clientSecret").asString());
        }
        var crossed = gateway.tokenAnswer(
                one.path("clientId").asString(), two.path("clientSecret").asString());
        assertThat(crossed.statusCode()).isEqualTo(401);
    }

    @Test
    void theSecretIsKeptNowhere(CapturedOutput output) throws SQLException {
        JsonNode made = create("admin", agent().toString());
        String secret = made.path("clientSecret").asString();
        String token = gateway.token(made.path("clientId").asString(), secret);
        gateway.tokenAnswer(made.path("clientId").asString(), "wrong-" + secret);
        gateway.post("Bearer " + token + "x", "{}");
        String refreshable = gateway.form(
                        Gateway.basic(made.path("clientId").asString() + ":" + secret),
                        "grant_type=client_credentials&scope=offline_access")
                .body();
        String refresh =
                JsonMapper.shared().readTree(refreshable).path("refresh_token").asString();
        for (int i = 0; i < 2; i++) {
            gateway.form(
                    Gateway.basic(made.path("clientId").asString() + ":" + secret),
                    "grant_type=refresh_token&refresh_token=" + refresh);
        }
        assertThat(output.getAll()).contains("was used twice").doesNotContain(refresh, "Bearer ey", "\"d\":\"");
        assertThat(rowsWith(secret)).isZero();
        assertThat(rowsWith("$2a$")).isPositive();
        assertThat(output.getAll()).doesNotContain(secret, token);
    }

    @Test
    void aKeyMakesOneCredentialAndTheSecretIsShownOnce() throws SQLException {
        String agent = agent().toString();
        JsonNode first = createWithKey(agent, "lost-answer");
        JsonNode again = createWithKey(agent, "lost-answer");
        assertThat(first.path("clientSecret").asString()).isNotEmpty();
        assertThat(again.path("clientId")).isEqualTo(first.path("clientId"));
        assertThat(again.path("clientSecret").isNull()).isTrue();
        assertThat(again.path("problems")).isEmpty();
        JsonNode other = createWithKey(agent().toString(), "lost-answer");
        assertThat(other.at("/problems/0/code").asString()).isEqualTo("IDEMPOTENCY_CONFLICT");
        assertThat(other.path("clientId").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "agent_", "agent_01jd3kq4v8f2k9x3c7m5n1p0rz", "task_01jd3kq4v8f2k9x3c7m5n1p0rz", "\0", "💥"})
    void anAgentThatDoesNotExistIsNotFound(String agent) {
        assertNotFound(create("admin", agent));
    }

    @Test
    void anotherWorkspacesAgentIsNotFound() throws SQLException {
        assertNotFound(create("other-admin", agent().toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"operator", "viewer"})
    void onlyAnAdministratorMakesCredentials(String client) {
        JsonNode answer = gateway.execute(
                gateway.token(client), CREATE, Map.of("agent", AgentId.next().toString()));
        assertThat(answer.at("/errors/0/extensions/code").asString()).isEqualTo("FORBIDDEN");
    }

    private static void assertNotFound(JsonNode payload) {
        assertThat(payload.at("/problems/0/code").asString()).isEqualTo("NOT_FOUND");
        assertThat(payload.path("clientId").isNull()).isTrue();
        assertThat(payload.path("clientSecret").isNull()).isTrue();
    }

    private JsonNode create(String client, String agent) {
        return gateway.data(gateway.token(client), CREATE, Map.of("agent", agent))
                .path("createAgentCredential");
    }

    private JsonNode createWithKey(String agent, String key) {
        return gateway.data(gateway.token("admin"), CREATE_WITH_KEY, Map.of("agent", agent, "key", key))
                .path("createAgentCredential");
    }

    /// An agent of workspace `default`, by the side door: how agents are registered is another room's story.
    private AgentId agent() throws SQLException {
        AgentId agent = AgentId.next();
        String workspace = gateway.data(gateway.token("viewer"), "{ workspace { id } }")
                .at("/workspace/id")
                .asString();
        try (var connection = place.connect();
                var sql = connection.prepareStatement("""
                    INSERT INTO agent (id, workspace_id, handle, display_name, kind, capabilities, tools,
                        max_concurrent_tasks, created_at, updated_at)
                    VALUES (?, ?, ?, 'An agent', 'SPECIALIST', '{}', '{}', 1, now(), now())
                    """)) {
            sql.setObject(1, agent.value());
            sql.setObject(2, WorkspaceId.parse(workspace).orElseThrow().value());
            sql.setString(3, agent.toString().replace('_', '-'));
            sql.executeUpdate();
        }
        return agent;
    }

    private int rowsWith(String text) throws SQLException {
        try (var connection = place.connect();
                var sql = connection.prepareStatement(
                        "SELECT count(*) FROM agent_credential c WHERE position(? in c::text) > 0")) {
            sql.setString(1, text);
            var rows = sql.executeQuery();
            rows.next();
            return rows.getInt(1);
        }
    }
}
