package dev.baton.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.Gateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client of server-sent events that takes from the network what it is asked for, and no more.
record SlowStream(BufferedReader lines) implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String DATA = "data:";

    static SlowStream open(Gateway gateway, String token, String after) throws IOException, InterruptedException {
        String query = """
            subscription { taskEvents(after: "%s", filter: { types: ["ProgressReported"] }) {
              ... on ProgressReported { milestone message }
            } }
            """.formatted(after);
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(gateway.uri("/graphql"))
                                .timeout(LogNode.WAIT)
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", "application/json")
                                .header("Accept", "text/event-stream")
                                .POST(BodyPublishers.ofString(JSON.writeValueAsString(Map.of("query", query))))
                                .build(),
                        BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new SlowStream(new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8)));
    }

    /// The next result.
    JsonNode next() throws IOException {
        assertThat(nextField()).isEqualTo("event:next");
        String data = nextField();
        assertThat(data).startsWith(DATA);
        return JSON.readTree(data.substring(DATA.length()));
    }

    /// Whether nothing follows but the stream's end.
    boolean isComplete() throws IOException {
        return nextField().equals("event:complete")
                && nextField().equals("data:{}")
                && nextField().isEmpty();
    }

    /// Without comments and empty lines; empty at the end.
    private String nextField() throws IOException {
        String line = lines.readLine();
        while (line != null && (line.isEmpty() || line.startsWith(":"))) {
            line = lines.readLine();
        }
        return line == null ? "" : line;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
