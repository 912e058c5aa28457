package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.TaskId;
import dev.baton.testing.BatonTest;
import dev.baton.testing.BesideOthers;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestSocket;
import dev.baton.testing.Worker;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// What the operations of the frontend contract are bounded by and what they cost, over a crew that has something to
/// do. Printed, for a bound that is far above what is paid keeps clients from what they could have.
@BesideOthers
@BatonTest(properties = {"baton.guard.refill-per-second=100000", "baton.guard.capacity=1000000"})
class ContractPriceTests {

    private static final int PARTS = 30;
    private static final int MANY = 150;
    private static final int MOST = 100;

    private static final Map<String, ContractOperation> OPERATIONS =
            ContractOperation.all().stream().collect(Collectors.toMap(ContractOperation::name, Function.identity()));

    @Autowired
    private Environment environment;

    @Autowired
    private TestServers.Place place;

    private final Map<String, Price> prices = new TreeMap<>();
    private final String skill = "skill-" + UUID.randomUUID();
    private Gateway gateway = new Gateway(0);
    private Worker worker = new Worker(gateway, "", "");
    private String told = "";
    private String admin = "";
    private String operator = "";

    /// In points.
    private record Price(long bound, long actual) {

        static Price of(JsonNode answer) {
            JsonNode cost = answer.at("/extensions/cost");
            return new Price(
                    cost.path("requestedQueryCost").asLong(),
                    cost.path("actualQueryCost").asLong());
        }

        double ratio() {
            return (double) bound / actual;
        }
    }

    private record Held(String task, String lease) {

        Map<String, Object> with(Map<String, ?> more) {
            var input = new HashMap<String, Object>(Map.of("taskId", task, "leaseToken", lease));
            input.putAll(more);
            return input;
        }
    }

    @BeforeEach
    void hire() {
        gateway = Gateway.of(environment);
        admin = gateway.token("admin");
        operator = gateway.token("operator");
        worker = Worker.hire(gateway, "w" + UUID.randomUUID(), skill, 1_000);
    }

    @Test
    void noOperationOfTheContractCostsMoreThanItsBound() {
        String head =
                operation(operator, "Head", Map.of()).at("/workspace/head").asString();
        hireOthers();
        String whole = delegate();
        work(claim(PARTS / 2));
        end();
        look(whole);
        listen(head);
        install();
        prices.forEach((name, price) -> System.out.printf(
                "%-24s bound %5d, actual %5d, ratio %6.1f%n", name, price.bound(), price.actual(), price.ratio()));
        assertThat(prices).allSatisfy((_, price) -> assertThat(price.actual()).isBetween(1L, price.bound()));
        assertThat(prices.keySet()).isEqualTo(OPERATIONS.keySet());
    }

    /// Lists that can grow without an end are as long as their price says at most.
    @Test
    void noListIsLongerThanItsPriceAssumes() throws SQLException {
        String whole = delegate();
        Held held = claim(1).getFirst();
        var thing = held.with(Map.of("kind", "CODE", "name", "n", "content", "x"));
        String deliverable = ask(worker.token(), "SubmitDeliverable", thing)
                .at("/deliverable/id")
                .asString();
        overfill(held.task());
        String title = "Waits for many " + skill;
        List<String> others = IntStream.range(0, MOST)
                .mapToObj(_ -> delegate(Map.of("title", "Before " + whole)))
                .toList();
        String waiting = delegate(Map.of("title", title, "dependsOn", others));
        JsonNode answer = gateway.execute(
                admin,
                """
                query($busy: ID!, $waiting: ID!, $deliverable: ID!, $agent: ID!) {
                  waiting: task(id: $waiting) { dependencies { id assignee { id } } }
                  busy: task(id: $busy) {
                    attempts { id agent { id } } delegations { id to { id } } metrics { name }
                  }
                  deliverable: node(id: $deliverable) { ... on Deliverable { revisions { id agent { id } content } } }
                  agent(id: $agent) { credentials { clientId } }
                }
                """,
                Map.of("busy", held.task(), "waiting", waiting, "deliverable", deliverable, "agent", worker.id()));
        for (String list : List.of(
                "/data/waiting/dependencies",
                "/data/busy/attempts",
                "/data/busy/delegations",
                "/data/busy/metrics",
                "/data/deliverable/revisions",
                "/data/agent/credentials")) {
            assertThat(answer.at(list)).as(list).hasSize(MOST);
        }
        assertThat(Price.of(answer).actual()).isBetween(400L, Price.of(answer).bound());
    }

    private void hireOthers() {
        for (int i = 0; i < 10; i++) {
            var profile = Map.of("handle", "h" + UUID.randomUUID(), "kind", "SPECIALIST", "reportsToId", worker.id());
            String id = ask(admin, "RegisterAgent", profile).at("/agent/id").asString();
            ask(admin, "UpdateAgent", Map.of("agentId", id, "model", "m"));
            ask(admin, "CreateAgentCredential", Map.of("agentId", id));
            if (i == 0) {
                ask(admin, "RetireAgent", Map.of("agentId", id));
            }
        }
    }

