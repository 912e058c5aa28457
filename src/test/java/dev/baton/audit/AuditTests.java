package dev.baton.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.database.Reach;
import dev.baton.graph.TypeId;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.Statements;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestSocket;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

@BatonTest
class AuditTests {

    private static final String LOG = """
        query ($filter: AuditFilter, $first: Int, $after: String) {
          auditLog(filter: $filter, first: $first, after: $after) {
            totalCount
            pageInfo { endCursor hasNextPage }
            nodes { id at kind actor operation arguments targets address requestId outcome reasons endedAt }
          }
        }
        """;

    private static final String REGISTER =
            "mutation ($input: RegisterAgentInput!) { registerAgent(input: $input) { agent { id } problems { code } }"
                    + " }";

    private static final String COMPLETE =
            "mutation ($input: CompleteTaskInput!) { completeTask(input: $input) { task { id } problems { code } } }";

    @Autowired
    private Environment environment;

    @Autowired
    private TestServers.Place place;

    @Autowired
    private AuditRows rows;

    private Gateway gateway = new Gateway(0);
    private String admin = "";

    @BeforeEach
    void signIn() {
        gateway = Gateway.of(environment);
        admin = gateway.token("admin");
    }

    @Test
    void aMutationIsOnRecordWithWhoWhatWhereAndWhatCameOfIt() {
        Instant before = Instant.now();
        String handle = "a" + UUID.randomUUID();
        String agent =
                register(admin, handle).at("/data/registerAgent/agent/id").asString();
        JsonNode record = only(Map.of("target", agent));
        assertThat(record.path("kind").asString()).isEqualTo("MUTATION");
        assertThat(record.path("actor").asString()).isEqualTo("admin");
        assertThat(record.path("operation").asString()).isEqualTo("registerAgent");
        assertThat(record.at("/arguments/input/handle").asString()).isEqualTo(handle);
        assertThat(record.path("address").asString()).isEqualTo("127.0.0.1");
        assertThat(record.path("requestId").asString()).isNotEmpty();
        assertThat(record.path("outcome").asString()).isEqualTo("DONE");
        assertThat(record.path("reasons")).isEmpty();
        assertThat(Instant.parse(record.path("at").asString())).isBetween(before.minusSeconds(1), Instant.now());
        assertThat(Instant.parse(record.path("endedAt").asString()))
                .isAfterOrEqualTo(Instant.parse(record.path("at").asString()));
    }

    @Test
    void aMutationOfASocketIsOnRecordToo() {
        String missing = "agent_" + TypeId.format("x", TypeId.next()).substring(2);
        try (var socket = TestSocket.signedIn(gateway, admin)) {
            socket.subscribe(
                    "1",
                    "mutation { retireAgent(input: { agentId: \"%s\" }) { problems { code } } }".formatted(missing));
            assertThat(socket.next().toString()).contains("NOT_FOUND");
        }
        JsonNode record = only(Map.of("target", missing));
        assertThat(record.path("outcome").asString()).isEqualTo("REFUSED");
        assertThat(record.at("/reasons/0").asString()).isEqualTo("NOT_FOUND");
        assertThat(record.path("address").asString()).isEqualTo("127.0.0.1");
    }

    @Test
    void whatTheRoleForbidsIsOnRecord() {
        String handle = "a" + UUID.randomUUID();
        register(gateway.token("viewer"), handle);
        JsonNode record = newest(Map.of("actors", List.of("viewer"), "operations", List.of("registerAgent")));
        assertThat(record.at("/arguments/input/handle").asString()).isEqualTo(handle);
        assertThat(record.path("outcome").asString()).isEqualTo("REFUSED");
        assertThat(record.at("/reasons/0").asString()).isEqualTo("FORBIDDEN");
    }

    @Test
    void aSecretArgumentIsNotOnRecord() throws SQLException {
        String task = "task_" + TypeId.format("x", TypeId.next()).substring(2);
        String lease = "lease-" + UUID.randomUUID();
        Map<String, ?> input = Map.of("taskId", task, "leaseToken", lease, "result", Map.of("password", lease));
        gateway.execute(gateway.token("operator"), COMPLETE, Map.of("input", input));
        assertThat(only(Map.of("operations", List.of("completeTask"), "target", task))
                        .at("/arguments/input/leaseToken")
                        .asString())
                .isEqualTo("[redacted]");
        assertThat(number("SELECT count(*) FROM audit_record r WHERE position('" + lease + "' IN r::text) > 0"))
                .isZero();
    }

    @Test
    void aSignInIsOnRecordInTheClientsWorkspaceGrantedOrRefused() {
        gateway.tokenAnswer("operator", "wrong");
        JsonNode refused = newest(Map.of("kinds", List.of("SIGN_IN"), "actors", List.of("operator")));
        assertThat(refused.path("operation").asString()).isEqualTo("client_credentials");
        assertThat(refused.path("outcome").asString()).isEqualTo("REFUSED");
        assertThat(refused.at("/reasons/0").asString()).isEqualTo("invalid_client");
        gateway.token("operator");
        JsonNode granted = newest(Map.of("kinds", List.of("SIGN_IN"), "actors", List.of("operator")));
        assertThat(granted.path("outcome").asString()).isEqualTo("DONE");
        assertThat(granted.path("id")).isNotEqualTo(refused.path("id"));
    }

