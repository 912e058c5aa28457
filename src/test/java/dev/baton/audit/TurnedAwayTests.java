package dev.baton.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.TypeId;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.MovableClock;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestSocket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Mutations that are refused before they begin.
@BatonTest
class TurnedAwayTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Autowired
    private Environment environment;

    @Autowired
    private TestServers.Place place;

    private Gateway gateway = new Gateway(0);
    private String admin = "";

    @BeforeEach
    void signIn() {
        gateway = Gateway.of(environment);
        admin = gateway.token("admin");
    }

    @Test
    void oneThatIsTooDearIsOnRecordWithItsArguments() {
        String task = task();
        String query = """
            mutation ($why: String) {
              cancelTask(input: { taskId: "%s", reason: $why }) {
                task { subtasks(first: 100) { nodes { subtasks(first: 100) { nodes { title } } } } }
              }
            }
            """.formatted(task);
        assertThat(code(gateway.execute(admin, query, Map.of("why", "because"))))
                .isEqualTo("COST_LIMIT_EXCEEDED");
        JsonNode record = only(Map.of("target", task));
        assertRefused(record, "cancelTask", "COST_LIMIT_EXCEEDED");
        assertThat(record.at("/arguments/input/reason").asString()).isEqualTo("because");
        assertThat(record.path("address").asString()).isEqualTo("127.0.0.1");
        assertThat(record.path("requestId").asString()).startsWith("request_");
        assertThat(record.path("endedAt").isNull()).isFalse();
    }

    /// The filling costs the whole bucket, and so the second request is refused before anybody reads its document.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneForWhichTheBucketIsEmptyIsOnRecordByItsTextAndByItsId(boolean byId) throws IOException {
        Agent agent = hire();
        gateway.data(
                admin,
                ("mutation { setClientPlan(input: { subject: \"%s\", plan: { capacity: 50, refillPerSecond: 1,"
                                + " maxOperationCost: 50 } }) { problems { code } } }")
                        .formatted(agent.id()));
        Map<String, String> filling = Map.of("filling", "x".repeat(500_000));
        String request = JSON.writeValueAsString(
                byId
                        ? Map.of("documentId", known("Heartbeat"), "variables", filling)
                        : Map.of("query", "mutation { heartbeat { agent { id } } }", "variables", filling));
        assertThat(gateway.post("Bearer " + agent.token(), request).statusCode())
                .isEqualTo(200);
        assertThat(gateway.post("Bearer " + agent.token(), request).statusCode())
                .isEqualTo(429);
        JsonNode record = log(Map.of("actors", List.of(agent.id()))).at("/nodes/0");
        assertRefused(record, "heartbeat", "RATE_LIMITED");
    }

    @Test
    void oneThatIsNotValidIsOnRecordUnderTheNameThatItHas() {
        String name = name();
        gateway.execute(
                admin, "mutation M { %s(input: { secret: \"hush\", ids: [1] }) { id } }".formatted(name), Map.of());
        JsonNode record = only(Map.of("operations", List.of(name)));
        assertRefused(record, name, "VALIDATION_FAILED");
        assertThat(record.path("arguments").toString())
                .isEqualTo("{\"input\":{\"ids\":[1],\"secret\":\"[redacted]\"}}");
    }

    @Test
    void oneWhoseVariablesDoNotFitIsOnRecord() {
        String task = task();
        String query = "mutation ($input: CancelTaskInput!) { cancelTask(input: $input) { problems { code } } }";
        gateway.execute(admin, query, Map.of("input", Map.of("taskId", task, "leaseToken", "hush")));
        JsonNode record = only(Map.of("target", task));
        assertThat(record.path("outcome").asString()).isEqualTo("REFUSED");
        assertThat(record.at("/arguments/input/leaseToken").asString()).isEqualTo("[redacted]");
    }

    @Test
    void oneByGetAndOneOfASocketAreOnRecord() {
        String task = task();
        gateway.send(HttpRequest.newBuilder(gateway.uri("/graphql?query=mutation%7BcancelTask(input:%7BtaskId:%22"
                        + task + "%22%7D)%7Bproblems%7Bcode%7D%7D%7D"))
                .header("Authorization", "Bearer " + admin)
                .GET());
        assertRefused(only(Map.of("target", task)), "cancelTask", "BAD_REQUEST");
        String name = name();
        try (var socket = TestSocket.signedIn(gateway, admin)) {
            socket.subscribe("1", "mutation { %s }".formatted(name));
            assertThat(socket.next().toString()).contains("VALIDATION_FAILED");
        }
        assertRefused(only(Map.of("operations", List.of(name))), name, "VALIDATION_FAILED");
    }

    @Test
    void aQueryThatIsRefusedIsNot() {
        String name = name();
        gateway.execute(admin, "query mutation { %s }".formatted(name), Map.of());
        gateway.execute(admin, "mutation { %s".formatted(name), Map.of());
        gateway.execute(admin, "mutation M { %1$sx } query Q { %1$s }".formatted(name), Map.of());
        List<String> names = List.of(name, name + "x");
        assertThat(log(Map.of("operations", names)).path("totalCount").asInt()).isEqualTo(1);
    }

    @Test
    void whoFloodsTheGatewayDoesNotFillTheAudit() throws SQLException {
        Agent agent = hire();
        for (int i = 0; i < Ration.MOST + 10; i++) {
            gateway.execute(agent.token(), "mutation { nothing }", Map.of());
        }
        assertThat(records("actor = '%s' AND operation = 'nothing'".formatted(agent.id())))
                .isEqualTo(Ration.MOST);
        gateway.data(agent.token(), "mutation { heartbeat { agent { id } } }");
        assertThat(records("actor = '%s' AND operation = 'heartbeat'".formatted(agent.id())))
                .isEqualTo(1);
    }

    @Test
    void afterAMinuteThereIsRoomAgain() {
        var clock = new MovableClock();
        var meters = new SimpleMeterRegistry();
        var ration = new Ration(clock, meters);
        for (int i = 0; i < Ration.MOST; i++) {
            assertThat(ration.take("one")).isTrue();
        }
        assertThat(ration.take("one")).isFalse();
        assertThat(ration.take("another")).isTrue();
        assertThat(meters.counter("baton.audit.left.out").count()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(61));
        assertThat(ration.take("one")).isTrue();
    }

    private static void assertRefused(JsonNode record, String mutation, String code) {
        assertThat(record.path("kind").asString()).isEqualTo("MUTATION");
        assertThat(record.path("operation").asString()).isEqualTo(mutation);
        assertThat(record.path("outcome").asString()).isEqualTo("REFUSED");
        assertThat(record.at("/reasons/0").asString()).isEqualTo(code);
    }

    private static String known(String operation) throws IOException {
        return JSON.readTree(Files.readString(Path.of("frontend-contract/operations.json")))
                .path(operation)
                .asString();
    }

    private static String task() {
        return TypeId.format("task", TypeId.next());
    }

    private static String name() {
        return "n" + UUID.randomUUID().toString().replace("-", "");
    }

    private record Agent(String id, String token) {}

    private Agent hire() {
        String id = gateway.data(
                        admin,
                        "mutation { registerAgent(input: { handle: \"a%s\", kind: SPECIALIST }) { agent { id } } }"
                                .formatted(UUID.randomUUID()))
                .at("/registerAgent/agent/id")
                .asString();
        JsonNode key = gateway.data(
                        admin,
                        "mutation { createAgentCredential(input: { agentId: \"%s\" }) { clientId clientSecret } }"
                                .formatted(id))
                .path("createAgentCredential");
        return new Agent(
                id,
                gateway.token(
                        key.path("clientId").asString(),
                        key.path("clientSecret").asString()));
    }

    private JsonNode only(Map<String, ?> filter) {
        JsonNode found = log(filter);
        assertThat(found.path("totalCount").asInt()).as(found.toString()).isEqualTo(1);
        return found.at("/nodes/0");
    }

    private JsonNode log(Map<String, ?> filter) {
        return gateway.data(
                        admin,
                        "query ($filter: AuditFilter) { auditLog(filter: $filter) { totalCount nodes {"
                                + " kind operation arguments targets address requestId outcome reasons endedAt } } }",
                        Map.of("filter", filter))
                .path("auditLog");
    }

    private static String code(JsonNode answer) {
        return answer.at("/errors/0/extensions/code").asString("");
    }

    private long records(String condition) throws SQLException {
        try (var connection = place.connect();
                var sql = connection.createStatement();
                var found = sql.executeQuery("SELECT count(*) FROM audit_record WHERE " + condition)) {
            found.next();
            return found.getLong(1);
        }
    }
}