    /// A task with parts, some of which wait for others.
    private String delegate() {
        List<Map<String, Object>> tasks =
                IntStream.rangeClosed(0, PARTS).mapToObj(this::task).toList();
        return ask(operator, "DelegatePlan", Map.of("tasks", tasks))
                .at("/tasks/0/task/id")
                .asString();
    }

    private Map<String, Object> task(int number) {
        var task = new HashMap<String, Object>(
                Map.of("key", "k" + number, "title", "Part " + number, "type", "t", "assigneeId", worker.id()));
        if (number > 0) {
            task.put("parentKey", "k0");
            task.put("dependsOnKeys", number > PARTS - 5 ? List.of("k1", "k2") : List.of());
        }
        return task;
    }

    private String delegate(Map<String, ?> more) {
        var input = new HashMap<String, Object>(Map.of("title", "t", "type", "t", "assigneeId", worker.id()));
        input.putAll(more);
        return ask(operator, "DelegateTask", input).at("/task/id").asString();
    }

    private List<Held> claim(int limit) {
        return ask(worker.token(), "ClaimTasks", Map.of("limit", limit))
                .path("claims")
                .valueStream()
                .map(claim -> new Held(
                        claim.at("/task/id").asString(),
                        claim.path("leaseToken").asString()))
                .toList();
    }

    private void work(List<Held> held) {
        String agent = worker.token();
        operation(agent, "Heartbeat", Map.of());
        operation(agent, "Me", Map.of());
        Held first = held.getFirst();
        ask(agent, "RenewLease", first.with(Map.of()));
        told = first.task();
        ask(agent, "AppendOutput", first.with(Map.of("index", 1, "text", "x")));
        ask(agent, "ReportProgress", first.with(Map.of("percent", 10)));
        ask(
                agent,
                "ReportProgressOnTasks",
                Map.of(
                        "items",
                        held.stream()
                                .map(one -> one.with(Map.of("percent", 20)))
                                .toList()));
        for (int revision = 0; revision < 3; revision++) {
            var thing = first.with(Map.of("kind", "CODE", "name", "a.ts", "content", "x".repeat(1_000)));
            String id =
                    ask(agent, "SubmitDeliverable", thing).at("/deliverable/id").asString();
            ask(operator, "ReviewDeliverable", Map.of("deliverableId", id, "decision", "ACCEPT"));
            operation(operator, "DeliverableContent", Map.of("id", id));
        }
        ask(agent, "RequestInput", first.with(Map.of("question", "?")));
        ask(operator, "ProvideInput", Map.of("taskId", first.task(), "answer", "!"));
        ask(agent, "CompleteTask", first.with(Map.of("result", Map.of("done", true))));
        ask(agent, "ReleaseTask", held.get(1).with(Map.of()));
        var late = held.get(1).with(Map.of("kind", "CODE", "name", "late.ts", "content", "x"));
        String brought =
                ask(agent, "SubmitDeliverable", late).at("/deliverable/id").asString();
        ask(operator, "AdoptDeliverable", Map.of("deliverableId", brought));
        ask(agent, "FailTask", held.get(2).with(Map.of("code", "c", "message", "m", "retryable", false)));
        ask(operator, "RetryTask", Map.of("taskId", held.get(2).task()));
        ask(
                agent,
                "CompleteTasks",
                Map.of(
                        "items",
                        held.subList(3, held.size()).stream()
                                .map(one -> one.with(Map.of()))
                                .toList()));
    }

    private void end() {
        String agent = worker.token();
        Worker other = Worker.hire(gateway, "w" + UUID.randomUUID(), skill, 1);
        ask(agent, "DeclineTask", Map.of("taskId", delegate(Map.of()), "reason", "r"));
        ask(agent, "HandOffTask", Map.of("taskId", delegate(Map.of()), "toAgentId", other.id()));
        ask(operator, "CancelTask", Map.of("taskId", delegate(Map.of())));
        String label = "label-" + skill;
        for (int i = 0; i < 10; i++) {
            ask(operator, "CancelTask", Map.of("taskId", delegate(Map.of("labels", List.of(label)))));
        }
        ask(operator, "RetryTasks", Map.of("filter", Map.of("labels", List.of(label))));
        delegate(Map.of("reviewRequired", true, "priority", "URGENT"));
        Held reviewed = claim(1).getFirst();
        ask(agent, "CompleteTask", reviewed.with(Map.of()));
        ask(operator, "ReviewTask", Map.of("taskId", reviewed.task(), "decision", "ACCEPT"));
        for (int i = 0; i < 5; i++) {
            delegate(Map.of("priority", "URGENT", "retryPolicy", Map.of("maxAttempts", 1)));
            var end = Map.of("code", "c", "message", "m", "retryable", true);
            ask(agent, "FailTask", claim(1).getFirst().with(end));
        }
    }

