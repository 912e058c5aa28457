package dev.baton.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.task.Team.Held;
import dev.baton.task.Team.Member;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// The end of an agent's time, as its callers see it.
@BatonTest
class RetirementTests {

    @Autowired
    private Environment environment;

    private Team team = new Team(new Gateway(0));
    private String admin = "";
    private String operator = "";

    @BeforeEach
    void openOffice() {
        team = new Team(Gateway.of(environment));
        admin = team.gateway().token("admin");
        operator = team.operator();
    }

    @Test
    void anAgentWithOpenTasksIsNotRetired() {
        Member worker = team.hire("SPECIALIST", Map.of());
        team.delegate(operator, worker, Map.of("reviewRequired", true));
        assertBusy(worker);
        Held held = team.claimOne(worker);
        assertBusy(worker);
        team.complete(held);
        assertBusy(worker);
        team.done(operator, "reviewTask", Map.of("taskId", held.task(), "decision", "ACCEPT"), "task { state }");
        retire(worker);
    }

    @Test
    void aManagerIsNotRetiredWhileTasksAreKeptToItsSubtree() {
        Member manager = team.hire("MANAGER", Map.of());
        var input =
                Map.of("title", "x", "type", "x", "withinId", manager.id(), "requiredCapabilities", List.of("none"));
        String task = team.done(operator, "delegateTask", input, "task { id }")
                .at("/task/id")
                .asString();
        assertBusy(manager);
        team.done(operator, "cancelTask", Map.of("taskId", task), "task { state }");
        retire(manager);
    }

    @Test
    void aRetiredAgentMayDoNothingAnyMore() {
        Member worker = team.hire("MANAGER", Map.of());
        team.delegate(operator, worker, Map.of());
        Held held = team.claimOne(worker);
        team.complete(held);
        try (var open = TestSocket.signedIn(team.gateway(), worker.token())) {
            retire(worker);
            open.subscribe("1", "mutation { heartbeat { agent { id } } }");
            assertThat(open.next().toString()).contains("UNAUTHENTICATED");
        }
        for (String operation : List.of(
                "{ viewer { subject } }",
                "{ tasks { nodes { id } } }",
                "mutation { heartbeat { agent { id } } }",
                "mutation { claimTasks(input: {}) { claims { leaseToken } } }",
                "mutation { delegateTask(input: { title: \"x\", type: \"x\" }) { task { id } } }")) {
            JsonNode answer = team.gateway().execute(worker.token(), operation, Map.of());
            assertThat(answer.at("/errors/0/extensions/code").asString())
                    .as(operation)
                    .isEqualTo("UNAUTHENTICATED");
            assertThat(answer.path("data").isObject()).as(operation).isFalse();
        }
        try (var socket = TestSocket.connect(
                        team.gateway(), Map.of(), Map.of("Authorization", "Bearer " + worker.token()))
                .join()) {
            assertThat(socket.closeCode()).isEqualTo(4403);
        }
    }

    @Test
    void aRetiredAgentsCredentialIsGoodForNothing() {
        Member worker = team.hire("SPECIALIST", Map.of());
        JsonNode key =
                team.done(admin, "createAgentCredential", Map.of("agentId", worker.id()), "clientId clientSecret");
        String id = key.path("clientId").asString();
        String secret = key.path("clientSecret").asString();
        assertThat(team.gateway().tokenAnswer(id, secret).statusCode()).isEqualTo(200);
        retire(worker);
        assertThat(team.gateway().tokenAnswer(id, secret).statusCode()).isEqualTo(401);
        assertThat(team.problem(admin, "createAgentCredential", Map.of("agentId", worker.id()))
                        .path("state")
                        .asString())
                .isEqualTo("RETIRED");
    }

