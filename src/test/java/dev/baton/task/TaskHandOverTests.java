package dev.baton.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.task.Team.Held;
import dev.baton.task.Team.Member;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// What agents do with tasks that they do not finish, and what they ask.
@BatonTest
class TaskHandOverTests {

    @Autowired
    private Environment environment;

    private Team team = new Team(new Gateway(0));
    private String operator = "";

    @BeforeEach
    void meet() {
        team = new Team(Gateway.of(environment));
        operator = team.operator();
    }

    @Test
    void aDeclinedTaskIsRejectedAndCanBeGivenToAnother() {
        Member one = team.hire("SPECIALIST", Map.of());
        Member two = team.hire("SPECIALIST", Map.of());
        String task = team.delegate(operator, one, Map.of());
        assertThat(team.problem(two.token(), "declineTask", Map.of("taskId", task, "reason", "No"))
                        .path("code")
                        .asString())
                .isEqualTo("FORBIDDEN");
        team.done(one.token(), "declineTask", Map.of("taskId", task, "reason", "Not my trade"), "task { state }");
        assertThat(team.see(task, "state failure { code message } endedAt").toString())
                .contains("REJECTED", "DECLINED", "Not my trade")
                .doesNotContain("\"endedAt\":null");

        team.done(operator, "retryTask", Map.of("taskId", task, "assigneeId", two.id(), "note", "You"), "task { id }");
        assertThat(team.claim(one)).isEmpty();
        Held held = team.claimOne(two);
        team.complete(held);
        assertThat(team.events(task))
                .containsExactly("TaskDelegated", "TaskDeclined", "TaskRetried", "TaskClaimed", "TaskCompleted");
        JsonNode delegations = team.see(task, "delegations { to { id } note }").path("delegations");
        assertThat(delegations.findValuesAsString("id")).containsExactly(one.id(), two.id());
    }

    @Test
    void onlyWhatNobodyWorksOnIsDeclined() {
        Member agent = team.hire("SPECIALIST", Map.of());
        String task = team.delegate(operator, agent, Map.of());
        team.claimOne(agent);
        JsonNode problem = team.problem(agent.token(), "declineTask", Map.of("taskId", task, "reason", "No"));
        assertThat(problem.path("code").asString()).isEqualTo("CONFLICT");
        assertThat(problem.path("state").asString()).isEqualTo("WORKING");
    }

    @Test
    void aReleasedTaskIsQueuedAgainWithoutAStrikeAndItsLeaseIsLost() {
        Member agent = team.hire("SPECIALIST", Map.of());
        String task = team.delegate(operator, agent, Map.of());
        Held first = team.claimOne(agent);
        Map<String, Object> release =
                Team.leased(first, Map.of("reason", "Later", "idempotencyKey", "release-" + task));
        team.done(agent.token(), "releaseTask", release, "task { state }");
        team.done(agent.token(), "releaseTask", release, "task { state }");
        assertThat(team.problem(agent.token(), "completeTask", Team.leased(first, Map.of()))
                        .path("code")
                        .asString())
                .isEqualTo("LEASE_LOST");
        Held second = team.claimOne(agent);
        assertThat(second.lease()).isNotEqualTo(first.lease());
        assertThat(team.see(task, "strikes attempts { number outcome }").toString())
                .isEqualTo("{\"strikes\":0,\"attempts\":[{\"number\":1,\"outcome\":\"RELEASED\"},"
                        + "{\"number\":2,\"outcome\":null}]}");
    }

    @Test
    void aPooledTaskThatIsReleasedGoesBackToEverybody() {
        Member one = team.hire("SPECIALIST", Map.of("capabilities", List.of("pool-release")));
        Member two = team.hire("SPECIALIST", Map.of("capabilities", List.of("pool-release")));
        Map<String, Object> input = Map.of("title", "t", "type", "t", "requiredCapabilities", List.of("pool-release"));
        team.done(operator, "delegateTask", input, "task { id }");
        Held held = team.claimOne(one);
        team.done(one.token(), "releaseTask", Team.leased(held, Map.of()), "task { assignee { id } }");
        assertThat(team.claimOne(two).task()).isEqualTo(held.task());
    }

