package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.baton.BatonApplication;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// The workspaces as the administrators of the installation handle them.
@BatonTest
class InstallationTests {

    @Autowired
    private Environment environment;

    @Autowired
    private TestServers.Place place;

    @Autowired
    private SigningKeys keys;

    private Gateway gateway = new Gateway(0);

    @BeforeEach
    void look() {
        gateway = Gateway.of(environment);
    }

    @Test
    void aWorkspaceIsMadeSuspendedResumedAndDeleted() {
        String name = name();
        JsonNode made = Tenant.done(gateway, "createWorkspace", Map.of("name", name));
        assertThat(made.path("state").asString()).isEqualTo("ACTIVE");
        assertThat(Instant.parse(made.path("createdAt").asString()))
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
        Tenant tenant =
                new Tenant(gateway, new Forge(keys.signing(), made.path("id").asString()), name);
        assertThat(gateway.data(tenant.person(Role.VIEWER), "{ workspace { id name } }")
                        .path("workspace")
                        .toString())
                .isEqualTo("{\"id\":\"%s\",\"name\":\"%s\"}".formatted(tenant.id(), name));
        JsonNode suspended = tenant.suspend();
        assertThat(suspended.path("state").asString()).isEqualTo("SUSPENDED");
        assertThat(suspended.path("suspendedReason").asString()).isEqualTo("unpaid");
        assertThat(tenant.resume()).isEqualTo(made);
        tenant.suspend();
        JsonNode deleted = tenant.delete();
        assertThat(deleted.path("state").asString()).isEqualTo("DELETING");
        assertThat(deleted.path("suspendedReason").asString()).isEqualTo("unpaid");
    }

    static Stream<String> badNames() {
        return Stream.of(
                "",
                " ",
                "Acme",
                "1st",
                "-a",
                "a_b",
                "a b",
                "a.b",
                "a\n",
                "\na",
                "a\0",
                "a\u0007",
                "\u202ea",
                "é",
                "💥",
                "\ud83d",
                "a".repeat(64),
                "a".repeat(100_000),
                "workspace_01jd3kq4v8f2k9x3c7m5n1p0rz",
                "a'; --");
    }

