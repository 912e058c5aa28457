package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestSocket;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A node with room for three operations, and less patience than PostgreSQL has with locks. Somebody holds the table
/// of agents, so that whoever asks for them waits there.
@BatonTest(
        properties = {
            "baton.guard.deadline=1500ms",
            "baton.guard.max-running=3",
            "baton.guard.max-running-per-client=2",
            "baton.guard.patience=300ms",
            "baton.guard.connections-per-client=2"
        })
@ExtendWith(OutputCaptureExtension.class)
class AdmissionTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SLOW = "{ agents { nodes { handle } } }";
    private static final String FINE = "{ viewer { subject } }";

    @Autowired
    private Environment environment;

    @Autowired
    private TestServers.Place place;

    private Gateway gateway;
    private Connection holder;
    private Connection watcher;

    @BeforeEach
    void holdTheAgents() throws SQLException {
        gateway = Gateway.of(environment);
        watcher = place.connect();
        holder = place.connect();
        holder.setAutoCommit(false);
        try (Statement statement = holder.createStatement()) {
            statement.execute("LOCK TABLE agent IN ACCESS EXCLUSIVE MODE");
        }
    }

    @AfterEach
    void letGo() throws SQLException {
        holder.close();
        watcher.close();
    }

    /// Many of them here went away before their operation had ended.
    @AfterEach
    void whoGoesAwayIsNoFailureForTheLog(CapturedOutput output) {
        assertThat(output).doesNotContain("failed at");
    }

    @Test
    void whatTakesTooLongIsEndedAndSoIsItsStatement() throws SQLException {
        HttpResponse<String> answer = post("viewer", SLOW);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        JsonNode error = JSON.readTree(answer.body()).at("/errors/0");
        assertThat(error.at("/extensions/code").asString()).isEqualTo("UNAVAILABLE");
        assertThat(error.path("message").asString()).contains("longer than 1500 ms");
        assertThat(JSON.readTree(answer.body())
                        .at("/extensions/cost/requestedQueryCost")
                        .asLong())
                .as("what it paid is gone")
                .isEqualTo(20);
        untilWaiting(0, Duration.ofMillis(300));
    }

    @Test
    void aCountThatNobodyWaitsForAnyMoreIsEndedToo() throws SQLException {
        holder.commit();
        String delegate = """
            mutation { delegateTask(input: {title: "counted", type: "x", requiredCapabilities: ["nobody"]}) { task { id } } }
            """;
        gateway.data(gateway.token("operator"), delegate, Map.of());
        try (Statement statement = watcher.createStatement()) {
            statement.execute("""
                CREATE FUNCTION dawdle() RETURNS boolean LANGUAGE plpgsql AS $$
                BEGIN
                    IF current_query() LIKE 'SELECT count(*) FROM task t%' THEN PERFORM pg_sleep(10); END IF;
                    RETURN true;
                END $$
                """);
            statement.execute("CREATE POLICY slowly ON task AS RESTRICTIVE USING (dawdle())");
            HttpResponse<String> answer = post("viewer", "{ tasks(first: 1) { totalCount nodes { id } } }");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            untilNone("wait_event = 'PgSleep'");
            statement.execute("DROP POLICY slowly ON task");
        }
    }

    @Test
    void oneClientCannotTakeAllTheConnections() throws SQLException {
        String many = IntStream.range(0, 10)
                .mapToObj(i -> "a%d: agents { nodes { handle } }".formatted(i))
                .collect(Collectors.joining(" ", "{ ", " }"));
        try (var viewer = TestSocket.signedIn(gateway, gateway.token("viewer"))) {
            viewer.subscribe("many", many);
            untilWaiting(2);
            assertThat(postWith(gateway.token("operator"), "{ workspace { taskCounts { count } } }")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(waiting()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void whoGoesAwayTakesHisStatementAlong() throws Exception {
        String token = gateway.token("viewer");
        String body = JSON.writeValueAsString(Map.of("query", SLOW));
        try (var socket = new Socket("localhost", gateway.port())) {
            socket.getOutputStream()
                    .write(
                            "POST /graphql HTTP/1.1\r\nHost: baton\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                                    .formatted(token, body.length(), body)
                                    .getBytes(StandardCharsets.US_ASCII));
            untilWaiting(1);
        }
        untilWaiting(0);
    }

    @Test
    void whoCompletesAnOperationOnASocketEndsItsStatement() throws SQLException {
        try (var socket = TestSocket.signedIn(gateway, gateway.token("viewer"))) {
            socket.subscribe("slow", SLOW);
            untilWaiting(1);
            socket.sendText("{\"type\":\"complete\",\"id\":\"slow\"}");
            untilWaiting(0);
            socket.subscribe("fine", FINE);
            assertThat(socket.next().at("/payload/data/viewer/subject").asString())
                    .isEqualTo("viewer");
        }
    }

    @Test
    void aMutationThatIsEndedHasChangedNothing() throws SQLException {
        String register = """
            mutation($handle: String!) { registerAgent(input: {handle: $handle, displayName: "x", kind: SPECIALIST}) {
              agent { id } problems { message } } }
            """;
        String handle = "late" + System.nanoTime();
        String body = JSON.writeValueAsString(Map.of("query", register, "variables", Map.of("handle", handle)));
        assertThat(gateway.post("Bearer " + gateway.token("admin"), body).statusCode())
                .isEqualTo(503);
        untilWaiting(0, Duration.ofMillis(300));
        holder.commit();
        assertThat(gateway.data(gateway.token("viewer"), "{ agents(first: 50) { nodes { handle } } }")
                        .toString())
                .doesNotContain(handle);
    }

    @Test
    void theDoorShedsWhatTheNodeCannotRunAndLetsInWhatItCan() throws SQLException {
        String admin = gateway.token("admin");
        try (var viewer = TestSocket.signedIn(gateway, gateway.token("viewer"));
                var operator = TestSocket.signedIn(gateway, gateway.token("operator"))) {
            viewer.subscribe("one", SLOW);
            viewer.subscribe("two", SLOW);
            operator.subscribe("three", SLOW);
            untilWaiting(3);
            HttpResponse<String> shed = postWith(admin, FINE);
            assertThat(shed.statusCode()).isEqualTo(503);
            assertThat(shed.headers().firstValue("Retry-After")).contains("1");
            JsonNode told = JSON.readTree(shed.body());
            assertThat(told.at("/errors/0/extensions/code").asString()).isEqualTo("UNAVAILABLE");
            assertThat(told.at("/extensions/cost/throttleStatus/currentlyAvailable")
                            .asLong())
                    .isPositive();
            assertThat(shed.headers().firstValue("RateLimit")).isPresent();
            assertThat(gateway.send(HttpRequest.newBuilder(gateway.uri("/actuator/prometheus"))
                                    .header("Authorization", "Bearer scraper"))
                            .body())
                    .containsPattern(
                            "(?m)^baton_operation_errors_total\\{client=\"admin\",code=\"UNAVAILABLE\".*} [1-9]");
            holder.commit();
            for (TestSocket admitted : List.of(viewer, viewer, operator)) {
                assertThat(result(admitted).at("/payload/data/agents").isObject())
                        .isTrue();
            }
        }
        assertThat(postWith(admin, FINE).statusCode()).isEqualTo(200);
    }

    @Test
    void oneClientCannotTakeAllThePlaces() throws SQLException {
        String operator = gateway.token("operator");
        String token = gateway.token("viewer");
        try (var viewer = TestSocket.signedIn(gateway, token)) {
            viewer.subscribe("one", SLOW);
            viewer.subscribe("two", SLOW);
            untilWaiting(2);
            HttpResponse<String> refused = postWith(token, FINE);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            assertThat(postWith(operator, FINE).statusCode()).isEqualTo(200);
        }
        untilWaiting(0);
    }

    @Test
    void aMutationOfAKnownDocumentThatFindsNoPlaceIsOnRecord() throws SQLException, IOException {
        String document = Files.readString(Path.of("frontend-contract/operations/agent/Heartbeat.graphql"));
        String token = gateway.token("viewer");
        try (var viewer = TestSocket.signedIn(gateway, token)) {
            viewer.subscribe("one", SLOW);
            viewer.subscribe("two", SLOW);
            untilWaiting(2);
            String byId = JSON.writeValueAsString(Map.of("documentId", TrustedDocuments.id(document)));
            assertThat(gateway.post("Bearer " + token, byId).statusCode()).isEqualTo(429);
        }
        try (Statement statement = watcher.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT 1 FROM audit_record WHERE actor = 'viewer' AND operation = 'heartbeat'")) {
            assertThat(found.next()).isTrue();
        }
        untilWaiting(0);
    }

    @Test
    void whatComesOverASocketWaitsForAPlaceAndIsRefusedOnlyWhereNoneIsFound() throws SQLException {
        try (var viewer = TestSocket.signedIn(gateway, gateway.token("viewer"))) {
            viewer.subscribe("one", SLOW);
            viewer.subscribe("two", SLOW);
            untilWaiting(2);
            viewer.subscribe("three", FINE);
            holder.commit();
            Map<String, String> answers = ended(viewer, 3);
            assertThat(answers).hasSize(3).doesNotContainValue("error");

            holder.createStatement().execute("LOCK TABLE agent IN ACCESS EXCLUSIVE MODE");
            viewer.subscribe("one", SLOW);
            viewer.subscribe("two", SLOW);
            untilWaiting(2);
            viewer.subscribe("three", "{ agents { nodes { id handle } } }");
            assertThat(ended(viewer, 3)).containsValue("error");
        }
    }

    @Test
    void whatComesAsAnEventStreamWaitsForAPlaceToo() throws SQLException {
        String token = gateway.token("viewer");
        try (var viewer = TestSocket.signedIn(gateway, token)) {
            viewer.subscribe("one", SLOW);
            viewer.subscribe("two", SLOW);
            untilWaiting(2);
            var stream = CompletableFuture.supplyAsync(() -> gateway.send(HttpRequest.newBuilder(
                                    gateway.uri("/graphql"))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .header("Accept", "text/event-stream")
                            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(Map.of("query", FINE)))))
                    .body());
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            assertThat(stream).isNotDone();
            holder.commit();
            assertThat(stream.join()).contains("\"subject\"").doesNotContain("errors");
        }
    }

    /// By what so many operations were answered: `next` or `error`.
    private static Map<String, String> ended(TestSocket socket, int operations) {
        var answers = new HashMap<String, String>();
        while (answers.size() < operations) {
            JsonNode message = socket.next();
            if (!message.path("type").asString().equals("complete")) {
                answers.put(message.path("id").asString(), message.path("type").asString());
            }
        }
        return answers;
    }

    private static JsonNode result(TestSocket socket) {
        JsonNode message = socket.next();
        return message.path("type").asString().equals("complete") ? socket.next() : message;
    }

    private HttpResponse<String> post(String client, String query) {
        return postWith(gateway.token(client), query);
    }

    private HttpResponse<String> postWith(String token, String query) {
        return gateway.post("Bearer " + token, JSON.writeValueAsString(Map.of("query", query)));
    }

    /// Polls until so many of the gateway's statements wait for the agents: not for so long that PostgreSQL ends
    /// them by itself, which it does with who waits for a lock for two seconds.
    private void untilWaiting(int statements) throws SQLException {
        untilWaiting(statements, Duration.ofSeconds(1));
    }

    private void untilWaiting(int statements, Duration patience) throws SQLException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (waiting() != statements) {
            assertThat(System.nanoTime()).as("%d wait", waiting()).isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private void untilNone(String what) throws SQLException {
        long deadline = System.nanoTime() + Duration.ofMillis(500).toNanos();
        while (active(what) > 0) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private int waiting() throws SQLException {
        return active("wait_event_type = 'Lock' AND query ILIKE '%agent%' AND query NOT ILIKE '%last_seen%'");
    }

    private int active(String what) throws SQLException {
        try (Statement statement = watcher.createStatement();
                ResultSet row = statement.executeQuery("""
                    SELECT count(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND state = 'active' AND (%s)
                    """.formatted(what))) {
            row.next();
            return row.getInt(1);
        }
    }
}