    @Test
    void aTaskIsHandedOffByItsHolderOrItsAssigneeAndTheChainKeepsBoth() {
        Member one = team.hire("SPECIALIST", Map.of());
        Member two = team.hire("SPECIALIST", Map.of());
        Member three = team.hire("SPECIALIST", Map.of());
        String task = team.delegate(operator, one, Map.of());
        team.done(one.token(), "handOffTask", Map.of("taskId", task, "toAgentId", two.id()), "task { id }");
        Held held = team.claimOne(two);
        Map<String, Object> on = Team.leased(held, Map.of("toAgentId", three.id(), "note", "Half done"));
        team.done(two.token(), "handOffTask", on, "task { state assignee { id } }");
        assertThat(team.problem(two.token(), "handOffTask", on).path("code").asString())
                .isEqualTo("LEASE_LOST");
        team.complete(team.claimOne(three));
        JsonNode chain = team.see(task, "strikes attempts { outcome } delegations { from { id } to { id } note }");
        assertThat(chain.path("strikes").asInt()).isZero();
        assertThat(chain.path("attempts").findValuesAsString("outcome")).containsExactly("HANDED_OFF", "COMPLETED");
        assertThat(chain.path("delegations").toString())
                .contains(one.id(), two.id(), three.id(), "Half done")
                .hasSizeGreaterThan(100);
        assertThat(chain.path("delegations")).hasSize(3);
    }

    @Test
    void whoFollowsAnAgentHearsThatATaskLeftIt() {
        Member one = team.hire("SPECIALIST", Map.of());
        Member two = team.hire("SPECIALIST", Map.of());
        String task = team.delegate(operator, one, Map.of());
        team.done(one.token(), "handOffTask", Map.of("taskId", task, "toAgentId", two.id()), "task { id }");

        String followed = """
            query ($agent: ID!) {
              events(first: 1, filter: { agentId: $agent, types: ["AgentRelieved"] }) {
                nodes { __typename actor ... on AgentRelieved { agentId handedTaskId toAgentId } }
              }
            }
            """;
        JsonNode heard = team.gateway()
                .data(operator, followed, Map.of("agent", one.id()))
                .path("events")
                .path("nodes")
                .path(0);
        assertThat(heard.path("__typename").asString()).isEqualTo("AgentRelieved");
        assertThat(heard.path("actor").asString()).isEqualTo(one.id());
        assertThat(heard.path("handedTaskId").asString()).isEqualTo(task);
        assertThat(heard.path("toAgentId").asString()).isEqualTo(two.id());
        assertThat(team.events(task)).containsExactly("TaskDelegated", "TaskHandedOff");
    }

    @Test
    void aHandOffToOneselfToAStrangerOrByAStrangerIsRefused() {
        Member one = team.hire("SPECIALIST", Map.of());
        Member two = team.hire("SPECIALIST", Map.of());
        String task = team.delegate(operator, one, Map.of());
        assertThat(code(one, "handOffTask", Map.of("taskId", task, "toAgentId", one.id())))
                .isEqualTo("INVALID_INPUT");
        assertThat(code(one, "handOffTask", Map.of("taskId", task, "toAgentId", "agent_01h455vb4pex5vsknk084sn02q")))
                .isEqualTo("NOT_FOUND");
        assertThat(code(two, "handOffTask", Map.of("taskId", task, "toAgentId", two.id())))
                .isEqualTo("FORBIDDEN");
        Held held = team.claimOne(one);
        assertThat(code(one, "handOffTask", Map.of("taskId", task, "toAgentId", two.id())))
                .isEqualTo("LEASE_LOST");
        assertThat(team.state(held.task())).isEqualTo("WORKING");
    }