    @Test
    void aSignInOfAClientThatThereIsNotIsKeptAndShownToNobody() throws SQLException {
        String nobody = "nobody-" + UUID.randomUUID();
        gateway.tokenAnswer(nobody, "x");
        gateway.tokenAnswer("no\0body" + nobody, "x");
        assertThat(number("SELECT count(*) FROM audit_record WHERE workspace_id IS NULL AND actor LIKE '%" + nobody
                        + "'"))
                .isEqualTo(2);
        assertThat(log(admin, Map.of("actors", List.of(nobody)))
                        .path("totalCount")
                        .asInt())
                .isZero();
    }

    @Test
    void pagesFollowEachOtherAndFiltersHold() {
        String actor = "operator";
        List<String> made = new ArrayList<>();
        Instant since = Instant.now();
        for (int i = 0; i < 5; i++) {
            gateway.execute(
                    gateway.token(actor),
                    "mutation { cancelTask(input: { taskId: \"task_x%d\" }) { problems { code } } }".formatted(i),
                    Map.of());
        }
        Map<String, Object> filter =
                Map.of("operations", List.of("cancelTask"), "outcomes", List.of("REFUSED"), "since", since.toString());
        String cursor = null;
        boolean more = true;
        while (more) {
            var variables = new HashMap<String, Object>(Map.of("filter", filter, "first", 2));
            variables.put("after", cursor);
            JsonNode page = gateway.data(admin, LOG, variables).path("auditLog");
            assertThat(page.path("totalCount").asInt()).isEqualTo(5);
            page.path("nodes")
                    .forEach(node -> made.add(node.at("/arguments/input/taskId").asString()));
            cursor = page.at("/pageInfo/endCursor").asString();
            more = page.at("/pageInfo/hasNextPage").asBoolean();
        }
        assertThat(made).containsExactly("task_x4", "task_x3", "task_x2", "task_x1", "task_x0");
        var past = new HashMap<>(filter);
        past.put("until", since.toString());
        assertThat(log(admin, past).path("totalCount").asInt()).isZero();
        assertThat(log(gateway.token("other-admin"), filter).path("totalCount").asInt())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"operator", "viewer"})
    void onlyAnAdministratorReadsIt(String client) {
        JsonNode answer = gateway.execute(gateway.token(client), "{ auditLog { nodes { id } } }", Map.of());
        assertThat(answer.at("/errors/0/extensions/code").asString()).isEqualTo("FORBIDDEN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit_record SET actor = 'nobody'",
                "DELETE FROM audit_record",
                "TRUNCATE audit_record",
                "UPDATE audit_outcome SET outcome = 'DONE'",
                "DELETE FROM audit_outcome",
                "TRUNCATE audit_outcome"
            })
    void itIsAppendOnlyEvenForItsOwner(String statement) throws SQLException {
        String today = "$0_" + LocalDate.now(ZoneOffset.UTC).toString().replace('-', '_');
        assertAppendOnly(statement);
        assertAppendOnly(statement.replaceFirst("audit_\\w+", today));
    }

    @Test
    void aDayThatBeginsIsNotEmptiedEither() throws SQLException {
        LocalDate day = LocalDate.now(ZoneOffset.UTC).plusDays(30);
        execute("SELECT begin_audit_day('%s')".formatted(day));
        for (String table : List.of("audit_record", "audit_outcome")) {
            assertAppendOnly("TRUNCATE " + table + "_" + day.toString().replace('-', '_'));
        }
    }

    private void assertAppendOnly(String statement) {
        assertThatThrownBy(() -> execute(statement)).as(statement).hasMessageContaining("append-only");
    }

    @Test
    void theRecordIsWrittenBeforeTheMutationBegins() {
        List<String> statements = Statements.during(place, () -> register(admin, "a" + UUID.randomUUID())).stream()
                .filter(sql -> sql.contains("INSERT INTO a"))
                .toList();
        assertThat(statements).hasSize(3);
        assertThat(statements.get(0)).contains("INSERT INTO audit_record");
        assertThat(statements.get(1)).contains("INSERT INTO agent");
        assertThat(statements.get(2)).contains("INSERT INTO audit_outcome");
    }

    @Test
    void nothingIsDoneThatCannotBePutOnRecord() throws SQLException {
        String handle = "a" + UUID.randomUUID();
        execute("ALTER TABLE audit_record RENAME TO audit_record_away");
        try {
            assertThat(register(admin, handle).has("errors")).isTrue();
            assertThat(gateway.tokenAnswer("viewer", "viewer").statusCode()).isEqualTo(503);
        } finally {
            execute("ALTER TABLE audit_record_away RENAME TO audit_record");
        }
        assertThat(number("SELECT count(*) FROM agent WHERE handle = '" + handle + "'"))
                .isZero();
    }

    @Test
    void anOutcomeThatCannotBeWrittenIsUnknownAndTheMutationIsDone() throws SQLException {
        String handle = "a" + UUID.randomUUID();
        execute("ALTER TABLE audit_outcome RENAME TO audit_outcome_away");
        try {
            assertThat(register(admin, handle)
                            .at("/data/registerAgent/agent/id")
                            .asString())
                    .startsWith("agent_");
        } finally {
            execute("ALTER TABLE audit_outcome_away RENAME TO audit_outcome");
        }
        JsonNode record = newest(Map.of("outcomes", List.of("UNKNOWN")));
        assertThat(record.at("/arguments/input/handle").asString()).isEqualTo(handle);
        assertThat(record.path("endedAt").isNull()).isTrue();
    }

    @Test
    void aDayBeginsByItselfAndIsDroppedAfterTheRetention() throws SQLException {
        Instant old = Instant.now().minus(Duration.ofDays(500));
        var entry = new AuditEntry(
                TypeId.next(), old, null, AuditEntry.Kind.SIGN_IN, "someone", "test", null, "here", "request");
        rows.begin(List.of(entry)).contextWrite(Reach.everywhere()).block();
        assertThat(number("SELECT count(*) FROM audit_record WHERE id = '" + entry.id() + "'"))
                .isEqualTo(1);
        assertThat(number("SELECT drop_audit_day((now() - interval '400 days')::date)"))
                .isEqualTo(1);
        assertThat(number("SELECT drop_audit_day((now() - interval '400 days')::date)"))
                .isZero();
        assertThat(number("SELECT count(*) FROM audit_record WHERE id = '" + entry.id() + "'"))
                .isZero();
    }

    @Test
    void aPageIsReadByItsIndexHoweverLongTheAudit() throws SQLException {
        execute("""
            INSERT INTO audit_record (id, at, workspace_id, kind, actor, operation, request_id)
            SELECT uuidv7(), now() - n * interval '1 microsecond', w.id, 'MUTATION', 'actor-' || n % 50, 'planned', 'r'
            FROM generate_series(1, 20000) n, (SELECT id FROM workspace WHERE name = 'other') w
            """);
        execute("""
            INSERT INTO audit_outcome (record_id, at, workspace_id, outcome, reasons, targets, ended_at)
            SELECT id, at, workspace_id, 'DONE', '{}', ARRAY['task_' || row_number() OVER ()], at
            FROM audit_record WHERE operation = 'planned'
            """);
        execute("ANALYZE audit_record, audit_outcome");
        String today =
                "audit_record_" + LocalDate.now(ZoneOffset.UTC).toString().replace('-', '_');
        assertThat(plan("")).contains("at_id_idx on " + today).doesNotContain("Seq Scan on " + today, "Sort");
        // By the actor's index or by the workspace's, as the actor's share has it.
        assertThat(plan("AND r.actor = ANY(ARRAY['actor-7'])"))
                .contains(today + "_workspace_id_")
                .doesNotContain("Seq Scan on " + today);
    }

    private String plan(String condition) throws SQLException {
        try (var connection = place.connect();
                var sql = connection.createStatement();
                var found = sql.executeQuery("""
                    EXPLAIN SELECT r.id, o.outcome FROM audit_record r
                    LEFT JOIN audit_outcome o ON o.at = r.at AND o.record_id = r.id
                    WHERE r.workspace_id = (SELECT id FROM workspace WHERE name = 'other')
                      AND r.at >= '1970-01-01' AND r.at < '9999-01-01' %s
                      AND (r.at, r.id) < (now(), uuidv7()) ORDER BY r.at DESC, r.id DESC LIMIT 21
                    """.formatted(condition))) {
            var plan = new StringBuilder();
            while (found.next()) {
                plan.append(found.getString(1)).append('\n');
            }
            return plan.toString();
        }
    }

    private JsonNode register(String token, String handle) {
        return gateway.execute(token, REGISTER, Map.of("input", Map.of("handle", handle, "kind", "SPECIALIST")));
    }

    private JsonNode only(Map<String, ?> filter) {
        JsonNode found = log(admin, filter);
        assertThat(found.path("totalCount").asInt()).as(found.toString()).isEqualTo(1);
        return found.at("/nodes/0");
    }

    private JsonNode newest(Map<String, ?> filter) {
        return log(admin, filter).at("/nodes/0");
    }

    private JsonNode log(String token, Map<String, ?> filter) {
        return gateway.data(token, LOG, Map.of("filter", filter)).path("auditLog");
    }

    private void execute(String statement) throws SQLException {
        try (var connection = place.connect();
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private long number(String query) throws SQLException {
        try (var connection = place.connect();
                var sql = connection.createStatement();
                var found = sql.executeQuery(query)) {
            found.next();
            return found.getLong(1);
        }
    }
}
