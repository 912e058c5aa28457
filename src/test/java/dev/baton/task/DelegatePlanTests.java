package dev.baton.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.AgentId;
import dev.baton.task.Team.Member;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.Statements;
import dev.baton.testing.TestServers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whole plans, as their callers see them.
@BatonTest
class DelegatePlanTests {

    private static final String PLANS_TABLES =
            "idempotency_key|agent|task|task_dependency|delegation|event_inbox|audit_record|audit_outcome";

    private static final JsonMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    @Autowired
    private Environment environment;

    @Autowired
    private TestServers.Place place;

    private Team team = new Team(new Gateway(0));
    private String operator = "";
    private Member worker = new Member("", "");

    @BeforeEach
    void openOffice() {
        team = new Team(Gateway.of(environment));
        operator = team.operator();
        worker = team.hire("SPECIALIST", Map.of());
    }

    @Test
    void aDiamondRunsInItsOrder() {
        List<String> ids = delegated(List.of(
                task("last", Map.of("dependsOnKeys", List.of("left", "right"))),
                task("left", Map.of("dependsOnKeys", List.of("first"))),
                task("right", Map.of("dependsOnKeys", List.of("first"))),
                task("first", Map.of())));
        assertThat(ids.stream().map(team::state)).containsExactly("WAITING", "WAITING", "WAITING", "QUEUED");
        assertThat(finishAll()).containsExactly(ids.get(3));
        assertThat(finishAll()).containsExactlyInAnyOrder(ids.get(1), ids.get(2));
        assertThat(finishAll()).containsExactly(ids.get(0));
        assertThat(team.events(ids.getFirst()))
                .containsExactly("TaskDelegated", "TaskQueued", "TaskClaimed", "TaskCompleted");
    }

    @Test
    void aPlansTasksAreClaimedAndListedInItsOrder() {
        String label = label();
        List<String> ids = delegated(IntStream.range(0, 50)
                .mapToObj(i -> task("k" + i, Map.of("labels", List.of(label))))
                .toList());
        assertThat(team.claim(worker).stream().map(Team.Held::task)).containsExactlyElementsOf(ids);
        assertThat(labelled(label)).containsExactlyElementsOf(ids);
    }

    @Test
    void aPlanTakesItsTurnBesideAnotherDelegatorsTasks() {
        Member manager = team.hire("MANAGER", Map.of());
        Member below = team.hire("SPECIALIST", Map.of("reportsToId", manager.id()));
        worker = below;
        List<String> flood = delegated(List.of(task("a", Map.of()), task("b", Map.of()), task("c", Map.of())));
        List<String> others = ids(team.done(
                manager.token(),
                "delegatePlan",
                Map.of("tasks", List.of(task("a", Map.of()), task("b", Map.of()))),
                "tasks { key task { id } }"));
        assertThat(team.claim(below).stream().map(Team.Held::task))
                .containsExactly(flood.get(0), others.get(0), flood.get(1), others.get(1), flood.get(2));
    }

    @Test
    void aTaskOfAPlanIsWhatDelegateTaskMakesOfTheSameInput() {
        Map<String, Object> all = Map.ofEntries(
                Map.entry("title", "Whole"),
                Map.entry("instructions", "Do \"all\" of it.\n😀"),
                Map.entry("type", "create-api"),
                Map.entry("priority", "URGENT"),
                Map.entry("specification", Map.of("a", List.of(1, 2.5, "x", Map.of()))),
                Map.entry("labels", List.of("b", "a", "{\"odd\", label}")),
                Map.entry("assigneeId", worker.id()),
                Map.entry("requiredCapabilities", List.of("y", "x")),
                Map.entry("notBefore", "2030-01-01T00:00:00Z"),
                Map.entry("deadline", "2031-01-01T00:00:00.123456Z"),
                Map.entry("onDependencyFailure", "CANCEL"),
                Map.entry("reviewRequired", true),
                Map.entry("selfReviewAllowed", true),
                Map.entry(
                        "retryPolicy",
                        Map.of("maxAttempts", 7, "firstDelayMs", 5, "factor", 1.5, "maxDelayMs", 9, "jitter", 0.1)),
                Map.entry("note", "Mind the gap."));
        String selection = """
            title instructions type priority state specification labels requiredCapabilities assignee { id } requester
            notBefore deadline onDependencyFailure reviewRequired selfReviewAllowed within { id }
            retryPolicy { maxAttempts firstDelayMs factor maxDelayMs jitter } delegations { note to { id } }
            """;
        String alone = team.done(operator, "delegateTask", all, "task { id }")
                .at("/task/id")
                .asString();
        String planned = delegated(List.of(task("key", all))).getFirst();
        assertThat(team.see(planned, selection)).isEqualTo(team.see(alone, selection));
    }

