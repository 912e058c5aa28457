package dev.baton.streams;

import dev.baton.testing.Gateway;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A stream of server-sent events, dropped by letting its connection go.
final class EventLines implements Subscription {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String DATA = "data:";

    private final InputStream body;
    private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();

    private EventLines(InputStream body) {
        this.body = body;
    }

    /// Returns when the answer has begun.
    static EventLines open(Gateway node, String token, Map<String, Object> request) {
        try {
            var answer = HTTP.send(
                    HttpRequest.newBuilder(node.uri("/graphql"))
                            .timeout(PATIENCE)
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .header("Accept", "text/event-stream")
                            .POST(BodyPublishers.ofString(JSON.writeValueAsString(request)))
                            .build(),
                    BodyHandlers.ofInputStream());
            var stream = new EventLines(answer.body());
            Thread.startVirtualThread(stream::read);
            return stream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Each result, and the `{}` of an end that nobody asked for. A scanner ends where the connection does.
    private void read() {
        var lines = new Scanner(body, StandardCharsets.UTF_8);
        while (lines.hasNextLine()) {
            String line = lines.nextLine();
            if (line.startsWith(DATA)) {
                received.add(JSON.readTree(line.substring(DATA.length())));
            }
        }
    }

    @Override
    public @Nullable JsonNode poll(Duration patience) {
        try {
            return received.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