    @Test
    void aRetiredAgentIsHandedNothingAndStaysAsItIs() {
        Member worker = team.hire("SPECIALIST", Map.of());
        String declined = team.delegate(operator, worker, Map.of());
        team.done(worker.token(), "declineTask", Map.of("taskId", declined, "reason", "No."), "task { state }");
        Member holder = team.hire("SPECIALIST", Map.of());
        team.delegate(operator, holder, Map.of());
        Held held = team.claimOne(holder);
        retire(worker);

        assertThat(code(operator, "delegateTask", Map.of("title", "x", "type", "x", "assigneeId", worker.id())))
                .isEqualTo("INVALID_INPUT");
        assertThat(code(operator, "retryTask", Map.of("taskId", declined))).isEqualTo("INVALID_INPUT");
        assertThat(code(holder.token(), "handOffTask", Team.leased(held, Map.of("toAgentId", worker.id()))))
                .isEqualTo("INVALID_INPUT");
        assertThat(code(admin, "updateAgent", Map.of("agentId", worker.id(), "model", "x")))
                .isEqualTo("CONFLICT");
        assertThat(code(admin, "retireAgent", Map.of("agentId", worker.id()))).isEqualTo("CONFLICT");
        assertThat(code(admin, "updateAgent", Map.of("agentId", holder.id(), "reportsToId", worker.id())))
                .isEqualTo("INVALID_INPUT");
        var below = Map.of("handle", "b" + UUID.randomUUID(), "kind", "SPECIALIST", "reportsToId", worker.id());
        assertThat(code(admin, "registerAgent", below)).isEqualTo("INVALID_INPUT");
        String handle = agent(worker, "handle").path("handle").asString();
        assertThat(code(admin, "registerAgent", Map.of("handle", handle, "kind", "SPECIALIST")))
                .isEqualTo("INVALID_INPUT");
        team.complete(held);
    }

    @Test
    void aRetiredAgentIsFoundWhereItWasAndListedOnlyWhereAskedFor() {
        String division = "d" + UUID.randomUUID();
        Member stays = team.hire("SPECIALIST", Map.of("division", division));
        Member goes = team.hire("SPECIALIST", Map.of("division", division));
        String task = team.delegate(operator, goes, Map.of());
        team.complete(team.claimOne(goes));
        assertThat(agent(goes, "presence").path("presence").asString()).isEqualTo("ONLINE");
        retire(goes);

        assertThat(agent(goes, "retiredAt presence").path("retiredAt").isNull()).isFalse();
        assertThat(agent(goes, "presence").path("presence").asString()).isEqualTo("OFFLINE");
        assertThat(team.see(task, "assignee { id }").at("/assignee/id").asString())
                .isEqualTo(goes.id());
        assertThat(team.gateway()
                        .data(operator, "query ($id: ID!) { node(id: $id) { id } }", Map.of("id", goes.id()))
                        .at("/node/id")
                        .asString())
                .isEqualTo(goes.id());
        assertThat(listed(division, Map.of())).containsExactly(stays.id());
        assertThat(listed(division, Map.of("retired", false))).containsExactly(stays.id());
        assertThat(listed(division, Map.of("retired", true))).containsExactly(goes.id());
        assertThat(events(goes))
                .filteredOn(type -> type.startsWith("Agent"))
                .containsExactly("AgentRegistered", "AgentCameOnline", "AgentWentOffline", "AgentRetired");
    }

    @Test
    void thoseWhoReportToARetiredAgentReportToItsManager() {
        Member top = team.hire("ORCHESTRATOR", Map.of());
        Member middle = team.hire("MANAGER", Map.of("reportsToId", top.id()));
        Member worker = team.hire("SPECIALIST", Map.of("reportsToId", middle.id()));
        retire(middle);
        assertThat(agent(worker, "reportsTo { id }").at("/reportsTo/id").asString())
                .isEqualTo(top.id());
        assertThat(agent(top, "reports { totalCount nodes { id } }").path("reports"))
                .hasToString("{\"totalCount\":1,\"nodes\":[{\"id\":\"%s\"}]}".formatted(worker.id()));
        assertThat(events(worker)).contains("AgentUpdated");
    }

