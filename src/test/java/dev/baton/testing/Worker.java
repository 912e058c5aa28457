package dev.baton.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// An agent with a credential and a token of its own.
public record Worker(Gateway gateway, String id, String token) {

    private static final String REGISTER = """
        mutation($input: RegisterAgentInput!) { registerAgent(input: $input) { agent { id } } }
        """;

    private static final String CREATE_CREDENTIAL = """
        mutation($id: ID!) { createAgentCredential(input: { agentId: $id }) { clientId clientSecret } }
        """;

    private static final String CLAIM = """
        mutation($input: ClaimTasksInput!) {
          claimTasks(input: $input) { claims { leaseToken task { id } } problems { code message } }
        }
        """;

    /// The right to work on a task.
    public record Claimed(String task, String lease) {}

    /// Registers a specialist with one capability, and signs it in.
    public static Worker hire(Gateway gateway, String handle, String capability, int maxConcurrentTasks) {
        String admin = gateway.token("admin");
        Map<String, Object> profile = Map.of(
                "handle",
                handle,
                "kind",
                "SPECIALIST",
                "capabilities",
                List.of(capability),
                "maxConcurrentTasks",
                maxConcurrentTasks);
        String id = gateway.data(admin, REGISTER, Map.of("input", profile))
                .at("/registerAgent/agent/id")
                .asString();
        JsonNode credential =
                gateway.data(admin, CREATE_CREDENTIAL, Map.of("id", id)).path("createAgentCredential");
        String token = gateway.token(
                credential.path("clientId").asString(),
                credential.path("clientSecret").asString());
        return new Worker(gateway, id, token);
    }

    public List<Claimed> claim(int limit, int leaseSeconds) {
        Map<String, Object> input = Map.of("limit", limit, "leaseSeconds", leaseSeconds);
        JsonNode answer =
                gateway.dataWhenAvailable(token, CLAIM, Map.of("input", input)).path("claimTasks");
        assertThat(answer.path("problems")).isEmpty();
        return answer.path("claims")
                .valueStream()
                .map(claim -> new Claimed(
                        claim.at("/task/id").asString(),
                        claim.path("leaseToken").asString()))
                .toList();
    }
}
