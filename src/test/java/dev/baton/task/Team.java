package dev.baton.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.Gateway;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;

/// People and agents who hand out tasks and work on them, by the public API alone.
record Team(Gateway gateway) {

    private static final String PROBLEMS = """
        problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }
        """;

    /// An agent with a token of its own.
    record Member(String id, String token) {}

    /// A task in an agent's hands.
    record Held(Member by, String task, String lease) {}

    String operator() {
        return gateway.token("operator");
    }

    Member hire(String kind, Map<String, ?> more) {
        var input = new HashMap<String, Object>(
                Map.of("handle", "a" + UUID.randomUUID(), "kind", kind, "maxConcurrentTasks", 1000));
        input.putAll(more);
        String admin = gateway.token("admin");
        String id = done(admin, "registerAgent", input, "agent { id }")
                .at("/agent/id")
                .asString();
        JsonNode key = done(admin, "createAgentCredential", Map.of("agentId", id), "clientId clientSecret");
        return new Member(
                id,
                gateway.token(
                        key.path("clientId").asString(),
                        key.path("clientSecret").asString()));
    }

    /// A task for this agent.
    String delegate(String token, Member assignee, Map<String, ?> more) {
        var input = new HashMap<String, Object>(Map.of("title", "Do it", "type", "work", "assigneeId", assignee.id()));
        input.putAll(more);
        return done(token, "delegateTask", input, "task { id }").at("/task/id").asString();
    }

    /// Everything that the agent may claim.
    List<Held> claim(Member member) {
        return claim(member, 100);
    }

    List<Held> claim(Member member, int limit) {
        JsonNode claims = done(
                        member.token(), "claimTasks", Map.of("limit", limit), "claims { leaseToken task { id } }")
                .path("claims");
        return claims.valueStream()
                .map(claim -> new Held(
                        member,
                        claim.at("/task/id").asString(),
                        claim.path("leaseToken").asString()))
                .toList();
    }

    Held claimOne(Member member) {
        List<Held> claims = claim(member);
        assertThat(claims).hasSize(1);
        return claims.getFirst();
    }

    JsonNode complete(Held held) {
        return done(held.by().token(), "completeTask", leased(held, Map.of("result", "done")), "task { state }");
    }

    /// Completes it, unless the lease was lost meanwhile.
    JsonNode tried(Held held) {
        JsonNode payload = payload(held.by().token(), "completeTask", leased(held, Map.of()), "task { state }");
        assertThat(payload.path("problems").findValuesAsString("code")).allMatch("LEASE_LOST"::equals);
        return payload;
    }

    static Map<String, Object> leased(Held held, Map<String, ?> more) {
        var input = new HashMap<String, Object>(Map.of("taskId", held.task(), "leaseToken", held.lease()));
        input.putAll(more);
        return input;
    }

    /// A mutation's payload, which has no problems.
    JsonNode done(String token, String mutation, Map<String, ?> input, String selection) {
        JsonNode payload = payload(token, mutation, input, selection);
        assertThat(payload.path("problems")).as(payload.toString()).isEmpty();
        return payload;
    }

    /// A mutation's only problem.
    JsonNode problem(String token, String mutation, Map<String, ?> input) {
        JsonNode problems = payload(token, mutation, input, "").path("problems");
        assertThat(problems).as(mutation).hasSize(1);
        return problems.get(0);
    }

    private JsonNode payload(String token, String mutation, Map<String, ?> input, String selection) {
        String type = Character.toUpperCase(mutation.charAt(0)) + mutation.substring(1) + "Input";
        String query =
                "mutation ($input: %s!) { %s(input: $input) { %s %s } }".formatted(type, mutation, selection, PROBLEMS);
        return gateway.dataWhenAvailable(token, query, Map.of("input", input)).path(mutation);
    }

    /// A task as an operator sees it.
    JsonNode see(String task, String selection) {
        return gateway.data(
                        operator(),
                        "query ($id: ID!) { task(id: $id) { %s } }".formatted(selection),
                        Map.of("id", task))
                .path("task");
    }

    String state(String task) {
        return see(task, "state").path("state").asString();
    }

    /// The types of a task's events, the oldest first.
    List<String> events(String task) {
        return see(task, "events(first: 100) { nodes { __typename } }")
                .at("/events/nodes")
                .valueStream()
                .map(event -> event.path("__typename").asString())
                .toList();
    }

    static void atOnce(List<Callable<Object>> works) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Object> work : threads.invokeAll(works)) {
                work.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
