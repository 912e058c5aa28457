package dev.baton.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.task.Team.Held;
import dev.baton.task.Team.Member;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// A task's life as its callers see it.
@BatonTest
class TaskWorkTests {

    private static final Map<String, Object> NO_DELAY =
            Map.of("retryPolicy", Map.of("maxAttempts", 2, "firstDelayMs", 0, "jitter", 0.0));

    @Autowired
    private Environment environment;

    private Team team = new Team(new Gateway(0));
    private String operator = "";

    @BeforeEach
    void openOffice() {
        team = new Team(Gateway.of(environment));
        operator = team.operator();
    }

    @Test
    void twoDependenciesThatCompleteAtOnceReleaseTheirDependentOnce() {
        Member worker = team.hire("SPECIALIST", Map.of());
        for (int round = 0; round < 10; round++) {
            List<String> both =
                    List.of(team.delegate(operator, worker, Map.of()), team.delegate(operator, worker, Map.of()));
            String dependent = team.delegate(operator, worker, Map.of("dependsOn", both));
            assertThat(team.state(dependent)).isEqualTo("WAITING");
            Team.atOnce(team.claim(worker).stream()
                    .<Callable<Object>>map(held -> () -> team.complete(held))
                    .toList());
            assertThat(team.state(dependent)).isEqualTo("QUEUED");
            assertThat(team.events(dependent)).containsExactly("TaskDelegated", "TaskQueued");
            team.complete(team.claimOne(worker));
        }
    }

    @Test
    void theLastTwoPartsThatEndAtOnceSettleTheirParentOnce() {
        Member manager = team.hire("MANAGER", Map.of());
        Member worker = team.hire("SPECIALIST", Map.of("reportsToId", manager.id()));
        for (int round = 0; round < 10; round++) {
            String parent = team.delegate(operator, manager, Map.of());
            Held own = team.claimOne(manager);
            IntStream.range(0, 3).forEach(_ -> team.delegate(manager.token(), worker, Map.of("parentId", parent)));
            Team.atOnce(team.claim(worker).stream()
                    .<Callable<Object>>map(held -> () -> team.complete(held))
                    .toList());
            assertThat(team.events(parent))
                    .filteredOn("SubtasksSettled"::equals)
                    .hasSize(1);
            assertThat(team.see(parent, "progress { percent derived }").path("progress"))
                    .hasToString("{\"percent\":100,\"derived\":true}");
            team.complete(own);
        }
    }

    @Test
    void partsThatAreCanceledWithOneAnotherSettleTheirParentOnce() {
        Member manager = team.hire("MANAGER", Map.of());
        Member worker = team.hire("SPECIALIST", Map.of("reportsToId", manager.id()));
        String parent = team.delegate(operator, manager, Map.of());
        Held own = team.claimOne(manager);
        String first = team.delegate(manager.token(), worker, Map.of("parentId", parent));
        String last = first;
        for (int link = 0; link < 2; link++) {
            last = team.delegate(
                    manager.token(),
                    worker,
                    Map.of("parentId", parent, "dependsOn", List.of(last), "onDependencyFailure", "CANCEL"));
        }
        team.done(operator, "cancelTask", Map.of("taskId", first), "task { state }");
        assertThat(team.state(last)).isEqualTo("CANCELED");
        assertThat(team.events(parent)).filteredOn("SubtasksSettled"::equals).hasSize(1);
        team.complete(own);
    }

    @Test
    void anAttemptThatFailsIsTriedAgainUntilTheLastStrike() {
        Member worker = team.hire("SPECIALIST", Map.of());
        String task = team.delegate(operator, worker, NO_DELAY);
        var failure = Map.of("code", "NO_NETWORK", "message", "There is none.", "retryable", true);
        Held first = team.claimOne(worker);
        team.done(worker.token(), "failTask", Team.leased(first, failure), "task { state }");
        await().atMost(Duration.ofSeconds(30)).until(() -> team.state(task).equals("QUEUED"));
        Held second = team.claimOne(worker);
        team.done(worker.token(), "failTask", Team.leased(second, failure), "task { state }");

        JsonNode buried = team.see(task, "state strikes failure { code } attempts { number outcome error { code } }");
        assertThat(buried.path("state").asString()).isEqualTo("DEAD_LETTERED");
        assertThat(buried.path("strikes").asInt()).isEqualTo(2);
        assertThat(buried.at("/failure/code").asString()).isEqualTo("NO_NETWORK");
        assertThat(buried.path("attempts").findValuesAsString("outcome"))
                .containsExactly("FAILED_RETRYABLE", "FAILED_RETRYABLE");
        assertThat(team.events(task))
                .containsExactly(
                        "TaskDelegated",
                        "TaskClaimed",
                        "AttemptFailed",
                        "TaskQueued",
                        "TaskClaimed",
                        "TaskDeadLettered");
    }