    @Test
    void noWayLeadsBackToWhatATaskIsAPartOf() {
        String top = team.delegate(operator, worker, Map.of());
        String whole = team.delegate(operator, worker, Map.of("parentId", top));
        String afterTop = team.delegate(operator, worker, Map.of("dependsOn", List.of(top)));
        String aboveThat = team.delegate(operator, worker, Map.of());
        team.delegate(operator, worker, Map.of("parentId", aboveThat, "dependsOn", List.of(afterTop)));
        String last = team.delegate(operator, worker, Map.of("dependsOn", List.of(aboveThat)));
        for (String far : List.of(whole, top, afterTop, aboveThat, last)) {
            var input = Map.of("title", "No", "type", "work", "parentId", whole, "dependsOn", List.of(far));
            assertThat(team.problem(operator, "delegateTask", input)
                            .path("__typename")
                            .asString())
                    .isEqualTo("Cycle");
            List<Map<String, Object>> detour = List.of(
                    task("part", Map.of("parentId", whole, "dependsOnKeys", List.of("step"))),
                    task("step", Map.of("dependsOn", List.of(far))));
            assertThat(refused(detour).path("__typename").asString()).isEqualTo("Cycle");
        }
        String aside = team.delegate(operator, worker, Map.of("parentId", top));
        team.delegate(operator, worker, Map.of("parentId", whole, "dependsOn", List.of(aside)));
        team.delegate(operator, worker, Map.of("parentId", last, "dependsOn", List.of(whole, afterTop)));
    }

    @Test
    void partsHangBelowTheirParentsAndBelowWhatIsThereAlready() {
        String root = team.delegate(operator, worker, Map.of());
        String before = team.delegate(operator, worker, Map.of());
        List<String> ids = delegated(List.of(
                task("part", Map.of("parentKey", "whole", "dependsOn", List.of(before))),
                task("whole", Map.of("parentId", root))));
        JsonNode part = team.see(ids.get(0), "parent { id parent { id } } dependencies { id } state");
        assertThat(part.at("/parent/id").asString()).isEqualTo(ids.get(1));
        assertThat(part.at("/parent/parent/id").asString()).isEqualTo(root);
        assertThat(part.at("/dependencies/0/id").asString()).isEqualTo(before);
        assertThat(part.path("state").asString()).isEqualTo("WAITING");
        assertThat(refused(List.of(
                                task("a", Map.of("parentId", root)),
                                task("b", Map.of("parentKey", "a", "dependsOn", List.of(root)))))
                        .path("__typename")
                        .asString())
                .isEqualTo("Cycle");
    }

    @Test
    void aPlanWithABadTaskLeavesNothing() {
        String label = label();
        List<Map<String, Object>> tasks = thousand(label);
        tasks.set(998, task("k998", Map.of("labels", List.of(label), "type", "")));
        assertThat(paths(refused(tasks))).containsExactly("tasks.998.type");
        tasks.set(998, task("k998", Map.of("labels", List.of(label), "dependsOn", List.of("task_none"))));
        assertThat(refused(tasks).path("__typename").asString()).isEqualTo("NotFound");
        tasks.set(998, task("k998", Map.of("labels", List.of(label), "assigneeId", "agent_none")));
        assertThat(refused(tasks).path("__typename").asString()).isEqualTo("NotFound");
        assertThat(labelled(label)).isEmpty();
    }