    @Test
    void whatAManagerHandedOutStaysInItsSubtreeWhoeverPassesItOn() {
        Member manager = team.hire("MANAGER", Map.of());
        Member below = team.hire("SPECIALIST", Map.of("reportsToId", manager.id()));
        Member outside = team.hire("SPECIALIST", Map.of());
        String task = team.delegate(manager.token(), manager, Map.of());
        assertThat(code(manager, "handOffTask", Map.of("taskId", task, "toAgentId", outside.id())))
                .isEqualTo("DELEGATION_REFUSED");
        team.done(manager.token(), "handOffTask", Map.of("taskId", task, "toAgentId", below.id()), "task { id }");
        assertThat(code(below, "handOffTask", Map.of("taskId", task, "toAgentId", outside.id())))
                .isEqualTo("DELEGATION_REFUSED");
        team.complete(team.claimOne(below));
    }

    @Test
    void aQuestionStopsTheClockAndItsAnswerGoesToTheSameAttempt() {
        Member agent = team.hire("SPECIALIST", Map.of());
        Member stranger = team.hire("SPECIALIST", Map.of());
        String task = team.delegate(operator, agent, Map.of());
        Held held = team.claimOne(agent);
        team.done(
                agent.token(),
                "requestInput",
                Team.leased(held, Map.of("question", "Which currency?")),
                "task { state }");
        assertThat(team.see(task, "state question attempts { leaseExpiresAt }").toString())
                .isEqualTo("{\"state\":\"INPUT_REQUIRED\",\"question\":\"Which currency?\","
                        + "\"attempts\":[{\"leaseExpiresAt\":null}]}");
        assertThat(code(agent, "completeTask", Team.leased(held, Map.of()))).isEqualTo("CONFLICT");
        assertThat(code(stranger, "provideInput", Map.of("taskId", task, "answer", "none")))
                .isEqualTo("FORBIDDEN");
        team.done(operator, "provideInput", Map.of("taskId", task, "answer", Map.of("currency", "EUR")), "task { id }");
        assertThat(team.see(task, "state answer").toString())
                .isEqualTo("{\"state\":\"WORKING\",\"answer\":{\"currency\":\"EUR\"}}");
        team.complete(held);
        assertThat(team.see(task, "attempts { number }").path("attempts")).hasSize(1);
        assertThat(team.events(task))
                .containsExactly("TaskDelegated", "TaskClaimed", "InputRequested", "InputProvided", "TaskCompleted");
    }

    @Test
    void anEndedTaskIsTriedAgainWithItsHistory() {
        Member agent = team.hire("SPECIALIST", Map.of());
        String task = team.delegate(operator, agent, Map.of("retryPolicy", Map.of("maxAttempts", 1)));
        Held held = team.claimOne(agent);
        team.done(
                agent.token(),
                "failTask",
                Team.leased(held, Map.of("code", "X", "message", "x", "retryable", true)),
                "task { state }");
        assertThat(team.state(task)).isEqualTo("DEAD_LETTERED");
        Map<String, Object> retry = Map.of("taskId", task, "idempotencyKey", "again-" + task);
        team.done(operator, "retryTask", retry, "task { state }");
        team.done(operator, "retryTask", retry, "task { state }");
        assertThat(code(operator, "retryTask", Map.of("taskId", task))).isEqualTo("CONFLICT");
        assertThat(team.see(task, "state strikes failure { code } endedAt attempts { outcome }")
                        .toString())
                .isEqualTo("{\"state\":\"QUEUED\",\"strikes\":0,\"failure\":null,\"endedAt\":null,"
                        + "\"attempts\":[{\"outcome\":\"FAILED_RETRYABLE\"}]}");
        team.complete(team.claimOne(agent));
        assertThat(code(operator, "retryTask", Map.of("taskId", task))).isEqualTo("CONFLICT");
    }

