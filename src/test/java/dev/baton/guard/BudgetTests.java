package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Plans by role, by client and by workspace. Viewers have plans too small for almost anything.
@BatonTest(
        properties = {
            "baton.guard.capacity=1000",
            "baton.guard.refill-per-second=1",
            "baton.guard.plans.viewer.capacity=60",
            "baton.guard.plans.viewer.max-operation-cost=30",
            "baton.guard.workspace.capacity=1500",
            "baton.guard.introspection=OPERATOR,AGENT",
            "baton.guard.max-answer=400000"
        })
@TestMethodOrder(OrderAnnotation.class)
class BudgetTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String SET = """
        mutation($input: SetClientPlanInput!) {
          setClientPlan(input: $input) { clientPlan { subject capacity } problems { code } }
        }
        """;

    private static final String DELEGATE = """
        mutation($title: String!) {
          delegateTask(input: {title: $title, type: "x", requiredCapabilities: ["nobody"]}) { task { id } }
        }
        """;

    private static final String DELEGATE_LONG = """
        mutation($type: String!, $text: String!, $json: JSON!) {
          delegateTask(input: {title: "long", type: $type, instructions: $text, specification: $json,
            requiredCapabilities: ["nobody"]}) { task { %s } }
        }
        """;

    @Autowired
    private Environment environment;

    private Gateway gateway;

    @BeforeEach
    void connect() {
        gateway = Gateway.of(environment);
    }

    @Test
    void anOperationMayCostWhatTheRoleMaySpend() {
        JsonNode refused = execute("viewer", viewers(31));
        assertThat(refused.at("/errors/0/extensions/code").asString()).isEqualTo("COST_LIMIT_EXCEEDED");
        assertThat(refused.at("/errors/0/extensions/limit").asLong()).isEqualTo(30);
        JsonNode answer = execute("viewer", viewers(30));
        assertThat(answer.at("/extensions/cost/throttleStatus/maximumAvailable").asLong())
                .isEqualTo(60);
        assertThat(execute("admin", viewers(31)).has("errors")).isFalse();
    }

    @Test
    void whatIsTooDearForItsLengthSaysSo() {
        assertThat(execute("other-viewer", viewers(31)).at("/errors/0/message").asString())
                .contains("smaller pages")
                .doesNotContain("too long");
        JsonNode refused = execute("other-viewer", viewers(1) + "#" + "x".repeat(40_000));
        assertThat(refused.at("/errors/0/extensions/code").asString()).isEqualTo("COST_LIMIT_EXCEEDED");
        assertThat(refused.at("/errors/0/message").asString())
                .contains("too long", "44 points are for reading it")
                .doesNotContain("smaller pages");
    }

    @Test
    void anAdministratorGivesAClientAPlanOfItsOwnAndTakesItAway() {
        Map<String, Long> plan = Map.of("capacity", 500L, "refillPerSecond", 7L, "maxOperationCost", 45L);
        JsonNode set = gateway.data(
                gateway.token("other-admin"), SET, Map.of("input", Map.of("subject", "other-viewer", "plan", plan)));
        assertThat(set.at("/setClientPlan/clientPlan/capacity").asLong()).isEqualTo(500);
        JsonNode limits = gateway.data(
                        gateway.token("other-viewer"),
                        "{ rateLimit { cost limit remaining used restoreRate resetAt maxOperationCost }"
                                + " viewer { rateLimit { limit } } }")
                .path("rateLimit");
        assertThat(limits.path("limit").asLong()).isEqualTo(500);
        assertThat(limits.path("cost").asLong()).isEqualTo(1);
        assertThat(limits.path("remaining").asLong() + limits.path("used").asLong())
                .isEqualTo(500);
        assertThat(limits.path("restoreRate").asLong()).isEqualTo(7);
        assertThat(limits.path("maxOperationCost").asLong()).isEqualTo(45);
        assertThat(execute("other-viewer", viewers(45)).has("errors")).isFalse();

        gateway.data(gateway.token("other-admin"), SET, Map.of("input", Map.of("subject", "other-viewer")));
        assertThat(execute("other-viewer", viewers(31))
                        .at("/errors/0/extensions/code")
                        .asString())
                .isEqualTo("COST_LIMIT_EXCEEDED");
    }

    @Test
    void onlyAnAdministratorSetsPlansAndOnlyOnesThatHold() {
        Map<String, ?> none =
                Map.of("subject", "x", "plan", Map.of("capacity", 0, "refillPerSecond", 1, "maxOperationCost", 1));
        assertThat(gateway.execute(gateway.token("viewer"), SET, Map.of("input", none))
                        .at("/errors/0/extensions/code")
                        .asString())
                .isEqualTo("FORBIDDEN");
        assertThat(gateway.data(gateway.token("admin"), SET, Map.of("input", none))
                        .at("/setClientPlan/problems/0/code")
                        .asString())
                .isEqualTo("INVALID_INPUT");
    }

    @Test
    void theSchemaIsShownToSomeRolesOnly() {
        String look = "{ __type(name: \"Task\") { name } }";
        assertThat(execute("viewer", look).at("/errors/0/extensions/code").asString())
                .isEqualTo("VALIDATION_FAILED");
        JsonNode shown = execute("other-operator", look);
        assertThat(shown.at("/data/__type/name").asString())
                .as(shown.toString())
                .isEqualTo("Task");
        assertThat(execute("viewer", "{ vieweer { subject } }")
                        .at("/errors/0/message")
                        .asString())
                .contains("vieweer")
                .doesNotContain("Did you mean", "viewer ", "'viewer'");
    }

    @Test
    void aPriceIsToldWithoutRunning() {
        String title = "never " + System.nanoTime();
        String body = JSON.writeValueAsString(
                Map.of("query", DELEGATE, "variables", Map.of("title", title), "extensions", Map.of("dryRun", true)));
        String operator = gateway.token("operator");
        JsonNode answer = JSON.readTree(gateway.post("Bearer " + operator, body).body());
        JsonNode cost = answer.at("/extensions/cost");
        assertThat(cost.path("requestedQueryCost").asLong()).isGreaterThan(10);
        assertThat(cost.path("actualQueryCost").isNull()).isTrue();
        assertThat(cost.path("limit").asLong())
                .as("what the bucket holds at most")
                .isEqualTo(1_000);
        assertThat(cost.at("/costliest/0").toString())
                .startsWith("{\"field\":\"Mutation.delegateTask\",\"path\":\"delegateTask\",\"points\":");
        assertThat(answer.path("data").isEmpty()).isTrue();
        assertThat(answer.has("errors")).isFalse();
        assertThat(gateway.data(operator, "{ tasks(first: 50) { nodes { title } } }")
                        .toString())
                .doesNotContain(title);
    }

    @ParameterizedTest
    @ValueSource(strings = {"instructions", "specification"})
    void anAnswerThatAliasesMakeHugeIsNotWrittenButItHasRun(String field) {
        String operator = gateway.token("other-operator");
        String type = "huge" + System.nanoTime();
        JsonNode answer = gateway.execute(operator, DELEGATE_LONG.formatted(many(field)), longTask(type));
        assertTooLong(answer, "It has run, and the answer has more than 400,000 characters");
        String tasks = "query($type: String!) { tasks(first: 2, filter: {types: [$type]}) { nodes { %s } } }";
        assertThat(gateway.data(operator, tasks.formatted("type"), Map.of("type", type))
                        .at("/tasks/nodes"))
                .hasSize(1);
        assertTooLong(
                gateway.execute(operator, tasks.formatted(many(field)), Map.of("type", type)),
                "the answer has more than 400,000 characters");
    }

    @Test
    void inPlaceOfAnEventThatIsTooLongComesItsCursor() {
        String operator = gateway.token("other-operator");
        String subscription = "subscription { taskEvents(after: \"%s\") { task { title %s } } }";
        String head = gateway.data(operator, "{ workspace { head } }")
                .at("/workspace/head")
                .asString();
        gateway.data(operator, DELEGATE_LONG.formatted("id"), longTask("long"));
        gateway.data(operator, DELEGATE, Map.of("title", "short"));
        try (var socket = TestSocket.signedIn(gateway, operator)) {
            socket.subscribe("1", subscription.formatted(head, many("instructions")));
            JsonNode lost = socket.next().path("payload");
            assertTooLong(lost, "The event has more than 400,000 characters");
            assertThat(socket.next().at("/payload/data/taskEvents/task/title").asString())
                    .isEqualTo("short");
            socket.complete("1");
            String cursor = lost.at("/errors/0/extensions/cursor").asString();
            socket.subscribe("2", subscription.formatted(cursor, many("instructions")));
            assertThat(socket.next().at("/payload/data/taskEvents/task/title").asString())
                    .isEqualTo("short");
        }
    }

    private static void assertTooLong(JsonNode answer, String message) {
        assertThat(answer.path("data").isNull()).as(answer.toString()).isTrue();
        assertThat(answer.at("/errors/0/extensions/code").asString()).isEqualTo("VALIDATION_FAILED");
        assertThat(answer.at("/errors/0/message").asString()).contains(message);
    }

    private static Map<String, String> longTask(String type) {
        String text = "x".repeat(10_000);
        return Map.of("type", type, "text", text, "json", text);
    }

    private static String many(String field) {
        return IntStream.range(0, 49)
                .mapToObj(i -> "a%d: %s ".formatted(i, field))
                .collect(Collectors.joining());
    }

    @Test
    void aPriceBeyondTheLimitIsToldToo() {
        HttpResponse<String> answer = gateway.send(HttpRequest.newBuilder(gateway.uri("/graphql"))
                .header("Authorization", "Bearer " + gateway.token("operator"))
                .header("Content-Type", "application/json")
                .header("GraphQL-Cost", "validate")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(Map.of(
                        "query", "{ tasks(first: 100) { nodes { all: subtasks(first: 100) { nodes { id } } } } }")))));
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode cost = JSON.readTree(answer.body()).at("/extensions/cost");
        assertThat(cost.path("requestedQueryCost").asLong()).isEqualTo(10_100);
        assertThat(cost.at("/costliest/0").toString())
                .isEqualTo("{\"field\":\"TaskConnection.nodes\",\"path\":\"tasks.nodes.all.nodes\",\"points\":10000}");
    }

    @Test
    void aSubscriptionPaysForEachEventThatItDelivers() {
        String operator = gateway.token("other-operator");
        try (var socket = TestSocket.signedIn(gateway, gateway.token("other-admin"))) {
            socket.subscribe("s", "subscription { taskEvents { cursor ... on TaskDelegated { title } } }");
            long before = remaining("other-admin");
            for (int event = 0; event < 5; event++) {
                gateway.data(operator, DELEGATE, Map.of("title", "paid"));
            }
            for (int event = 0; event < 5; event++) {
                JsonNode next = socket.next();
                assertThat(next.at("/payload/data/taskEvents/title").asString()).isEqualTo("paid");
                assertThat(next.at("/payload/extensions").toString())
                        .isEqualTo("{\"cost\":{\"requestedQueryCost\":1,\"actualQueryCost\":1}}");
            }
            // An event costs a point; asking twice does too.
            long after = remaining("other-admin");
            assertThat(before - after).isBetween(3L, 30L);
        }
    }

    @Test
    void aStreamIsPaidByThePlanOfTheMoment() {
        String admin = gateway.token("other-admin");
        try (var socket = TestSocket.signedIn(gateway, gateway.token("other-viewer"))) {
            setPlan(admin, "other-viewer", 50);
            socket.subscribe("s", "subscription { taskEvents { cursor task { id parent { id } } } }");
            gateway.data(gateway.token("other-operator"), DELEGATE, Map.of("title", "first"));
            assertThat(socket.next()
                            .at("/payload/extensions/cost/actualQueryCost")
                            .asLong())
                    .isEqualTo(2);
            setPlan(admin, "other-viewer", 1);
            String heard = "";
            for (int event = 0; event < 5 && !heard.contains("COST_LIMIT_EXCEEDED"); event++) {
                gateway.data(gateway.token("other-operator"), DELEGATE, Map.of("title", "later"));
                heard = socket.next().toString();
            }
            assertThat(heard).contains("\"error\"", "COST_LIMIT_EXCEEDED", "\"bound\":2", "\"limit\":1");
        } finally {
            gateway.data(admin, SET, Map.of("input", Map.of("subject", "other-viewer")));
        }
    }

    private void setPlan(String admin, String subject, long maxOperationCost) {
        Map<String, Long> plan = Map.of("capacity", 500L, "refillPerSecond", 7L, "maxOperationCost", maxOperationCost);
        gateway.data(admin, SET, Map.of("input", Map.of("subject", subject, "plan", plan)));
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void anEmptyWorkspaceRefusesAClientThatHasPointsLeft() {
        // The last of all, for it leaves nothing to the others of its workspace.
        assertThat(workspaceOf("viewer")).isNotEqualTo(workspaceOf("other-viewer"));
        String admin = gateway.token("admin");
        gateway.data(
                admin,
                SET,
                Map.of(
                        "input",
                        Map.of(
                                "subject",
                                "admin",
                                "plan",
                                Map.of("capacity", 100_000, "refillPerSecond", 1, "maxOperationCost", 5_000))));
        JsonNode last = execute("admin", "{ __schema { queryType { name } } }");
        for (int i = 0; i < 20 && !last.has("errors"); i++) {
            last = execute("admin", "{ __schema { queryType { name } } }");
        }
        assertThat(last.at("/errors/0/extensions/code").asString()).isEqualTo("RATE_LIMITED");
        assertThat(last.at("/errors/0/message").asString()).contains("the workspace has");
        assertThat(last.at("/extensions/cost/throttleStatus/currentlyAvailable").asLong())
                .isGreaterThan(50_000);
    }

    private String workspaceOf(String client) {
        return gateway.data(gateway.token(client), "{ workspace { id } }")
                .at("/workspace/id")
                .asString();
    }

    private long remaining(String client) {
        return gateway.data(gateway.token(client), "{ rateLimit { remaining } }")
                .at("/rateLimit/remaining")
                .asLong();
    }

    private JsonNode execute(String client, String query) {
        return gateway.execute(gateway.token(client), query, Map.of());
    }

    private static String viewers(int points) {
        return IntStream.range(0, points)
                .mapToObj(i -> "a%d: viewer { subject }".formatted(i))
                .collect(Collectors.joining(" ", "{ ", " }"));
    }
}