    private void look(String whole) {
        operation(operator, "Overview", Map.of());
        operation(operator, "Crew", Map.of());
        operation(operator, "Activity", Map.of());
        operation(operator, "DeadLetters", Map.of("first", 20));
        operation(operator, "Board", Map.of("states", List.of("QUEUED", "COMPLETED"), "first", 50));
        operation(operator, "TaskPage", Map.of("id", whole));
        operation(operator, "TaskTimeline", Map.of("id", whole));
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        operation(
                operator,
                "Charts",
                Map.of("from", now.minusDays(1).toString(), "to", now.toString(), "bucket", "HOUR"));
    }

    /// What an event of each stream costs.
    private void listen(String head) {
        event(operator, "ActivityStream", Map.of("after", head));
        event(operator, "Live", Map.of("after", head));
        event(worker.token(), "Inbox", Map.of("agentId", worker.id(), "after", head));
        event(worker.token(), "TaskOutput", Map.of("taskId", told));
        event(worker.token(), "WorkOffers", Map.of());
    }

    private void install() {
        String installer = gateway.token("installation-admin");
        String name = "w" + System.nanoTime();
        String id = ask(installer, "CreateWorkspace", Map.of("name", name))
                .at("/workspace/id")
                .asString();
        ask(installer, "SuspendWorkspace", Map.of("workspaceId", id, "reason", "r"));
        ask(installer, "ResumeWorkspace", Map.of("workspaceId", id));
        ask(installer, "SuspendWorkspace", Map.of("workspaceId", id, "reason", "r"));
        operation(installer, "Workspaces", Map.of());
        ask(installer, "DeleteWorkspace", Map.of("workspaceId", id, "name", name));
    }

    private void event(String token, String name, Map<String, ?> variables) {
        try (var socket = TestSocket.signedIn(gateway, token)) {
            Map<String, ?> request = Map.of("query", text(name), "variables", variables);
            socket.send(Map.of("id", "1", "type", "subscribe", "payload", request));
            JsonNode event = socket.next().path("payload");
            assertThat(event.path("data").isObject()).as(name + event).isTrue();
            prices.put(name, Price.of(event));
        }
    }

    private static String text(String name) {
        return Objects.requireNonNull(OPERATIONS.get(name), name).text();
    }

    /// The payload of a mutation that was not refused.
    private JsonNode ask(String token, String name, Map<String, ?> input) {
        JsonNode payload =
                operation(token, name, Map.of("input", input)).iterator().next();
        assertThat(payload.path("problems")).as(name + payload).isEmpty();
        return payload;
    }

    /// The answer's data. Of several answers, the one whose bound is furthest off counts.
    private JsonNode operation(String token, String name, Map<String, ?> variables) {
        JsonNode answer = gateway.execute(token, text(name), variables);
        assertThat(answer.has("errors")).as(name + answer).isFalse();
        prices.merge(name, Price.of(answer), (one, other) -> one.ratio() > other.ratio() ? one : other);
        return answer.path("data");
    }

    private void overfill(String task) throws SQLException {
        try (Connection database = place.connect()) {
            for (String statement : List.of("""
                INSERT INTO attempt (id, workspace_id, task_id, agent_id, number, lease_token, started_at, ended_at,
                                     outcome)
                SELECT gen_random_uuid(), workspace_id, task_id, agent_id, number + n, 'x', started_at, now(), 'RELEASED'
                FROM work, generate_series(1, ?) AS n
                """, """
                INSERT INTO delegation (id, workspace_id, task_id, delegator, created_at)
                SELECT gen_random_uuid(), workspace_id, task_id, 'x', now() FROM work, generate_series(1, ?) AS n
                """, """
                INSERT INTO deliverable (id, workspace_id, task_id, attempt_id, agent_id, kind, name, media_type,
                                         content, revision, review, created_at)
                SELECT gen_random_uuid(), workspace_id, task_id, attempt_id, agent_id, 'CODE', 'n', 'text/plain', 'x',
                       1 + n, 'PENDING', now()
                FROM work, generate_series(1, ?) AS n
                """, """
                INSERT INTO agent_credential (client_id, workspace_id, agent_id, secret_hash, created_by, created_at)
                SELECT gen_random_uuid()::text, workspace_id, agent_id, 'x', 'x', now()
                FROM work, generate_series(1, ?) AS n
                """, """
                , named AS (
                    INSERT INTO metric (workspace_id, name, unit)
                    SELECT workspace_id, 'm' || n, '1' FROM work, generate_series(1, ?) AS n
                    RETURNING *)
                INSERT INTO metric_task (workspace_id, task_id, name, count, sum, min, max, last, last_at)
                SELECT workspace_id, task_id, name, 1, 1, 1, 1, 1, now() FROM named JOIN work USING (workspace_id)
                """)) {
                fill(database, statement, task);
            }
        }
    }

    private static void fill(Connection database, String insert, String task) throws SQLException {
        String work = """
            WITH work AS (
                SELECT workspace_id, task_id, id AS attempt_id, agent_id, number, started_at FROM attempt
                WHERE task_id = ?::uuid ORDER BY number LIMIT 1)
            """;
        try (PreparedStatement statement = database.prepareStatement(work + insert)) {
            statement.setString(1, TaskId.parse(task).orElseThrow().value().toString());
            statement.setInt(2, MANY);
            statement.executeUpdate();
        }
    }
}
