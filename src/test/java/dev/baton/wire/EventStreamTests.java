package dev.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BatonApplication;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Operations over server-sent events, as curl sends them.
class EventStreamTests {

    private static final String DELEGATE =
            "mutation { delegateTask(input: { title: \"t\", type: \"t\" }) { task { title } problems { code } } }";

    @Test
    void anyOperationIsAnsweredAndAStreamEndsWithTheGateway() throws Exception {
        var node = TestServers.fresh()
                .startNode(BatonApplication.class, "spring.lifecycle.timeout-per-shutdown-phase=60s");
        var gateway = Gateway.of(node.getEnvironment());
        String token = gateway.token("operator");
        assertThat(String.join("", all(open(gateway, token, DELEGATE))))
                .startsWith("event:next")
                .contains("\"delegateTask\":{\"task\":{\"title\":\"t\"},\"problems\":[]}")
                .endsWith("event:completedata:{}");
        assertThat(String.join("", all(open(gateway, token, "subscription { nope }"))))
                .contains("VALIDATION_FAILED");

        String head = gateway.data(token, "{ workspace { head } }")
                .at("/workspace/head")
                .asString();
        assertThat(gateway.data(token, DELEGATE).at("/delegateTask/problems")).isEmpty();
        BufferedReader stream =
                reader(open(gateway, token, "subscription { taskEvents(after: \"%s\") { taskId } }".formatted(head)));
        assertThat(stream.readLine()).isEqualTo("event:next");
        Instant stopping = Instant.now();
        node.close();
        // Not a measurement: it would be the whole 60 s if the server waited for the stream.
        assertThat(Duration.between(stopping, Instant.now())).isLessThan(Duration.ofSeconds(40));
        assertThat(stream.lines().toList()).endsWith("event:complete", "data:{}", "");
    }

    private static HttpResponse<InputStream> open(Gateway gateway, String token, String query)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(gateway.uri("/graphql"))
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", "application/json")
                                .header("Accept", "text/event-stream")
                                .POST(BodyPublishers.ofString(
                                        JsonMapper.shared().writeValueAsString(Map.of("query", query))))
                                .build(),
                        BodyHandlers.ofInputStream());
    }

    private static List<String> all(HttpResponse<InputStream> answer) throws IOException {
        try (BufferedReader lines = reader(answer)) {
            return lines.lines().toList();
        }
    }

    private static BufferedReader reader(HttpResponse<InputStream> answer) {
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }
}
