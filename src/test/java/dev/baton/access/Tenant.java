package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.WorkspaceId;
import dev.baton.testing.Gateway;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A workspace of a test's own, made by the administrator of the installation.
record Tenant(Gateway gateway, Forge forge, String name) {

    static final String FIELDS = "workspace { id name state createdAt suspendedAt suspendedReason }"
            + " problems { code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }";

    static Tenant create(Gateway gateway, SigningKeys keys) {
        return create(gateway, keys, "t" + UUID.randomUUID());
    }

    static Tenant create(Gateway gateway, SigningKeys keys, String name) {
        JsonNode made = done(gateway, "createWorkspace", Map.of("name", name));
        return new Tenant(gateway, new Forge(keys.signing(), made.path("id").asString()), name);
    }

    /// What a mutation for administrators of the installation answers.
    static JsonNode payload(Gateway gateway, String mutation, Map<String, ?> input) {
        String type = Character.toUpperCase(mutation.charAt(0)) + mutation.substring(1) + "Input!";
        return gateway.data(
                        gateway.token("installation-admin"),
                        "mutation ($input: %s) { %s(input: $input) { %s } }".formatted(type, mutation, FIELDS),
                        Map.of("input", input))
                .path(mutation);
    }

    /// The workspace that it answers, when it was done.
    static JsonNode done(Gateway gateway, String mutation, Map<String, ?> input) {
        JsonNode payload = payload(gateway, mutation, input);
        assertThat(payload.path("problems")).as(payload.toString()).isEmpty();
        return payload.path("workspace");
    }

    String id() {
        return forge.workspace();
    }

    JsonNode suspend() {
        return done(gateway, "suspendWorkspace", Map.of("workspaceId", id(), "reason", "unpaid"));
    }

    JsonNode resume() {
        return done(gateway, "resumeWorkspace", Map.of("workspaceId", id()));
    }

    JsonNode delete() {
        return done(gateway, "deleteWorkspace", Map.of("workspaceId", id(), "name", name));
    }

    UUID uuid() {
        return WorkspaceId.parse(id()).orElseThrow().value();
    }

    /// A token of a person there.
    String person(Role role) {
        return token("person", role, null);
    }

    private String token(String subject, Role role, @Nullable String agent) {
        return forge.sign(forge.good()
                .subject(subject)
                .claim("roles", List.of(role.name()))
                .claim("agent", agent)
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .build());
    }

    /// An agent's credential.
    record Key(String agent, String clientId, String secret) {

        HttpResponse<String> signIn(Gateway gateway, String form) {
            return gateway.form(Gateway.basic(clientId + ":" + secret), form);
        }
    }

    Key hire(String input) {
        String agent = change("registerAgent", "handle: \"a%s\", ".formatted(UUID.randomUUID()) + input, "agent { id }")
                .at("/agent/id")
                .asString();
        JsonNode made = change("createAgentCredential", "agentId: \"%s\"".formatted(agent), "clientId clientSecret");
        return new Key(
                agent,
                made.path("clientId").asString(),
                made.path("clientSecret").asString());
    }

    JsonNode change(String mutation, String input, String selection) {
        return change(person(Role.ADMIN), mutation, input, selection);
    }

    JsonNode change(String token, String mutation, String input, String selection) {
        JsonNode payload = gateway.data(
                        token,
                        "mutation { %s(input: { %s }) { %s problems { code message } } }"
                                .formatted(mutation, input, selection))
                .path(mutation);
        assertThat(payload.path("problems")).as(payload.toString()).isEmpty();
        return payload;
    }

    /// Lets it have some of everything.
    void settle() {
        Key manager = hire("kind: MANAGER");
        Key agent = hire("kind: SPECIALIST, capabilities: [\"c\"], reportsToId: \"%s\"".formatted(manager.agent()));
        assertThat(agent.signIn(gateway, "grant_type=client_credentials&scope=offline_access")
                        .statusCode())
                .isEqualTo(200);
        change(
                "setClientPlan",
                "subject: \"x\", plan: { capacity: 1, refillPerSecond: 1, maxOperationCost: 1 }",
                "clientPlan { subject }");
        String first = delegate("assigneeId: \"%s\", idempotencyKey: \"first\"".formatted(agent.agent()));
        String part = delegate("parentId: \"%s\", assigneeId: \"%s\"".formatted(first, agent.agent()));
        delegate("dependsOn: [\"%s\"], parentId: \"%s\", assigneeId: \"%s\"".formatted(part, first, manager.agent()));
        String token = gateway.token(agent.clientId(), agent.secret());
        JsonNode claim = change(token, "claimTasks", "limit: 1", "claims { leaseToken task { id } }")
                .at("/claims/0");
        String task = claim.at("/task/id").asString();
        change(
                token,
                "submitDeliverable",
                "taskId: \"%s\", leaseToken: \"%s\", kind: CODE, name: \"n\", mediaType: \"text/plain\", content: \"c\""
                        .formatted(task, claim.path("leaseToken").asString()),
                "deliverable { id }");
        change(
                token,
                "recordMetrics",
                "samples: [{ name: \"m\", value: 1, taskId: \"%s\", labels: [{ name: \"l\", value: \"v\" }] }]"
                        .formatted(task),
                "recorded");
    }

    private String delegate(String more) {
        return change("delegateTask", "title: \"t\", type: \"t\", " + more, "task { id }")
                .at("/task/id")
                .asString();
    }

    /// How many rows it has in each table that has rows of workspaces, by the catalogue.
    Map<String, Long> rows(Connection connection) throws SQLException {
        var counts = new LinkedHashMap<String, Long>();
        for (String table : tables(connection)) {
            try (var sql = connection.prepareStatement(
                    "SELECT count(*) FROM " + table + " WHERE workspace_id = '" + uuid() + "'")) {
                var row = sql.executeQuery();
                row.next();
                counts.put(table, row.getLong(1));
            }
        }
        return counts;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        var tables = new ArrayList<String>();
        try (var sql = connection.createStatement();
                var rows = sql.executeQuery("""
                    SELECT c.oid::regclass::text
                    FROM pg_class c
                    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
                    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
                    ORDER BY 1
                    """)) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    /// Whether the installation still knows it.
    boolean isThere() {
        return !gateway
                .data(
                        gateway.token("installation-admin"),
                        "query ($names: [String!]) { workspaces(filter: { names: $names }) { nodes { id } } }",
                        Map.of("names", List.of(name)))
                .at("/workspaces/nodes")
                .findValuesAsString("id")
                .stream()
                .filter(id()::equals)
                .toList()
                .isEmpty();
    }

    /// Lets what was deleted go at once: it would be kept for a minute.
    void hasten(Connection connection) throws SQLException {
        try (var sql = connection.prepareStatement(
                "UPDATE workspace SET deleting_since = deleting_since - interval '1 hour' WHERE id = ?")) {
            sql.setObject(1, uuid());
            assertThat(sql.executeUpdate()).isEqualTo(1);
        }
    }

    static void await(String what, Instant deadline, Callable<Boolean> holds) throws Exception {
        while (!holds.call()) {
            assertThat(Instant.now()).as(what).isBefore(deadline);
        }
    }

    static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }
}