    @Test
    void aTaskInReviewGoesBackToTheSameAgentWithoutAStrike() {
        Member worker = team.hire("SPECIALIST", Map.of("capabilities", List.of("review-" + System.nanoTime())));
        String task = team.delegate(operator, worker, Map.of("reviewRequired", true));
        team.complete(team.claimOne(worker));
        assertThat(team.state(task)).isEqualTo("IN_REVIEW");
        assertThat(team.problem(operator, "reviewTask", Map.of("taskId", task, "decision", "REQUEST_CHANGES"))
                        .path("code")
                        .asString())
                .isEqualTo("INVALID_INPUT");
        team.done(
                operator,
                "reviewTask",
                Map.of("taskId", task, "decision", "REQUEST_CHANGES", "comment", "Shorter."),
                "task { state }");
        team.complete(team.claimOne(worker));
        team.done(operator, "reviewTask", Map.of("taskId", task, "decision", "ACCEPT"), "task { state }");
        JsonNode done = team.see(task, "state strikes attempts { outcome }");
        assertThat(done.path("state").asString()).isEqualTo("COMPLETED");
        assertThat(done.path("strikes").asInt()).isZero();
        assertThat(done.path("attempts")).hasSize(2);
    }

    @Test
    void cancelingATaskCancelsItsOpenPartsAndTakesTheirLeases() {
        Member manager = team.hire("MANAGER", Map.of());
        Member worker = team.hire("SPECIALIST", Map.of("reportsToId", manager.id()));
        String parent = team.delegate(operator, manager, Map.of());
        Held own = team.claimOne(manager);
        String ended = team.delegate(manager.token(), worker, Map.of("parentId", parent));
        team.complete(team.claimOne(worker));
        String open = team.delegate(manager.token(), worker, Map.of("parentId", parent));
        Held part = team.claimOne(worker);

        team.done(operator, "cancelTask", Map.of("taskId", parent, "reason", "Not needed."), "task { state }");

        assertThat(List.of(team.state(parent), team.state(open), team.state(ended)))
                .containsExactly("CANCELED", "CANCELED", "COMPLETED");
        for (Held held : List.of(own, part)) {
            assertThat(team.problem(held.by().token(), "completeTask", Team.leased(held, Map.of()))
                            .path("code")
                            .asString())
                    .isEqualTo("LEASE_LOST");
        }
        assertThat(team.problem(operator, "cancelTask", Map.of("taskId", parent))
                        .path("state")
                        .asString())
                .isEqualTo("CANCELED");
    }

    @Test
    void anAgentDelegatesOnlyIntoItsOwnSubtreeAndUnderItsOwnTasks() {
        Member manager = team.hire("MANAGER", Map.of());
        Member below = team.hire("MANAGER", Map.of("reportsToId", manager.id()));
        Member worker = team.hire("SPECIALIST", Map.of("reportsToId", below.id()));
        Member stranger = team.hire("SPECIALIST", Map.of());
        String own = team.delegate(operator, manager, Map.of());
        String foreign = team.delegate(operator, stranger, Map.of());

        team.delegate(manager.token(), worker, Map.of("parentId", own));
        for (var refused : List.of(
                Map.entry(manager, Map.of("assigneeId", stranger.id())),
                Map.entry(below, Map.of("assigneeId", manager.id())),
                Map.entry(worker, Map.of("assigneeId", worker.id())),
                Map.entry(manager, Map.of("assigneeId", worker.id(), "parentId", foreign)))) {
            var input = new HashMap<String, Object>(Map.of("title", "No", "type", "work"));
            input.putAll(refused.getValue());
            assertThat(team.problem(refused.getKey().token(), "delegateTask", input)
                            .path("code")
                            .asString())
                    .isEqualTo("DELEGATION_REFUSED");
        }
    }

    @Test
    void aPartCannotWaitForWhatItIsAPartOf() {
        Member worker = team.hire("MANAGER", Map.of());
        String whole = team.delegate(operator, worker, Map.of());
        String part = team.delegate(operator, worker, Map.of("parentId", whole));
        var input = Map.of("title", "No", "type", "work", "parentId", part, "dependsOn", List.of(whole));
        assertThat(team.problem(operator, "delegateTask", input).path("code").asString())
                .isEqualTo("CYCLE");
    }

    @Test
    void aKeyThatIsRepeatedMakesOneTaskHoweverOftenAtOnce() {
        Member worker = team.hire("SPECIALIST", Map.of());
        Map<String, Object> once = Map.of("idempotencyKey", "once-" + System.nanoTime());
        var made = ConcurrentHashMap.<String>newKeySet();
        Team.atOnce(IntStream.range(0, 16)
                .<Callable<Object>>mapToObj(_ -> () -> made.add(team.delegate(operator, worker, once)))
                .toList());
        assertThat(made).hasSize(1);
        assertThat(team.claim(worker)).hasSize(1);
        var other = new HashMap<>(once);
        other.putAll(Map.of("title", "Another", "type", "work"));
        assertThat(team.problem(operator, "delegateTask", other).path("code").asString())
                .isEqualTo("IDEMPOTENCY_CONFLICT");
    }

