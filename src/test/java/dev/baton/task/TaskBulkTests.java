package dev.baton.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.task.Team.Held;
import dev.baton.task.Team.Member;
import dev.baton.testing.BatonTest;
import dev.baton.testing.BesideOthers;
import dev.baton.testing.Gateway;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// Many tasks in one call, and many calls at one moment.
@BatonTest(properties = {"baton.guard.capacity=1000000", "baton.guard.refill-per-second=1000000"})
@BesideOthers
class TaskBulkTests {

    private static final String RESULTS = "results { task { id state } problems { code } }";

    @Autowired
    private Environment environment;

    private Team team = new Team(new Gateway(0));
    private String operator = "";
    private Member agent = new Member("", "");

    @BeforeEach
    void meet() {
        team = new Team(Gateway.of(environment));
        operator = team.operator();
        agent = team.hire("SPECIALIST", Map.of());
    }

    @Test
    void eachItemAnswersForItself() {
        List<Held> held = delegated(5, Map.of());
        String key = "complete-" + held.getFirst().task();
        List<Map<String, Object>> items = List.of(
                Team.leased(held.get(0), Map.of("result", 1)),
                Team.leased(held.get(1), Map.of("leaseToken", "guessed")),
                Team.leased(held.get(2), Map.of("taskId", "task_01h455vb4pex5vsknk084sn02q")),
                Team.leased(held.get(3), Map.of("result", "x".repeat(300_000))),
                Team.leased(held.get(4), Map.of("idempotencyKey", key)),
                Team.leased(held.get(4), Map.of("idempotencyKey", key)));
        JsonNode results = completeAll(items);
        assertThat(results.valueStream().map(this::outcome))
                .containsExactly("COMPLETED", "LEASE_LOST", "NOT_FOUND", "INVALID_INPUT", "COMPLETED", "COMPLETED");
        assertThat(IntStream.of(1, 2, 3).mapToObj(i -> team.state(held.get(i).task())))
                .containsOnly("WORKING");
        assertThat(team.events(held.get(4).task())).containsOnlyOnce("TaskCompleted");
    }

    @Test
    void aResultFarTooLargeNamesItsFieldAndChangesNothing() {
        Held held = delegated(1, Map.of()).getFirst();
        JsonNode problem =
                team.problem(agent.token(), "completeTask", Team.leased(held, Map.of("result", "x".repeat(5_000_000))));
        assertThat(problem.at("/fields/0/path").toString()).isEqualTo("[\"result\"]");
        assertThat(team.state(held.task())).isEqualTo("WORKING");
    }

    @Test
    void theSecondItemForATaskSeesWhatTheFirstDid() {
        Held held = delegated(1, Map.of()).getFirst();
        JsonNode reports = team.done(
                        agent.token(),
                        "reportProgressOnTasks",
                        Map.of(
                                "items",
                                List.of(
                                        Team.leased(held, Map.of("percent", 50, "milestone", "Half")),
                                        Team.leased(held, Map.of("percent", 40)),
                                        Team.leased(held, Map.of("percent", 101)),
                                        Team.leased(held, Map.of("percent", 60)))),
                        "results { task { progress { percent milestone } } leaseExpiresAt problems { code } }")
                .path("results");
        assertThat(reports.get(0).at("/task/progress/milestone").asString()).isEqualTo("Half");
        assertThat(reports.get(1).at("/problems/0/code").asString()).isEqualTo("INVALID_INPUT");
        assertThat(reports.get(2).at("/problems/0/code").asString()).isEqualTo("INVALID_INPUT");
        assertThat(reports.get(3).path("leaseExpiresAt").isNull()).isFalse();
        assertThat(team.see(held.task(), "progress { percent }").toString()).contains("60");
        JsonNode twice = completeAll(List.of(Team.leased(held, Map.of()), Team.leased(held, Map.of())));
        assertThat(twice.valueStream().map(this::outcome)).containsExactly("COMPLETED", "LEASE_LOST");
    }

    @Test
    void tooManyAndTooFewItemsAreRefused() {
        assertThat(team.problem(agent.token(), "completeTasks", Map.of("items", List.of()))
                        .path("code")
                        .asString())
                .isEqualTo("INVALID_INPUT");
        Map<String, Object> nothing = Map.of("taskId", "x", "leaseToken", "x");
        assertThat(team.problem(agent.token(), "completeTasks", Map.of("items", Collections.nCopies(101, nothing)))
                        .path("code")
                        .asString())
                .isEqualTo("INVALID_INPUT");
    }