    @Test
    void theSameKeyRetiresOnceAndAnswersTwice() {
        Member worker = team.hire("SPECIALIST", Map.of());
        Map<String, Object> once = Map.of("agentId", worker.id(), "idempotencyKey", "retire-" + UUID.randomUUID());
        Team.atOnce(IntStream.range(0, 4)
                .<Callable<Object>>mapToObj(_ -> () -> team.done(admin, "retireAgent", once, "agent { id }"))
                .toList());
        assertThat(events(worker)).filteredOn("AgentRetired"::equals).hasSize(1);
    }

    @Test
    void aTaskHandedOverAtTheSameMomentIsCountedOrRefused() {
        for (int round = 0; round < 8; round++) {
            Member manager = team.hire("MANAGER", Map.of());
            Member worker = team.hire("SPECIALIST", Map.of("reportsToId", manager.id()));
            var works = new ArrayList<Callable<Object>>();
            works.add(() -> tried(admin, "retireAgent", Map.of("agentId", worker.id())));
            for (int i = 0; i < 4; i++) {
                works.add(() ->
                        tried(operator, "delegateTask", Map.of("title", "x", "type", "x", "assigneeId", worker.id())));
            }
            Team.atOnce(works);
            JsonNode seen = agent(worker, "retiredAt tasks { totalCount }");
            assertThat(seen.path("retiredAt").isNull())
                    .as(seen.toString())
                    .isEqualTo(seen.at("/tasks/totalCount").asInt() > 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"operator", "viewer"})
    void onlyAnAdministratorRetiresAgents(String client) {
        Member worker = team.hire("SPECIALIST", Map.of());
        JsonNode answer = team.gateway()
                .execute(
                        team.gateway().token(client),
                        "mutation ($id: ID!) { retireAgent(input: { agentId: $id }) { agent { id } } }",
                        Map.of("id", worker.id()));
        assertThat(answer.at("/errors/0/extensions/code").asString()).isEqualTo("FORBIDDEN");
        assertThat(code(team.gateway().token("other-admin"), "retireAgent", Map.of("agentId", worker.id())))
                .isEqualTo("NOT_FOUND");
    }

    private void retire(Member member) {
        JsonNode payload = team.done(admin, "retireAgent", Map.of("agentId", member.id()), "agent { retiredAt }");
        assertThat(payload.at("/agent/retiredAt").isNull()).isFalse();
    }

    private void assertBusy(Member member) {
        JsonNode problem = team.problem(admin, "retireAgent", Map.of("agentId", member.id()));
        assertThat(problem.path("code").asString()).isEqualTo("CONFLICT");
        assertThat(problem.path("message").asString()).contains("subtree: 1.");
        assertThat(agent(member, "retiredAt").path("retiredAt").isNull()).isTrue();
    }

    private String code(String token, String mutation, Map<String, ?> input) {
        return team.problem(token, mutation, input).path("code").asString();
    }

    private JsonNode tried(String token, String mutation, Map<String, ?> input) {
        String type = Character.toUpperCase(mutation.charAt(0)) + mutation.substring(1) + "Input";
        return team.gateway()
                .data(
                        token,
                        "mutation ($input: %s!) { %s(input: $input) { problems { code } } }".formatted(type, mutation),
                        Map.of("input", input));
    }

    private JsonNode agent(Member member, String selection) {
        return team.gateway()
                .data(
                        operator,
                        "query ($id: ID!) { agent(id: $id) { %s } }".formatted(selection),
                        Map.of("id", member.id()))
                .path("agent");
    }

    private List<String> listed(String division, Map<String, ?> more) {
        var filter = new HashMap<String, Object>(Map.of("divisions", List.of(division)));
        filter.putAll(more);
        return team.gateway()
                .data(
                        operator,
                        "query ($filter: AgentFilter) { agents(filter: $filter) { nodes { id } } }",
                        Map.of("filter", filter))
                .path("agents")
                .findValuesAsString("id");
    }

    private List<String> events(Member member) {
        return team.gateway()
                .data(
                        operator,
                        "query ($id: ID!) { events(first: 100, filter: { agentId: $id }) { nodes { __typename } } }",
                        Map.of("id", member.id()))
                .path("events")
                .findValuesAsString("__typename");
    }
}
