package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestSocket;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A bucket that holds ten pages of twenty. Each test has a client, and so a bucket, of its own.
@BatonTest(
        properties = {
            "baton.guard.capacity=200",
            "baton.guard.refill-per-second=1",
            "baton.guard.body-timeout=1s",
            "server.netty.idle-timeout=2s"
        })
class SmallBucketTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// Twenty points, of which none comes back.
    private static final String TWENTY = IntStream.range(0, 20)
            .mapToObj(i -> "a%d: viewer { subject }".formatted(i))
            .collect(Collectors.joining(" ", "{ ", " }"));

    @Autowired
    private Environment environment;

    private Gateway gateway;

    @BeforeEach
    void connect() {
        gateway = Gateway.of(environment);
    }

    @Test
    void everyAnswerTellsWhatItCostAndWhatIsLeft() {
        String token = gateway.token("admin");
        HttpResponse<String> answer = post(token, "{ agents(first: 30) { nodes { id } } }");
        JsonNode cost = JSON.readTree(answer.body()).at("/extensions/cost");
        assertThat(cost.path("requestedQueryCost").asLong()).isEqualTo(30);
        int found = JSON.readTree(answer.body()).at("/data/agents/nodes").size();
        assertThat(found).isLessThan(30);
        assertThat(cost.path("actualQueryCost").asLong()).isEqualTo(Math.max(1, found));
        JsonNode status = cost.path("throttleStatus");
        assertThat(status.path("maximumAvailable").asLong()).isEqualTo(200);
        assertThat(status.path("currentlyAvailable").asLong()).isBetween(199L - found, 200L);
        assertThat(status.path("restoreRate").asLong()).isEqualTo(1);
        assertThat(answer.headers().firstValue("RateLimit-Policy"))
                .contains("\"client\";q=200;w=200;baton-unit=\"points\","
                        + " \"workspace\";q=2000;w=200;baton-unit=\"points\"");
        assertThat(answer.headers().firstValue("RateLimit").orElse(""))
                .matches("\"client\";r=\\d+;t=\\d+, \"workspace\";r=\\d+;t=\\d+");
        assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
    }

    @Test
    void whatIsRefusedBeforeItHasAPriceCostsOnePoint() {
        String token = gateway.token("other-admin");
        assertThat(left(post(token, "{ viewer { subject } }"))).isEqualTo(199);
        HttpResponse<String> answer = post(token, "{ nothing }");
        assertThat(left(answer)).isBetween(198L, 199L);
        assertThat(JSON.readTree(answer.body())
                        .at("/extensions/cost/requestedQueryCost")
                        .isNull())
                .isTrue();
        HttpResponse<String> tooDear =
                post(token, "{ tasks(first: 100) { nodes { subtasks(first: 100) { nodes { id } } } } }");
        assertThat(left(tooDear)).isBetween(197L, 199L);
        assertThat(JSON.readTree(tooDear.body())
                        .at("/extensions/cost/requestedQueryCost")
                        .asLong())
                .isEqualTo(10_100);
        assertThat(JSON.readTree(tooDear.body())
                        .at("/extensions/cost/actualQueryCost")
                        .isNull())
                .isTrue();
    }

    @Test
    void aLongDocumentCostsByItsLengthWhetherItRunsOrNot() {
        String token = gateway.token("installation-admin");
        String long50 = " #" + "x".repeat(50_000);
        HttpResponse<String> refused = post(token, "{ nothing }" + long50);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(left(refused)).isBetween(145L, 146L);
        HttpResponse<String> ran = post(token, "{ __typename }" + long50);
        assertThat(JSON.readTree(ran.body())
                        .at("/extensions/cost/actualQueryCost")
                        .asLong())
                .isEqualTo(55);
        // However much has flowed back meanwhile.
        assertThat(left(ran)).isBetween(90L, 145L);
        assertThat(post(token, "{ nothing }" + long50.repeat(4)).statusCode()).isEqualTo(429);
        try (var socket = TestSocket.signedIn(gateway, token)) {
            Map<String, String> filling = Map.of("filling", "x".repeat(2_000_000));
            socket.send(Map.of(
                    "id", "1", "type", "subscribe", "payload", Map.of("query", "{ nothing }", "variables", filling)));
            assertThat(socket.next().toString()).contains("RATE_LIMITED");
        }
    }

    @Test
    void anEmptyBucketAnswers429AndSaysWhenToComeBack() {
        String token = gateway.token("operator");
        assertThat(post(token, "{ __schema { queryType { name } } }").statusCode())
                .isEqualTo(200);
        HttpResponse<String> answer =
                post(token, "{ a: agents(first: 100) { nodes { id } } b: agents { nodes { id } } }");
        assertThat(answer.statusCode()).isEqualTo(429);
        JsonNode json = JSON.readTree(answer.body());
        assertThat(json.has("data")).isFalse();
        JsonNode extensions = json.at("/errors/0/extensions");
        assertThat(extensions.path("code").asString()).isEqualTo("RATE_LIMITED");
        assertThat(extensions.path("retryable").asBoolean()).isTrue();
        assertThat(extensions.path("retryAfterMs").asLong()).isBetween(10_000L, 20_000L);
        assertThat(Long.parseLong(answer.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(10L, 20L);
        assertThat(answer.headers().firstValue("RateLimit").orElse("")).startsWith("\"client\";r=10");
        assertThat(json.at("/extensions/cost/requestedQueryCost").asLong()).isEqualTo(120);
        assertThat(json.at("/extensions/cost/actualQueryCost").isNull()).isTrue();
        // What fits still passes.
        assertThat(post(token, TWENTY).statusCode()).isEqualTo(200);
    }

    @Test
    void ofSixtyFourAtOnceExactlyTenPass() throws InterruptedException, ExecutionException {
        String token = gateway.token("viewer");
        assertThat(statuses(token, 64)).isEqualTo(Map.of(200, 10L, 429, 54L));
    }

    @Test
    void onASocketTheErrorComesAlone() {
        String token = gateway.token("other-viewer");
        try (var socket = TestSocket.signedIn(gateway, token)) {
            for (int page = 0; page < 10; page++) {
                socket.subscribe("page" + page, TWENTY);
                assertThat(socket.next().at("/payload/data/a0").isObject()).isTrue();
                assertThat(socket.next().path("type").asString()).isEqualTo("complete");
            }
            for (String query : List.of(TWENTY, "subscription { taskEvents { cursor } }")) {
                socket.subscribe("refused", query);
                JsonNode answer = socket.next();
                assertThat(answer.toString())
                        .contains("RATE_LIMITED", "retryAfterMs")
                        .doesNotContain("\"data\"");
                if (answer.path("type").asString().equals("next")) {
                    assertThat(socket.next().path("type").asString()).isEqualTo("complete");
                }
            }
        }
    }

    @Test
    void aFloodOfNonsenseIsStoppedToo() throws InterruptedException, ExecutionException {
        String token = gateway.token("other-operator");
        for (int page = 0; page < 10; page++) {
            post(token, TWENTY);
        }
        assertThat(Stream.generate(() -> post(token, "{ nothing }").statusCode())
                        .limit(50))
                .contains(429);
    }

    @Test
    void whoSendsTooSlowlyHears408() throws IOException {
        String head = """
            POST /graphql HTTP/1.1\r
            Host: baton\r
            Authorization: Bearer %s\r
            Content-Type: application/json\r
            Content-Length: 100\r
            \r
            {\
            """.formatted(gateway.token("viewer"));
        try (var socket = new Socket("localhost", gateway.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 408");
        }
    }

    @Test
    void aConnectionOnWhichNoRequestComesToItsEndIsClosed() throws IOException {
        try (var socket = new Socket("localhost", gateway.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("POST /graphql HTTP/1.1\r\nHost:".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isNegative();
        }
    }

    private Map<Integer, Long> statuses(String token, int requests) throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> tasks = IntStream.range(0, requests)
                    .<Callable<Integer>>mapToObj(_ -> () -> post(token, TWENTY).statusCode())
                    .toList();
            var statuses = new ArrayList<Integer>();
            for (Future<Integer> answer : threads.invokeAll(tasks)) {
                statuses.add(answer.get());
            }
            return statuses.stream().collect(Collectors.groupingBy(status -> status, Collectors.counting()));
        }
    }

    private static long left(HttpResponse<String> answer) {
        return JSON.readTree(answer.body())
                .at("/extensions/cost/throttleStatus/currentlyAvailable")
                .asLong();
    }

    private HttpResponse<String> post(String token, String query) {
        return gateway.post("Bearer " + token, JSON.writeValueAsString(Map.of("query", query)));
    }
}