    @Test
    void theEndsOfManyTogetherLetWhatWaitsForThemGoAndSettleTheirParent() {
        Member manager = team.hire("MANAGER", Map.of());
        String whole = team.delegate(operator, manager, Map.of());
        List<Held> parts = delegated(20, Map.of("parentId", whole));
        List<String> ids = parts.stream().map(Held::task).toList();
        String after = team.delegate(operator, agent, Map.of("dependsOn", ids));
        assertThat(team.state(after)).isEqualTo("WAITING");
        JsonNode results = completeAll(
                parts.stream().map(held -> Team.leased(held, Map.of())).toList());
        assertThat(results.valueStream().map(this::outcome)).containsOnly("COMPLETED");
        assertThat(team.state(after)).isEqualTo("QUEUED");
        assertThat(team.events(after)).containsExactly("TaskDelegated", "TaskQueued");
        assertThat(team.events(whole)).containsExactly("TaskDelegated", "SubtasksSettled");
    }

    @Test
    void callsAtOneMomentAreWrittenTogetherAndEachGetsItsOwnAnswer() {
        List<Held> held = delegated(60, Map.of());
        List<Callable<Object>> works = new ArrayList<>();
        for (Held one : held) {
            works.add(() -> team.complete(one));
            works.add(() -> team.problem(agent.token(), "completeTask", Team.leased(one, Map.of("leaseToken", "no"))));
        }
        Collections.shuffle(works);
        Team.atOnce(works);
        assertThat(held.stream().map(one -> team.state(one.task()))).containsOnly("COMPLETED");
        held.forEach(one -> assertThat(team.events(one.task())).containsOnlyOnce("TaskCompleted"));
    }

    @Test
    void deadLettersAreListedAndRetriedByAFilter() {
        String type = "dead-" + agent.id();
        List<Held> held = delegated(3, Map.of("type", type, "retryPolicy", Map.of("maxAttempts", 1)));
        held.forEach(one -> team.done(
                agent.token(),
                "failTask",
                Team.leased(one, Map.of("code", "X", "message", "x", "retryable", true)),
                "task { id }"));
        String dead = "query($type: String!) { deadLetters(filter: { types: [$type] }, first: 2) {"
                + " totalCount nodes { id } pageInfo { hasNextPage } } }";
        JsonNode page =
                team.gateway().data(operator, dead, Map.of("type", type)).path("deadLetters");
        assertThat(page.path("totalCount").asInt()).isEqualTo(3);
        assertThat(page.at("/nodes/0/id").asString()).isEqualTo(held.get(2).task());
        assertThat(page.at("/pageInfo/hasNextPage").asBoolean()).isTrue();

        Map<String, Object> retry =
                Map.of("filter", Map.of("types", List.of(type)), "limit", 2, "idempotencyKey", "retry-" + agent.id());
        JsonNode first =
                team.done(operator, "retryTasks", retry, "tasks { id state }").path("tasks");
        JsonNode again =
                team.done(operator, "retryTasks", retry, "tasks { id state }").path("tasks");
        assertThat(first.findValuesAsString("state")).containsExactly("QUEUED", "QUEUED");
        assertThat(again.findValuesAsString("id")).isEqualTo(first.findValuesAsString("id"));
        assertThat(team.gateway()
                        .data(operator, dead, Map.of("type", type))
                        .at("/deadLetters/totalCount")
                        .asInt())
                .isEqualTo(1);
        Member stranger = team.hire("MANAGER", Map.of());
        assertThat(team.done(stranger.token(), "retryTasks", Map.of("filter", Map.of()), "tasks { id }")
                        .path("tasks"))
                .isEmpty();
    }

    private List<Held> delegated(int count, Map<String, ?> more) {
        for (int i = 0; i < count; i++) {
            team.delegate(operator, agent, more);
        }
        List<Held> held = team.claim(agent);
        assertThat(held).hasSize(count);
        return held;
    }

    private JsonNode completeAll(List<Map<String, Object>> items) {
        return team.done(agent.token(), "completeTasks", Map.of("items", items), RESULTS)
                .path("results");
    }

    private String outcome(JsonNode result) {
        JsonNode state = result.at("/task/state");
        return state.isMissingNode() || state.isNull()
                ? result.at("/problems/0/code").asString()
                : state.asString();
    }
}