    @ParameterizedTest
    @MethodSource("badNames")
    void aBadNameIsNone(String name) {
        JsonNode payload = Tenant.payload(gateway, "createWorkspace", Map.of("name", name));
        assertThat(payload.at("/problems/0/code").asString()).isEqualTo("INVALID_INPUT");
        assertThat(payload.at("/problems/0/fields/0/path").toString()).isEqualTo("[\"name\"]");
        assertThat(payload.path("workspace").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0"})
    void aReasonIsText(String reason) {
        Tenant tenant = Tenant.create(gateway, keys);
        assertThat(problem("suspendWorkspace", Map.of("workspaceId", tenant.id(), "reason", reason)))
                .isEqualTo("INVALID_INPUT");
        assertThat(problem("suspendWorkspace", Map.of("workspaceId", tenant.id(), "reason", "x".repeat(1_001))))
                .isEqualTo("INVALID_INPUT");
    }

    @Test
    void aNameBelongsToOneWorkspace() {
        assertThat(problem("createWorkspace", Map.of("name", "default"))).isEqualTo("INVALID_INPUT");
    }

    @Test
    void aStateAllowsWhatItAllows() {
        Tenant tenant = Tenant.create(gateway, keys);
        Map<String, String> id = Map.of("workspaceId", tenant.id());
        Map<String, String> why = Map.of("workspaceId", tenant.id(), "reason", "again");
        Map<String, String> confirmed = Map.of("workspaceId", tenant.id(), "name", tenant.name());
        assertConflict("resumeWorkspace", id, "ACTIVE");
        assertConflict("deleteWorkspace", confirmed, "ACTIVE");
        tenant.suspend();
        assertConflict("suspendWorkspace", why, "SUSPENDED");
        assertThat(problem("deleteWorkspace", Map.of("workspaceId", tenant.id(), "name", "default")))
                .isEqualTo("INVALID_INPUT");
        assertThat(problem("deleteWorkspace", Map.of("workspaceId", tenant.id(), "name", "")))
                .isEqualTo("INVALID_INPUT");
        tenant.delete();
        assertConflict("suspendWorkspace", why, "DELETING");
        assertConflict("resumeWorkspace", id, "DELETING");
        assertConflict("deleteWorkspace", confirmed, "DELETING");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "default",
                "\0",
                "💥",
                "workspace_01jd3kq4v8f2k9x3c7m5n1p0rz",
                "agent_01jd3kq4v8f2k9x3c7m5n1p0rz"
            })
    void whatIsNoWorkspaceIsNotFound(String id) {
        assertThat(problem("suspendWorkspace", Map.of("workspaceId", id, "reason", "r")))
                .isEqualTo("NOT_FOUND");
        assertThat(problem("resumeWorkspace", Map.of("workspaceId", id))).isEqualTo("NOT_FOUND");
        assertThat(problem("deleteWorkspace", Map.of("workspaceId", id, "name", "default")))
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void nobodyLocksHimselfOut() {
        String own = gateway.data(gateway.token("viewer"), "{ workspace { id } }")
                .at("/workspace/id")
                .asString();
        assertThat(problem("suspendWorkspace", Map.of("workspaceId", own, "reason", "r")))
                .isEqualTo("FORBIDDEN");
        assertThat(problem("deleteWorkspace", Map.of("workspaceId", own, "name", "default")))
                .isEqualTo("FORBIDDEN");
    }

    @Test
    void theSameKeyDoesItOnceAlsoWhenItIsGoneByThen() throws Exception {
        String name = name();
        Map<String, String> make = Map.of("name", name, "idempotencyKey", "make-" + name);
        JsonNode made = Tenant.done(gateway, "createWorkspace", make);
        assertThat(Tenant.done(gateway, "createWorkspace", make)).isEqualTo(made);
        assertThat(problem("createWorkspace", Map.of("name", name(), "idempotencyKey", "make-" + name)))
                .isEqualTo("IDEMPOTENCY_CONFLICT");
        Tenant tenant =
                new Tenant(gateway, new Forge(keys.signing(), made.path("id").asString()), name);
        tenant.suspend();
        Map<String, String> delete = Map.of("workspaceId", tenant.id(), "name", name, "idempotencyKey", "end-" + name);
        JsonNode deleted = Tenant.done(gateway, "deleteWorkspace", delete);
        assertThat(Tenant.done(gateway, "deleteWorkspace", delete)).isEqualTo(deleted);
        try (var connection = place.connect()) {
            tenant.hasten(connection);
        }
        Tenant.await("it is removed", Instant.now().plusSeconds(30), () -> !tenant.isThere());
        assertThat(Tenant.done(gateway, "deleteWorkspace", delete).isNull()).isTrue();
        assertThat(Tenant.done(gateway, "createWorkspace", make).isNull()).isTrue();
    }

    @Test
    void ofTwoNodesOneDoesIt() {
        try (var node = place.startNode(BatonApplication.class)) {
            List<Gateway> nodes = List.of(gateway, Gateway.of(node.getEnvironment()));
            String name = name();
            assertThat(together(nodes, each -> Tenant.payload(each, "createWorkspace", Map.of("name", name))))
                    .containsExactlyInAnyOrder("", "INVALID_INPUT");
            Tenant tenant = Tenant.create(gateway, keys);
            Map<String, String> why = Map.of("workspaceId", tenant.id(), "reason", "r");
            assertThat(together(nodes, each -> Tenant.payload(each, "suspendWorkspace", why)))
                    .containsExactlyInAnyOrder("", "CONFLICT");
            Map<String, String> confirmed = Map.of("workspaceId", tenant.id(), "name", tenant.name());
            assertThat(together(nodes, each -> Tenant.payload(each, "deleteWorkspace", confirmed)))
                    .containsExactlyInAnyOrder("", "CONFLICT");
        }
    }

    private interface Ask {
        JsonNode of(Gateway node);
    }

    private static List<String> together(Collection<Gateway> nodes, Ask ask) {
        return nodes.stream()
                .map(node -> CompletableFuture.supplyAsync((Supplier<JsonNode>) () -> ask.of(node)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .map(payload -> payload.at("/problems/0/code").asString(""))
                .toList();
    }

    @Test
    void theListHasPagesAndTellsStatesAndNothingElse() {
        var names = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            Tenant tenant = Tenant.create(gateway, keys);
            names.add(tenant.name());
            if (i == 0) {
                tenant.suspend();
            }
        }
        names.sort(null);
        var read = new ArrayList<String>();
        @Nullable String after = null;
        do {
            var variables = new HashMap<String, @Nullable Object>();
            variables.put("names", names);
            variables.put("after", after);
            JsonNode page = gateway.data(
                            gateway.token("installation-admin"),
                            "query ($names: [String!], $after: String) { workspaces(filter: { names: $names }, first:"
                                + " 2, after: $after) { totalCount nodes { name } pageInfo { hasNextPage endCursor } }"
                                + " }",
                            variables)
                    .path("workspaces");
            assertThat(page.path("totalCount").asInt()).isEqualTo(5);
            read.addAll(page.path("nodes").findValuesAsString("name"));
            after = page.at("/pageInfo/hasNextPage").asBoolean()
                    ? page.at("/pageInfo/endCursor").asString()
                    : null;
        } while (after != null);
        assertThat(read).isEqualTo(names);
        JsonNode suspended = gateway.data(
                gateway.token("installation-admin"),
                "query ($names: [String!]) { workspaces(filter: { names: $names, states: [SUSPENDED] }) { nodes { name"
                        + " } } }",
                Map.of("names", names));
        assertThat(suspended.at("/workspaces/nodes")).hasSize(1);
    }

    @Test
    void aFilterOfAnythingIsAnswered() {
        String ask = "query ($names: [String!]) { workspaces(filter: { names: $names }) { totalCount } }";
        for (String name : List.of("", "💥", "x".repeat(10_000), "\0")) {
            JsonNode answer = gateway.execute(gateway.token("installation-admin"), ask, Map.of("names", List.of(name)));
            assertThat(answer.toString()).doesNotContain("INTERNAL");
        }
    }

    @Test
    void aFreshInstallationBeginsAtHome() {
        RSAKey key = OpenIdProvider.rsa("k");
        try (var provider = new OpenIdProvider()) {
            provider.show(key);
            try (var node = TestServers.fresh()
                    .startNode(
                            BatonApplication.class,
                            "baton.development-tokens=",
                            "baton.installation.home=operations",
                            "baton.trust.issuers.ops.issuer=" + provider.issuer(),
                            "baton.trust.issuers.ops.installation-admins=true")) {
                Gateway fresh = Gateway.of(node.getEnvironment());
                JsonNode made = fresh.data(
                        token(key, provider, "INSTALLATION_ADMIN", "operations"),
                        "mutation { createWorkspace(input: { name: \"acme\" }) { workspace { name } problems { code }"
                                + " } }");
                assertThat(made.at("/createWorkspace/workspace/name").asString())
                        .isEqualTo("acme");
                assertThat(fresh.data(token(key, provider, "ADMIN", "acme"), "{ workspace { name } }")
                                .at("/workspace/name")
                                .asString())
                        .isEqualTo("acme");
            }
        }
    }

    private static String token(RSAKey key, OpenIdProvider provider, String role, String workspace) {
        return OpenIdProvider.sign(
                key,
                JWSAlgorithm.RS256,
                "JWT",
                new JWTClaimsSet.Builder()
                        .issuer(provider.issuer())
                        .audience("baton")
                        .subject("olga")
                        .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                        .claim("roles", List.of(role))
                        .claim("workspace", workspace)
                        .build());
    }

    private void assertConflict(String mutation, Map<String, ?> input, String state) {
        JsonNode problem = Tenant.payload(gateway, mutation, input).at("/problems/0");
        assertThat(problem.path("code").asString()).isEqualTo("CONFLICT");
        assertThat(problem.path("state").asString()).isEqualTo(state);
    }

    private String problem(String mutation, Map<String, ?> input) {
        return Tenant.payload(gateway, mutation, input).at("/problems/0/code").asString();
    }

    private static String name() {
        return "t" + UUID.randomUUID();
    }
}
