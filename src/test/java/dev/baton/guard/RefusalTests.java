package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.Fault;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestSocket;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a client hears that sends nonsense, or too much.
@BatonTest
class RefusalTests {

    /// What no close code is.
    private static final int BROKEN = 0;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String FINE = "{ viewer { subject } }";
    private static final Set<String> CODES =
            Stream.of(Fault.Code.values()).map(Enum::name).collect(Collectors.toSet());

    /// Of the engine, of Java, of the tools underneath.
    private static final Pattern INSIDES =
            Pattern.compile("Value\\{|HashMap|ArrayList|[a-z]+\\.[a-z]+\\.[A-Z]|Exception|AST|ANTLR|reactor|prefetch");

    @Autowired
    private Environment environment;

    private Gateway gateway;
    private String token;

    @BeforeEach
    void signIn() {
        gateway = Gateway.of(environment);
        token = gateway.token("operator");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', maxCharsPerColumn = 100_000, textBlock = """
        { viewer { subject                                       | 400 | BAD_REQUEST
        ''                                                       | 400 | BAD_REQUEST
        { viewer { subject } } %                                 | 400 | BAD_REQUEST
        query A { viewer { subject } } query B { viewer { roles } } | 422 | VALIDATION_FAILED
        subscription { taskEvents { cursor } }                   | 400 | BAD_REQUEST
        subscription($x: Boolean!) { taskEvents @include(if: $x) { cursor } } | 422 | VALIDATION_FAILED
        subscription($x: Boolean!) { ...F @skip(if: $x) } fragment F on Subscription { taskEvents { cursor } } | 422 | VALIDATION_FAILED
        { nothing }                                              | 422 | VALIDATION_FAILED
        { viewer { nothing } }                                   | 422 | VALIDATION_FAILED
        { task { id } }                                          | 422 | VALIDATION_FAILED
        { tasks(first: "x", filter: { states: [NOPE, 1] }) { nodes { id } } } | 422 | VALIDATION_FAILED
        { tasks(filter: { labels: { a: [1, "}'"] } }) { nodes { id } } } | 422 | VALIDATION_FAILED
        { tasks(first: 99999999999) { nodes { id } } }           | 422 | VALIDATION_FAILED
        query($n: Int = "x") { tasks(first: $n) { nodes { id } } } | 422 | VALIDATION_FAILED
        query($n: Int!) { tasks(first: $n) { nodes { id } } }    | 422 | VALIDATION_FAILED
        { task(id: 1) { ...F } } fragment F on Task { parent { ...F } } | 422 | VALIDATION_FAILED
        { __schema { types { fields { type { fields { name } } } } } } | 422 | VALIDATION_FAILED
        type Task { id: ID }                                     | 422 | VALIDATION_FAILED
        { tasks(first: 100) { nodes { subtasks(first: 100) { nodes { id } } } } } | 422 | COST_LIMIT_EXCEEDED
        { tasks(first: 2147483647) { nodes { id } } }            | 422 | COST_LIMIT_EXCEEDED
        """)
    void aBadDocumentIsRefusedWithACode(String query, int status, String code) {
        assertRefused(post(Map.of("query", query)), status, code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Int            | tasks(first: $v) { nodes { id } }  | {"v": "x"}
        Int            | tasks(first: $v) { nodes { id } }  | {"v": {"a": 1}}
        Int            | tasks(first: $v) { nodes { id } }  | {"v": 99999999999}
        TaskFilter     | tasks(filter: $v) { nodes { id } } | {"v": "x"}
        TaskFilter     | tasks(filter: $v) { nodes { id } } | {"v": [[]]}
        TaskFilter     | tasks(filter: $v) { nodes { id } } | {"v": {"nothing": 1}}
        TaskFilter     | tasks(filter: $v) { nodes { id } } | {"v": {"states": ["NOPE"]}}
        ID!            | task(id: $v) { id }                | {"v": null}
        ID!            | task(id: $v) { id }                | {}
        """)
    void aBadVariableIsRefusedWithACode(String type, String field, String variables) {
        String query = "query($v: %s) { %s }".formatted(type, field);
        assertRefused(post(Map.of("query", query, "variables", JSON.readTree(variables))), 422, "VALIDATION_FAILED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x"})
    void aBadVariableOfManyPairsOfSurrogatesIsRefusedWithACodeToo(String before) {
        String query = "query($v: TaskFilter) { tasks(filter: $v) { nodes { id } } }";
        String value = before + "\uD83D\uDE00".repeat(400);
        assertRefused(
                post(Map.of("query", query, "variables", Map.of("v", Map.of("states", List.of(value))))),
                422,
                "VALIDATION_FAILED");
        // Half a pair, as JSON may have it.
        String half = "{\"query\":\"%s\",\"variables\":{\"v\":{\"states\":[\"%s\\uD83D\"]}}}".formatted(query, before);
        JsonNode error = assertRefused(gateway.post("Bearer " + token, half), 422, "VALIDATION_FAILED");
        assertThat(error.path("message").asString()).contains("'" + before + "\uFFFD'");
    }

    @Test
    void ofALongTextThatIsNoTimeNothingOfTheEngineIsRead() {
        String deadline = "x".repeat(700);
        JsonNode error = assertRefused(
                post(Map.of(
                        "query",
                        "mutation { delegateTask(input: {title: \"x\", type: \"x\", deadline: \"%s\"}) { task { id } } }"
                                .formatted(deadline))),
                422,
                "VALIDATION_FAILED");
        assertThat(error.path("message").asString()).contains("is not a valid 'DateTime'");
    }

    @Test
    void aNullWhereADefaultWasDeclaredIsTheClientsMistakeToo() {
        JsonNode answer = gateway.execute(
                token, "query($id: ID = \"x\") { task(id: $id) { id } }", Collections.singletonMap("id", null));
        assertThat(answer.path("errors").path(0).path("extensions").path("code").asString())
                .as(answer.toString())
                .isEqualTo("VALIDATION_FAILED");
    }

    @Test
    void anUnknownOperationIsRefused() {
        assertRefused(post(Map.of("query", "query A " + FINE, "operationName", "B")), 422, "VALIDATION_FAILED");
    }

    @Test
    void a200LevelQueryIsRefused() {
        String deep = "{ task(id: 1) " + "{ parent ".repeat(200) + "{ id }" + " }".repeat(200) + " }";
        JsonNode error = assertRefused(post(Map.of("query", deep)), 422, "VALIDATION_FAILED");
        assertThat(error.path("message").asString()).contains("at most 15 levels");
    }

    @Test
    void aDocumentOfTooManyTokensIsRefused() {
        JsonNode error = assertRefused(
                post(Map.of("query", "{ viewer { " + "subject ".repeat(100_000) + "} }")), 422, "VALIDATION_FAILED");
        assertThat(error.path("message").asString()).contains("5000 tokens");
    }

    @Test
    void aBodyOfFiveMegabytesIsRefused() {
        String body =
                JSON.writeValueAsString(Map.of("query", FINE, "variables", Map.of("filling", "x".repeat(9_000_000))));
        assertRefused(gateway.post("Bearer " + token, body), 413, "BAD_REQUEST");
        assertThat(gateway.data(token, FINE, Map.of("filling", "x".repeat(900_000)))
                        .at("/viewer/subject")
                        .asString())
                .isEqualTo("operator");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[],", "{},", "1,", "\"\","})
    void aBodyOfAMillionValuesIsRefusedBeforeTheyAreMade(String value) {
        String values = value.repeat(1_000_000);
        String body = "{\"query\":\"%s\",\"variables\":{\"v\":[%s1]}}".formatted(FINE, values);
        JsonNode error = assertRefused(gateway.post("Bearer " + token, body), 413, "BAD_REQUEST");
        assertThat(error.path("message").asString()).contains("too many values");
    }

    @Test
    void aBodyOfThousandsOfLevelsIsRefused() {
        String body =
                "{\"query\":\"%s\",\"variables\":{\"v\":%s1%s}}".formatted(FINE, "[".repeat(5_000), "]".repeat(5_000));
        assertRefused(gateway.post("Bearer " + token, body), 413, "BAD_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "not json", "{\"query\": ", "{} {}"})
    void aBodyThatIsNotJsonIsRefused(String body) {
        assertRefused(gateway.post("Bearer " + token, body), 400, "BAD_REQUEST");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        null
        {}
        []
        "x"
        7
        {"query": null}
        {"query": [1]}
        {"query": 7}
        {"query": {"a": 1}}
        {"documentId": 7}
        {"extensions": {"baton:documentId": "x"}}
        [{"query": "{ viewer { subject } }"}]
        {"query": "{ viewer { subject } }", "operationName": 7}
        {"query": "{ viewer { subject } }", "variables": [1]}
        {"query": "{ viewer { subject } }", "variables": "{}"}
        {"query": "{ viewer { subject } }", "extensions": "x"}
        """)
    void aBodyThatIsNoRequestIsRefused(String body) {
        assertRefused(gateway.post("Bearer " + token, body), 422, "BAD_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/x-www-form-urlencoded", "blah", "application/json; charset=nope"})
    void aWrongContentTypeIsRefused(String contentType) {
        assertRefused(send("POST", "Content-Type", contentType), 415, "BAD_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "image/png",
                "blah",
                "application/json;q=0",
                "application/json;q=0, application/graphql-response+json;q=0",
                "*/*;q=0",
                "text/event-stream;q=0",
                "text/event-stream;q=0, text/*"
            })
    void anAcceptThatCannotBeMetIsRefused(String accept) {
        assertRefused(send("POST", "Content-Type", "application/json", "Accept", accept), 406, "BAD_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS"})
    void anotherMethodIsRefused(String method) {
        HttpResponse<String> answer = send(method, "Content-Type", "application/json");
        assertRefused(answer, 405, "BAD_REQUEST");
        assertThat(answer.headers().firstValue("Allow").orElse("").split(",")).containsExactlyInAnyOrder("GET", "POST");
    }

    @Test
    void theErrorIsTheSameInEveryLanguage() {
        HttpResponse<String> answer = send("POST", "Content-Type", "application/json", "Accept-Language", "de");
        HttpResponse<String> english = send("POST", "Content-Type", "application/json");
        assertThat(JSON.readTree(answer.body()).path("errors"))
                .isEqualTo(JSON.readTree(english.body()).path("errors"));
    }

    @Test
    void tooDearAnOperationNamesWhatIsDear() {
        JsonNode error = assertRefused(
                post(Map.of(
                        "query",
                        "{ agents { nodes { id } } tasks(first: 100) { nodes { all: subtasks(first: 100) {"
                                + " nodes { id } } } } }")),
                422,
                "COST_LIMIT_EXCEEDED");
        JsonNode extensions = error.path("extensions");
        assertThat(extensions.path("bound").asLong()).isEqualTo(20 + 100 + 10_000);
        assertThat(extensions.path("limit").asLong()).isEqualTo(5_000);
        assertThat(extensions.path("costliest").toString())
                .isEqualTo("[{\"field\":\"TaskConnection.nodes\",\"path\":\"tasks.nodes.all.nodes\",\"points\":10000},"
                        + "{\"field\":\"TaskConnection.nodes\",\"path\":\"tasks.nodes\",\"points\":100},"
                        + "{\"field\":\"AgentConnection.nodes\",\"path\":\"agents.nodes\",\"points\":20}]");
    }

    @Test
    void onASocketTheSameIsRefused() {
        try (var socket = TestSocket.signedIn(gateway, token)) {
            for (String query : new String[] {
                "{ nothing }",
                "{ tasks(first: 100) { nodes { subtasks(first: 100) { nodes { id } } } } }",
                "subscription { taskEvents { cursor } b: taskEvents { cursor } }"
            }) {
                socket.subscribe(query, query);
                JsonNode answer = socket.next();
                assertThat(answer.path("id").asString()).isEqualTo(query);
                assertThat(answer.toString())
                        .containsAnyOf("VALIDATION_FAILED", "COST_LIMIT_EXCEEDED")
                        .doesNotContain("\"data\"");
                if (answer.path("type").asString().equals("next")) {
                    assertThat(socket.next().path("type").asString()).isEqualTo("complete");
                }
            }
            socket.subscribe("fine", FINE);
            assertThat(socket.next().at("/payload/data/viewer/subject").asString())
                    .isEqualTo("operator");
        }
    }

    @Test
    void onASocketAMessageMayBeAsLargeAsABody() {
        try (var socket = TestSocket.signedIn(gateway, token)) {
            socket.subscribe("large", FINE + "#" + "x".repeat(900_000));
            assertThat(socket.next().at("/payload/data/viewer/subject").asString())
                    .isEqualTo("operator");
            assertThat(socket.next().path("type").asString()).isEqualTo("complete");
            try {
                socket.subscribe("larger", FINE + "#" + "x".repeat(9_000_000));
            } catch (CompletionException refusedBeforeItsEnd) {
                // The gateway need not have read all of it to close the socket.
            }
            // Reactor Netty sends 1009 for one long frame, and closes without a code after many short ones; a client
            // that is still writing then may see the connection break before it reads either.
            assertThat(closing(socket)).isIn(1009, 1005, BROKEN);
            assertThat(socket.poll(Duration.ZERO)).as("an answer").isNull();
        }
    }

    private static int closing(TestSocket socket) {
        try {
            return socket.closeCode();
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(IOException.class);
            return BROKEN;
        }
    }

    private HttpResponse<String> post(Map<String, ?> body) {
        return gateway.post("Bearer " + token, JSON.writeValueAsString(body));
    }

    private HttpResponse<String> send(String method, String... headers) {
        return gateway.send(HttpRequest.newBuilder(gateway.uri("/graphql"))
                .header("Authorization", "Bearer " + token)
                .headers(headers)
                .method(method, BodyPublishers.ofString(JSON.writeValueAsString(Map.of("query", "{ nothing }")))));
    }

    /// The first error of an answer without data.
    private static JsonNode assertRefused(HttpResponse<String> answer, int status, String code) {
        String body = answer.body();
        assertThat(answer.statusCode()).as(body).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .isEqualTo("application/graphql-response+json;charset=UTF-8");
        JsonNode json = JSON.readTree(body);
        assertThat(json.has("data")).as(body).isFalse();
        assertThat(json.path("errors").size()).as(body).isPositive();
        for (JsonNode error : json.path("errors")) {
            assertThat(error.path("message").asString()).as(body).isNotBlank().doesNotContainPattern(INSIDES);
            assertThat(error.path("extensions").path("code").asString()).isIn(CODES);
            assertThat(error.path("extensions").path("retryable").isBoolean()).isTrue();
        }
        JsonNode first = json.path("errors").path(0);
        assertThat(first.path("extensions").path("code").asString()).as(body).isEqualTo(code);
        return first;
    }
}
