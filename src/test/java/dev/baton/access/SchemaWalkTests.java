package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.graph.TypeId;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.Statements;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestSocket;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLObjectType;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.graphql.execution.GraphQlSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Walks the whole schema with everybody's tokens, in two workspaces of its own.
@BatonTest
class SchemaWalkTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String NOBODY = "x";

    /// With so many samples of each, chance alone tells them apart once in ten thousand times.
    private static final int SAMPLES = 100;

    private static final double TELLING = 0.16;

    /// The error; a problem of this name is of the domain.
    private static final Pattern FORBIDDEN = Pattern.compile("\"extensions\":\\{[^}]*\"code\":\"FORBIDDEN\"");

    @Autowired
    private Environment environment;

    @Autowired
    private GraphQlSource source;

    @Autowired
    private SigningKeys keys;

    @Autowired
    private TestServers.Place place;

    private Gateway gateway = new Gateway(0);
    private @Nullable SchemaWalk walk;

    @BeforeEach
    void look() {
        gateway = Gateway.of(environment);
        walk = new SchemaWalk(source.schema());
    }

    private SchemaWalk walk() {
        return Objects.requireNonNull(walk);
    }

    /// The tokens of a workspace's people and of its agent.
    private record Staff(String workspace, Map<Role, String> tokens, String agent) {

        String token(Role role) {
            return Objects.requireNonNull(tokens.get(role));
        }
    }

    @Test
    void everyRootFieldIsForTheRolesOfTheTableAndForNobodyElse() throws SQLException {
        Staff staff = hire();
        var wrong = new ArrayList<String>();
        for (SchemaWalk.Root root : walk().roots()) {
            staff.tokens().forEach((role, token) -> {
                boolean forbidden =
                        FORBIDDEN.matcher(answer(token, walk().call(root))).find();
                if (forbidden == root.allows(role)) {
                    wrong.add(role + " " + root.name() + ": " + answer(token, walk().call(root)));
                }
            });
        }
        assertThat(walk().roots()).hasSizeGreaterThan(40);
        assertThat(wrong).isEmpty();
    }

    @Test
    void noRootFieldIsForWhoseTokenDoesNotHold() throws SQLException {
        Staff staff = hire();
        Map<String, String> bad = badTokens(staff);
        var wrong = new ArrayList<String>();
        for (SchemaWalk.Root root : walk().roots()) {
            String body = body(walk().call(root));
            bad.forEach((what, token) -> {
                var answer = gateway.post(token.isEmpty() ? "" : "Bearer " + token, body);
                boolean refused = answer.statusCode() == 401
                        && code(JSON.readTree(answer.body())).equals("UNAUTHENTICATED");
                if (!refused) {
                    wrong.add(root.name() + " with a token " + what + ": " + answer.statusCode());
                }
            });
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aForeignObjectAnswersWhatAMissingOneAnswersWhereverItsIdIsGiven() throws SQLException {
        Staff here = hire();
        Map<String, String> foreign = objectsOf(hire());
        var differing = new ArrayList<String>();
        int asked = 0;
        for (SchemaWalk.Root root : walk().roots()) {
            Role role = Stream.of(Role.ADMIN, Role.INSTALLATION_ADMIN, Role.AGENT)
                    .filter(root::allows)
                    .findFirst()
                    .orElseThrow();
            String token = here.token(role);
            for (List<String> place : walk().places(root)) {
                for (var object : foreign.entrySet()) {
                    // To who administers the installation no workspace is foreign, and nothing else is known.
                    if (role == Role.INSTALLATION_ADMIN && object.getKey().equals("workspace")) {
                        continue;
                    }
                    String missing = TypeId.format(object.getKey(), TypeId.next());
                    asked++;
                    String answer = answer(token, walk().call(root, place, object.getValue()))
                            .replace(object.getValue(), NOBODY);
                    if (!answer.equals(
                            answer(token, walk().call(root, place, missing)).replace(missing, NOBODY))) {
                        differing.add(root.name() + " " + place + " " + object.getKey() + ": " + answer);
                    }
                }
            }
        }
        assertThat(asked).isGreaterThan(200);
        assertThat(differing).isEmpty();
    }

    @Test
    void everyTypeOfNodeHasAnObjectInThisTestAndIsFoundAtHomeAlone() throws SQLException {
        Staff home = hire();
        Staff away = hire();
        Map<String, String> objects = objectsOf(home);
        var names = new TreeMap<String, String>();
        objects.forEach((prefix, id) -> names.put(
                gateway.data(home.token(Role.VIEWER), node(id))
                        .at("/node/__typename")
                        .asString("none: " + prefix),
                id));
        assertThat(names.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        walk()
                                .schema()
                                .getImplementations(
                                        (GraphQLInterfaceType) walk().schema().getType("Node"))
                                .stream()
                                .map(GraphQLObjectType::getName)
                                .toList());
        names.values()
                .forEach(id -> Stream.of(Role.VIEWER, Role.OPERATOR, Role.ADMIN, Role.AGENT)
                        .map(away::token)
                        .forEach(token -> assertThat(gateway.data(token, node(id))
                                        .path("node")
                                        .isNull())
                                .isTrue()));
    }

    /// Asked for in turn, so that what else the machine does slows both: neither is the slower one more often.
    @Test
    void aForeignObjectIsAnsweredAsFastAsAMissingOne() throws SQLException {
        Staff here = hire();
        String admin = here.token(Role.ADMIN);
        objectsOf(hire()).forEach((prefix, id) -> {
            String missing = TypeId.format(prefix, TypeId.next());
            double share = 0;
            for (int tries = 0; tries < 3; tries++) {
                share = slower(() -> gateway.data(admin, node(id)), () -> gateway.data(admin, node(missing)));
                if (Math.abs(share - 0.5) < TELLING) {
                    return;
                }
            }
            assertThat(share)
                    .as("%s: how often the foreign one is slower", prefix)
                    .isCloseTo(0.5, within(TELLING));
        });
    }

    /// How likely it is that the one takes longer than the other: one half where nobody can tell them apart.
    private static double slower(Runnable one, Runnable other) {
        var ones = new long[SAMPLES];
        var others = new long[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            boolean first = i % 2 == 0;
            long before = first ? nanos(one) : nanos(other);
            long after = first ? nanos(other) : nanos(one);
            ones[i] = first ? before : after;
            others[i] = first ? after : before;
        }
        long longer = Arrays.stream(ones)
                .map(mine -> Arrays.stream(others).filter(its -> mine > its).count())
                .sum();
        return (double) longer / SAMPLES / SAMPLES;
    }

    private static long nanos(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return System.nanoTime() - start;
    }

    /// Seconds would say little: the same statements are the same work.
    @Test
    void aForeignObjectCostsTheStatementsOfAMissingOne() throws SQLException {
        Staff here = hire();
        Map<String, String> foreign = objectsOf(hire());
        String admin = here.token(Role.ADMIN);
        foreign.forEach((prefix, id) -> {
            String missing = TypeId.format(prefix, TypeId.next());
            assertSameWork(() -> gateway.data(admin, node(id)), () -> gateway.data(admin, node(missing)));
        });
        for (String mutation :
                List.of("retireAgent(input: { agentId: \"%s\" })", "cancelTask(input: { taskId: \"%s\" })")) {
            String prefix = mutation.startsWith("retire") ? "agent" : "task";
            String query = "mutation { " + mutation + " { problems { code } } }";
            String missing = TypeId.format(prefix, TypeId.next());
            assertSameWork(
                    () -> gateway.data(admin, query.formatted(foreign.get(prefix))),
                    () -> gateway.data(admin, query.formatted(missing)));
        }
    }

    /// The gateway's timers send statements too, at any moment: they differ by chance, not each time.
    private void assertSameWork(Runnable one, Runnable other) {
        List<String> first = List.of();
        List<String> second = List.of();
        for (int i = 0; i < 20; i++) {
            first = statements(one);
            second = statements(other);
            if (first.equals(second)) {
                return;
            }
        }
        assertThat(first).isEqualTo(second);
    }

    private List<String> statements(Runnable work) {
        return Statements.during(place, work).stream()
                .filter(sql -> !sql.contains("SKIP LOCKED") && !sql.contains("event") && !sql.contains("signing_key"))
                .toList();
    }

    private static String node(String id) {
        return "{ node(id: \"%s\") { __typename id } }".formatted(id);
    }

    /// What an operation answers, but for its price; of a subscription, what it answers at once, if anything.
    private String answer(String token, SchemaWalk.Call call) {
        return call.root().isStream() ? streamed(token, call) : executed(token, call);
    }

    private static String unpriced(JsonNode payload) {
        if (payload instanceof ObjectNode answer) {
            answer.remove("extensions");
        }
        return payload.toString();
    }

    private String executed(String token, SchemaWalk.Call call) {
        return unpriced(gateway.execute(token, call.query(), call.variables()));
    }

    private String streamed(String token, SchemaWalk.Call call) {
        try (var socket = TestSocket.signedIn(gateway, token)) {
            socket.send(Map.of(
                    "id",
                    "stream",
                    "type",
                    "subscribe",
                    "payload",
                    Map.of("query", call.query(), "variables", call.variables())));
            var heard = new StringBuilder();
            // What begins after it is answered after its refusal would have been.
            for (String id : List.of("1", "2", "3")) {
                socket.subscribe(id, "{ tasks(first: 1) { totalCount } }");
                hearUntilComplete(socket, id, heard);
            }
            return heard.toString();
        }
    }

    private static void hearUntilComplete(TestSocket socket, String id, StringBuilder heard) {
        while (true) {
            JsonNode message = socket.next();
            boolean stream = message.path("id").asString().equals("stream");
            if (stream) {
                heard.append(message.path("type")).append(unpriced(message.path("payload")));
            } else if (message.path("type").asString().equals("complete")
                    && message.path("id").asString().equals(id)) {
                return;
            }
        }
    }

    private static String body(SchemaWalk.Call call) {
        return JSON.writeValueAsString(Map.of("query", call.query(), "variables", call.variables()));
    }

    private static String code(JsonNode answer) {
        return answer.at("/errors/0/extensions/code").asString();
    }

    private Map<String, String> badTokens(Staff staff) {
        String admin = staff.token(Role.ADMIN);
        Map<String, String> forged = new Forge(keys.signing(), staff.workspace()).badTokens();
        JsonNode key = gateway.data(
                        admin,
                        "mutation { createAgentCredential(input: { agentId: \"%s\" }) { clientId clientSecret } }"
                                .formatted(staff.agent()))
                .path("createAgentCredential");
        String revoked = gateway.token(
                key.path("clientId").asString(), key.path("clientSecret").asString());
        gateway.data(
                admin,
                "mutation { revokeAgentCredential(input: { clientId: \"%s\" }) { problems { code } } }"
                        .formatted(key.path("clientId").asString()));
        return Map.of(
                "that is none", "",
                "that is revoked", revoked,
                "that has expired", forged.get("expired"),
                "that nobody signed", forged.get("unsigned"),
                "that another key signed", forged.get("signed by another key under our key's name"),
                "of the public key", forged.get("signed with the public key as a secret"),
                "with a bit flipped", flipped(admin));
    }

    private static String flipped(String token) {
        int at = token.lastIndexOf('.') + 20;
        char other = token.charAt(at) == 'A' ? 'B' : 'A';
        return token.substring(0, at) + other + token.substring(at + 1);
    }

    /// An object of each type of node that the workspace has, by the prefix of its id.
    private Map<String, String> objectsOf(Staff staff) {
        String admin = staff.token(Role.ADMIN);
        String agent = staff.token(Role.AGENT);
        String task = gateway.data(
                        admin,
                        "mutation { delegateTask(input: { title: \"t\", type: \"t\", assigneeId: \"%s\" }) { task { id } } }"
                                .formatted(staff.agent()))
                .at("/delegateTask/task/id")
                .asString();
        JsonNode claim = gateway.data(
                        agent, "mutation { claimTasks(input: {}) { claims { leaseToken attempt { id } } } }")
                .at("/claimTasks/claims/0");
        String deliverable = gateway.data(
                        agent,
                        "mutation ($lease: String!) { submitDeliverable(input: { taskId: \"%s\", leaseToken: $lease, kind: CODE,"
                                        .formatted(task)
                                + " name: \"n\", mediaType: \"text/plain\", content: \"c\" }) { deliverable { id } } }",
                        Map.of("lease", claim.path("leaseToken").asString()))
                .at("/submitDeliverable/deliverable/id")
                .asString();
        String delegation = gateway.data(admin, "{ task(id: \"%s\") { delegations { id } } }".formatted(task))
                .at("/task/delegations/0/id")
                .asString();
        return Map.of(
                "workspace",
                staff.workspace(),
                "agent",
                staff.agent(),
                "task",
                task,
                "attempt",
                claim.at("/attempt/id").asString(),
                "deliverable",
                deliverable,
                "delegation",
                delegation);
    }

    private Staff hire() throws SQLException {
        UUID id = TypeId.next();
        try (var connection = place.connect();
                var sql = connection.prepareStatement("INSERT INTO workspace (id, name) VALUES (?, ?)")) {
            sql.setObject(1, id);
            sql.setString(2, "walk-" + id);
            sql.executeUpdate();
        }
        String workspace = TypeId.format("workspace", id);
        var tokens = new TreeMap<Role, String>();
        for (Role role : List.of(Role.VIEWER, Role.OPERATOR, Role.ADMIN, Role.INSTALLATION_ADMIN)) {
            tokens.put(role, token(workspace, role.name().toLowerCase(Locale.ROOT), role, null));
        }
        String agent = gateway.data(
                        Objects.requireNonNull(tokens.get(Role.ADMIN)),
                        "mutation { registerAgent(input: { handle: \"walker\", kind: MANAGER }) { agent { id } } }")
                .at("/registerAgent/agent/id")
                .asString();
        tokens.put(Role.AGENT, token(workspace, agent, Role.AGENT, agent));
        return new Staff(workspace, tokens, agent);
    }

    private String token(String workspace, String subject, Role role, @Nullable String agent) {
        var forge = new Forge(keys.signing(), workspace);
        return forge.sign(forge.good()
                .subject(subject)
                .claim("roles", List.of(role.name()))
                .claim("agent", agent)
                .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(10))))
                .build());
    }
}