    @Test
    void aChainOfAThousandTasksIsOneCall() {
        List<Map<String, Object>> chain = thousand(label());
        for (int i = 1; i < chain.size(); i++) {
            chain.get(i).put("dependsOnKeys", List.of("k" + (i - 1)));
            chain.get(i).put("retryPolicy", Map.of("maxAttempts", 2));
        }
        List<String> ids = delegated(chain);
        assertThat(new HashSet<>(ids)).hasSize(1_000);
        assertThat(team.state(ids.get(0))).isEqualTo("QUEUED");
        assertThat(team.see(ids.get(999), "dependencies { id }")
                        .at("/dependencies/0/id")
                        .asString())
                .isEqualTo(ids.get(998));
        for (int i = 0; i < 3; i++) {
            assertThat(finishAll()).containsExactly(ids.get(i));
        }
    }

    @Test
    void aPlanTakesTheSameStatementsHoweverManyTasksItHas() {
        Member manager = team.hire("MANAGER", Map.of());
        worker = team.hire("SPECIALIST", Map.of("reportsToId", manager.id()));
        // The first call of an agent is also noted as a sign of life.
        statements(manager, 1);
        List<String> few = fewestStatements(manager, 2);
        List<String> many = fewestStatements(manager, 200);
        assertThat(few).hasSizeGreaterThan(8);
        assertThat(many).containsExactlyElementsOf(few);
    }

    // What the gateway's own timers send meanwhile only adds to them.
    private List<String> fewestStatements(Member manager, int count) {
        return Stream.generate(() -> statements(manager, count))
                .limit(4)
                .min(Comparator.comparingInt(List::size))
                .orElseThrow();
    }

    private List<String> statements(Member manager, int count) {
        String root = team.delegate(operator, manager, Map.of());
        String before = team.delegate(operator, manager, Map.of());
        List<Map<String, Object>> tasks = IntStream.range(0, count)
                .mapToObj(i -> task("k" + i, Map.of("parentId", root, "dependsOn", List.of(before), "note", "n")))
                .toList();
        Map<String, Object> input = Map.of("tasks", tasks, "idempotencyKey", label());
        return Statements.during(
                        place, () -> team.done(manager.token(), "delegatePlan", input, "tasks { key task { id } }"))
                .stream()
                .filter(sql -> sql.matches(".*\\b(" + PLANS_TABLES + ")\\b.*"))
                .filter(sql -> !sql.matches(".*(event_head|metric_|count\\(|SKIP LOCKED).*"))
                .toList();
    }

    @Test
    void aRepetitionWithTheSameKeyAnswersTheSameTasksInTheSameOrder() {
        String label = label();
        Map<String, Object> input = Map.of("tasks", thousand(label).subList(0, 50), "idempotencyKey", label);
        JsonNode first = team.done(operator, "delegatePlan", input, "tasks { key task { id } }");
        assertThat(team.done(operator, "delegatePlan", input, "tasks { key task { id } }"))
                .isEqualTo(first);
        Map<String, Object> other = Map.of("tasks", thousand(label).subList(0, 49), "idempotencyKey", label);
        assertThat(team.problem(operator, "delegatePlan", other)
                        .path("__typename")
                        .asString())
                .isEqualTo("IdempotencyConflict");
        assertThat(labelled(label)).hasSize(50);
    }

    @Test
    void ofPlansSentAtOnceWithOneKeyOneIsDelegated() {
        String label = label();
        Map<String, Object> input = Map.of("tasks", thousand(label).subList(0, 20), "idempotencyKey", label);
        var answers = new ConcurrentLinkedQueue<List<String>>();
        Team.atOnce(IntStream.range(0, 8)
                .<Callable<Object>>mapToObj(_ ->
                        () -> answers.add(ids(team.done(operator, "delegatePlan", input, "tasks { key task { id } }"))))
                .toList());
        assertThat(answers.stream().distinct()).hasSize(1);
        assertThat(labelled(label)).hasSize(20);
    }

