package dev.baton.wire;

import dev.baton.testing.Gateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// One operation over server-sent events, as curl sends it, and its answer line by line.
///
/// @param status the answer's
record TestStream(int status, BufferedReader lines) implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// Returns when the answer has begun.
    static TestStream open(Gateway gateway, String token, String query) {
        try {
            var answer = HTTP.send(
                    HttpRequest.newBuilder(gateway.uri("/graphql"))
                            .timeout(PATIENCE)
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .header("Accept", "text/event-stream")
                            .POST(BodyPublishers.ofString(
                                    JsonMapper.shared().writeValueAsString(Map.of("query", query))))
                            .build(),
                    BodyHandlers.ofInputStream());
            return new TestStream(
                    answer.statusCode(),
                    new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// The next line that is not empty.
    String next() {
        return remaining().findFirst().orElse("(end)");
    }

    /// The lines until the stream ends, without the empty ones.
    List<String> all() {
        return remaining().toList();
    }

    private Stream<String> remaining() {
        return lines.lines().filter(line -> !line.isEmpty());
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
