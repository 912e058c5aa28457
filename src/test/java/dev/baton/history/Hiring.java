package dev.baton.history;

import dev.baton.testing.Gateway;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Registers agents and signs callers in, before anything is killed.
record Hiring(Gateway gateway, String admin) {

    private static final String REGISTER = """
        mutation($input: RegisterAgentInput!) { registerAgent(input: $input) { agent { id } } }
        """;

    private static final String CREATE_CREDENTIAL = """
        mutation($id: ID!) { createAgentCredential(input: { agentId: $id }) { clientId clientSecret } }
        """;

    /// Who can call.
    record Badge(String subject, String token) {}

    static Hiring at(Gateway gateway) {
        return new Hiring(gateway, gateway.token("admin"));
    }

    Badge agent(String handle, String kind, String capability, int mostTasks, @Nullable String manager) {
        var profile = new HashMap<String, Object>(Map.of(
                "handle", handle, "kind", kind, "capabilities", List.of(capability), "maxConcurrentTasks", mostTasks));
        if (manager != null) {
            profile.put("reportsToId", manager);
        }
        String id = gateway.dataWhenAvailable(admin, REGISTER, Map.of("input", profile))
                .at("/registerAgent/agent/id")
                .asString();
        JsonNode credential = gateway.dataWhenAvailable(admin, CREATE_CREDENTIAL, Map.of("id", id))
                .path("createAgentCredential");
        String token = gateway.token(
                credential.path("clientId").asString(),
                credential.path("clientSecret").asString());
        return new Badge(id, token);
    }

    Badge operator() {
        return new Badge("operator", gateway.token("operator"));
    }
}