    @Test
    void aManagerPlansForItsOwnSubtreeOnly() {
        Member manager = team.hire("MANAGER", Map.of());
        Member below = team.hire("SPECIALIST", Map.of("reportsToId", manager.id()));
        Map<String, Object> own = task("own", Map.of("assigneeId", below.id()));
        Map<String, Object> open = task("open", Map.of("assigneeId", below.id()));
        open.remove("assigneeId");
        open.put("requiredCapabilities", List.of(label()));
        List<String> ids = ids(team.done(
                manager.token(), "delegatePlan", Map.of("tasks", List.of(own, open)), "tasks { key task { id } }"));
        assertThat(team.see(ids.get(1), "within { id }").at("/within/id").asString())
                .isEqualTo(manager.id());

        assertThat(refusedBy(manager, List.of(own, task("foreign", Map.of())))).isEqualTo("DelegationRefused");
        String foreign = team.delegate(operator, worker, Map.of());
        assertThat(refusedBy(
                        manager, List.of(own, task("part", Map.of("assigneeId", below.id(), "parentId", foreign)))))
                .isEqualTo("DelegationRefused");
        assertThat(refusedBy(below, List.of(own))).isEqualTo("DelegationRefused");
    }

    @Test
    void whatIsOfAnotherWorkspaceIsNotFound() {
        String ours = team.delegate(operator, worker, Map.of());
        String stranger = team.gateway().token("other-operator");
        Map<String, Object> task = task("a", Map.of());
        assertThat(team.problem(stranger, "delegatePlan", Map.of("tasks", List.of(task)))
                        .path("__typename")
                        .asString())
                .isEqualTo("NotFound");
        task.remove("assigneeId");
        task.put("dependsOn", List.of(ours));
        assertThat(team.problem(stranger, "delegatePlan", Map.of("tasks", List.of(task)))
                        .path("__typename")
                        .asString())
                .isEqualTo("NotFound");
    }

    @Test
    void aRetiredAgentIsNamedByItsPlace() throws SQLException {
        Member retired = team.hire("SPECIALIST", Map.of());
        try (var connection = place.connect();
                var sql = connection.prepareStatement("UPDATE agent SET retired_at = now() WHERE id = ?")) {
            sql.setObject(1, AgentId.parse(retired.id()).orElseThrow().value());
            assertThat(sql.executeUpdate()).isEqualTo(1);
        }
        assertThat(paths(refused(List.of(task("a", Map.of()), task("b", Map.of("assigneeId", retired.id()))))))
                .containsExactly("tasks.1.assigneeId");
    }

    @Test
    void aCircleAnUnknownKeyAndTooManyTasksAreRefused() {
        JsonNode circle = refused(List.of(
                task("a", Map.of("dependsOnKeys", List.of("b"))), task("b", Map.of("dependsOnKeys", List.of("a")))));
        assertThat(circle.path("__typename").asString()).isEqualTo("Cycle");
        assertThat(circle.path("message").asString()).contains("a → b → a");
        assertThat(paths(refused(List.of(task("a", Map.of("dependsOnKeys", List.of("a ", "A"), "parentKey", ""))))))
                .containsExactly("tasks.0.parentKey", "tasks.0.dependsOnKeys.0", "tasks.0.dependsOnKeys.1");
        assertThat(paths(refused(
                        List.of(task("a", Map.of()), task("b", Map.of("parentKey", "a", "parentId", "task_x"))))))
                .containsExactly("tasks.1.parentId");
        List<Map<String, Object>> tooMany = thousand(label());
        tooMany.add(task("more", Map.of()));
        assertThat(paths(refused(tooMany))).containsExactly("tasks");
        assertThat(paths(refused(List.of()))).containsExactly("tasks");
    }

    @Test
    void aPlanIsNestedNoDeeperThanATaskMayBe() {
        List<Map<String, Object>> nested = new ArrayList<>();
        for (int i = 0; i < 33; i++) {
            nested.add(task("k" + i, i == 0 ? Map.of() : Map.of("parentKey", "k" + (i - 1))));
        }
        String deepest = delegated(nested).getLast();
        assertThat(refused(List.of(task("a", Map.of("parentId", deepest))))
                        .path("__typename")
                        .asString())
                .isEqualTo("DelegationRefused");
        nested.add(task("k33", Map.of("parentKey", "k32")));
        assertThat(paths(refused(nested))).containsExactly("tasks.33.parentKey");
    }