    @Test
    void aPartOfAnEndedTaskIsNotTriedAgainByItself() {
        Member agent = team.hire("SPECIALIST", Map.of());
        String whole = team.delegate(operator, agent, Map.of());
        String part = team.delegate(operator, agent, Map.of("parentId", whole));
        team.done(operator, "cancelTask", Map.of("taskId", whole), "task { state }");
        assertThat(team.state(part)).isEqualTo("CANCELED");
        assertThat(code(operator, "retryTask", Map.of("taskId", part))).isEqualTo("CONFLICT");
        team.done(operator, "retryTask", Map.of("taskId", whole), "task { state }");
        team.done(operator, "retryTask", Map.of("taskId", part), "task { state }");
        assertThat(team.state(part)).isEqualTo("QUEUED");
    }

    @Test
    void aPartOfACompletedTaskIsTriedAgain() {
        Member agent = team.hire("SPECIALIST", Map.of());
        String type = "again-" + agent.id();
        String whole = team.delegate(operator, agent, Map.of());
        List<Held> held = team.claim(agent);
        List<String> parts = Stream.generate(
                        () -> team.delegate(operator, agent, Map.of("parentId", whole, "type", type)))
                .limit(2)
                .toList();
        parts.forEach(part ->
                team.done(agent.token(), "declineTask", Map.of("taskId", part, "reason", "No."), "task { state }"));
        held.forEach(team::complete);
        team.done(operator, "retryTask", Map.of("taskId", parts.getFirst()), "task { state }");
        team.done(operator, "retryTasks", Map.of("filter", Map.of("types", List.of(type))), "tasks { id }");
        assertThat(parts).allMatch(part -> team.state(part).equals("QUEUED"));
    }

    @Test
    void aRetryOfManyTakesWhatWaitsForOneAnotherTogether() {
        Member agent = team.hire("SPECIALIST", Map.of());
        String type = "chain-" + agent.id();
        String first = team.delegate(operator, agent, Map.of("type", type));
        String second = team.delegate(
                operator, agent, Map.of("type", type, "dependsOn", List.of(first), "onDependencyFailure", "CANCEL"));
        team.done(operator, "cancelTask", Map.of("taskId", first), "task { state }");
        assertThat(team.state(second)).isEqualTo("CANCELED");
        assertThat(code(operator, "retryTask", Map.of("taskId", second))).isEqualTo("CONFLICT");
        team.done(operator, "retryTasks", Map.of("filter", Map.of("types", List.of(type))), "tasks { id }");
        assertThat(List.of(team.state(first), team.state(second))).containsExactly("QUEUED", "WAITING");
    }

    @Test
    void nobodyReviewsItsOwnWorkUnlessTheDelegationAllowsIt() {
        Member manager = team.hire("MANAGER", Map.of());
        Map<String, Object> own = Map.of("reviewRequired", true);
        String forbidden = team.delegate(manager.token(), manager, own);
        String allowed =
                team.delegate(manager.token(), manager, Map.of("reviewRequired", true, "selfReviewAllowed", true));
        team.claim(manager).forEach(team::complete);
        Map<String, Object> accept = Map.of("taskId", forbidden, "decision", "ACCEPT");
        assertThat(code(manager, "reviewTask", accept)).isEqualTo("FORBIDDEN");
        assertThat(team.state(forbidden)).isEqualTo("IN_REVIEW");
        team.done(manager.token(), "reviewTask", Map.of("taskId", allowed, "decision", "ACCEPT"), "task { state }");
        team.done(operator, "reviewTask", accept, "task { state }");
        assertThat(List.of(team.state(forbidden), team.state(allowed))).containsOnly("COMPLETED");
    }

    private String code(Member member, String mutation, Map<String, ?> input) {
        return code(member.token(), mutation, input);
    }

    private String code(String token, String mutation, Map<String, ?> input) {
        return team.problem(token, mutation, input).path("code").asString();
    }
}