    @Test
    void everyBadFieldIsNamed() {
        var input = Map.of(
                "title",
                "",
                "type",
                "x".repeat(101),
                "note",
                "\0",
                "retryPolicy",
                Map.of("maxAttempts", 0, "factor", 11),
                "specification",
                Map.of("a", "\0"));
        JsonNode problem = team.problem(operator, "delegateTask", input);
        assertThat(problem.path("fields")
                        .valueStream()
                        .map(field -> field.path("path").toString()))
                .containsExactlyInAnyOrder(
                        "[\"title\"]",
                        "[\"type\"]",
                        "[\"note\"]",
                        "[\"specification\"]",
                        "[\"retryPolicy\",\"maxAttempts\"]",
                        "[\"retryPolicy\",\"factor\"]");
    }

    @Test
    void whatAnotherWorkspaceHasIsNotThere() {
        Member worker = team.hire("SPECIALIST", Map.of());
        String task = team.delegate(operator, worker, Map.of());
        String stranger = team.gateway().token("other-admin");
        for (var input : List.<Map<String, Object>>of(
                Map.of("title", "No", "type", "work", "assigneeId", worker.id()),
                Map.of("title", "No", "type", "work", "parentId", task),
                Map.of("title", "No", "type", "work", "dependsOn", List.of(task)))) {
            assertThat(team.problem(stranger, "delegateTask", input)
                            .path("code")
                            .asString())
                    .isEqualTo("NOT_FOUND");
        }
        assertThat(team.problem(stranger, "cancelTask", Map.of("taskId", task))
                        .path("code")
                        .asString())
                .isEqualTo("NOT_FOUND");
        JsonNode seen = team.gateway()
                .data(
                        stranger,
                        "query ($t: ID!, $a: ID!) { task(id: $t) { id } agent(id: $a) { id } nodes(ids: [$t, $a]) { id"
                                + " } }",
                        Map.of("t", task, "a", worker.id()));
        assertThat(seen).hasToString("{\"task\":null,\"agent\":null,\"nodes\":[null,null]}");
    }

    @Test
    void progressDoesNotGoBackInAnAttempt() {
        Member worker = team.hire("SPECIALIST", Map.of());
        team.delegate(operator, worker, Map.of());
        Held held = team.claimOne(worker);
        team.done(worker.token(), "reportProgress", Team.leased(held, Map.of("percent", 50)), "task { id }");
        for (int percent : List.of(49, 101, -1)) {
            assertThat(team.problem(worker.token(), "reportProgress", Team.leased(held, Map.of("percent", percent)))
                            .at("/fields/0/path/0")
                            .asString())
                    .isEqualTo("percent");
        }
    }

    @Test
    void cancelingATaskWhileItsPartsCompleteIsNobodysFault() {
        Member manager = team.hire("MANAGER", Map.of());
        Member worker = team.hire("SPECIALIST", Map.of("reportsToId", manager.id()));
        for (int round = 0; round < 10; round++) {
            String parent = team.delegate(operator, manager, Map.of());
            team.claimOne(manager);
            IntStream.range(0, 4).forEach(_ -> team.delegate(manager.token(), worker, Map.of("parentId", parent)));
            var works = new ArrayList<Callable<Object>>();
            team.claim(worker).forEach(held -> works.add(() -> team.tried(held)));
            works.add(() -> team.done(operator, "cancelTask", Map.of("taskId", parent), "task { state }"));
            Team.atOnce(works);
            assertThat(team.state(parent)).isEqualTo("CANCELED");
        }
    }

    @Test
    void ofTwoWhoClaimAtOnceNobodyGoesWithoutWhatTheOtherLeaves() {
        String able = "able-" + System.nanoTime();
        Member served = team.hire("SPECIALIST", Map.of("capabilities", List.of(able)));
        Member other = team.hire("SPECIALIST", Map.of("capabilities", List.of(able)));
        for (int round = 0; round < 20; round++) {
            team.delegate(operator, served, Map.of("priority", "URGENT"));
            team.done(
                    operator,
                    "delegateTask",
                    Map.of("title", "Any", "type", "work", "requiredCapabilities", List.of(able)),
                    "task { id }");
            Team.atOnce(List.of(
                    () -> assertThat(team.claim(served, 1)).hasSize(1),
                    () -> assertThat(team.claim(other, 1)).hasSize(1)));
            assertThat(team.claim(served)).isEmpty();
        }
    }

    @Test
    void whatCouldNotBeReadBackIsRefused() {
        for (String specification : List.of("1e2000", "[1e131071]")) {
            JsonNode answer = team.gateway().data(operator, """
                mutation { delegateTask(input: { title: "No", type: "work", specification: %s }) {
                  task { id } problems { code ... on InvalidInput { fields { path } } } } }
                """.formatted(specification));
            assertThat(answer.at("/delegateTask/problems/0/fields/0/path/0").asString())
                    .as(specification)
                    .isEqualTo("specification");
        }
        // By hand, for a client's own JSON writer would not send half a pair.
        String half = """
            {"query": "mutation ($t: String!) { delegateTask(input: { title: $t, type: \\"work\\" }) {
              problems { ... on InvalidInput { fields { path } } } } }", "variables": {"t": "\\ud800"}}
            """.replace("\n", " ");
        assertThat(team.gateway().post("Bearer " + operator, half).body()).contains("\"path\":[\"title\"]");
    }
}