    @Test
    void anyTextIsAKeyThatCanBeStored() {
        List<String> keys =
                List.of("😀", "tasks.0.key", "\"'; DROP TABLE task; --", "\u202eabc", " ", "e\u0301", "\u00e9");
        List<Map<String, Object>> tasks =
                keys.stream().map(key -> task(key, Map.of())).toList();
        JsonNode payload = team.done(operator, "delegatePlan", Map.of("tasks", tasks), "tasks { key task { id } }");
        assertThat(payload.path("tasks").findValuesAsString("key")).containsExactlyElementsOf(keys);
        for (String key : List.of("", "k".repeat(101), "k".repeat(10_000), "nul\0")) {
            assertThat(paths(refused(List.of(task("fine", Map.of()), task(key, Map.of())))))
                    .containsExactly("tasks.1.key");
        }
    }

    @Test
    void halfASurrogatePairIsABadField() {
        for (String field : List.of("key", "parentKey", "parentId", "assigneeId", "withinId")) {
            Map<String, Object> task = task("a", Map.of());
            task.remove("assigneeId");
            task.put(field, "a\ud800");
            assertThat(paths(hostile(task))).containsExactly("tasks.0." + field);
        }
        for (String field : List.of("dependsOn", "dependsOnKeys")) {
            assertThat(paths(hostile(task("a", Map.of(field, List.of("a\udc00b")))))
                            .getFirst())
                    .startsWith("tasks.0." + field);
        }
    }

    /// Sends it escaped: as UTF-8 there is no such text.
    private JsonNode hostile(Map<String, Object> task) {
        String query = "mutation ($input: DelegatePlanInput!) { delegatePlan(input: $input) { problems {"
                + " __typename ... on InvalidInput { fields { path } } } } }";
        var input = Map.of("tasks", List.of(task), "idempotencyKey", label());
        String body = ASCII.writeValueAsString(Map.of("query", query, "variables", Map.of("input", input)));
        return ASCII.readTree(team.gateway().post("Bearer " + operator, body).body())
                .at("/data/delegatePlan/problems/0");
    }

    private Map<String, Object> task(String key, Map<String, ?> more) {
        var task = new HashMap<String, Object>(
                Map.of("key", key, "title", "Do it", "type", "work", "assigneeId", worker.id()));
        task.putAll(more);
        return task;
    }

    private List<Map<String, Object>> thousand(String label) {
        var tasks = new ArrayList<Map<String, Object>>();
        IntStream.range(0, 1_000).forEach(i -> tasks.add(task("k" + i, Map.of("labels", List.of(label)))));
        return tasks;
    }

    private static String label() {
        return "label-" + UUID.randomUUID();
    }

    private List<String> delegated(List<Map<String, Object>> tasks) {
        JsonNode payload = team.done(operator, "delegatePlan", Map.of("tasks", tasks), "tasks { key task { id } }");
        assertThat(payload.path("tasks").findValuesAsString("key"))
                .containsExactlyElementsOf(tasks.stream()
                        .map(task -> String.valueOf(task.get("key")))
                        .toList());
        return ids(payload);
    }

    private static List<String> ids(JsonNode payload) {
        return payload.path("tasks").findValuesAsString("id");
    }

    private JsonNode refused(List<Map<String, Object>> tasks) {
        return team.problem(operator, "delegatePlan", Map.of("tasks", tasks));
    }

    private String refusedBy(Member member, List<Map<String, Object>> tasks) {
        return team.problem(member.token(), "delegatePlan", Map.of("tasks", tasks))
                .path("__typename")
                .asString();
    }

    private static List<String> paths(JsonNode problem) {
        assertThat(problem.path("__typename").asString()).as(problem.toString()).isEqualTo("InvalidInput");
        return problem.path("fields")
                .valueStream()
                .map(field -> String.join(
                        ".",
                        field.path("path").valueStream().map(JsonNode::asString).toList()))
                .toList();
    }

    /// What the worker could claim; it completes all of it.
    private List<String> finishAll() {
        List<Team.Held> held = team.claim(worker);
        held.forEach(team::complete);
        return held.stream().map(Team.Held::task).toList();
    }

    private List<String> labelled(String label) {
        String query = """
            query ($label: String!) {
              tasks(filter: { labels: [$label] }, orderBy: { field: CREATED_AT, direction: ASC }, first: 100) {
                nodes { id } } }
            """;
        return team.gateway()
                .data(operator, query, Map.of("label", label))
                .at("/tasks/nodes")
                .findValuesAsString("id");
    }
}
