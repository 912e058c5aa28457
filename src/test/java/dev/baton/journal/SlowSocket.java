package dev.baton.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.Gateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client that reads from its socket only while it is told to.
final class SlowSocket implements WebSocket.Listener, AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private volatile boolean reading = true;
    private @Nullable WebSocket socket;
    private int subscriptions;

    static SlowSocket signedIn(Gateway gateway, String token) {
        var reader = new SlowSocket();
        reader.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("graphql-transport-ws")
                .buildAsync(URI.create("ws://localhost:" + gateway.port() + "/graphql"), reader)
                .join();
        reader.send(Map.of("type", "connection_init", "payload", Map.of("Authorization", "Bearer " + token)));
        assertThat(reader.next().path("type").asString()).isEqualTo("connection_ack");
        return reader;
    }

    void subscribe(String after, SlowReader onSlow) {
        String query = """
            subscription { taskEvents(after: "%s", onSlow: %s, filter: { types: ["ProgressReported"] }) {
              ... on ProgressReported { milestone message }
            } }
            """.formatted(after, onSlow);
        send(Map.of("id", Integer.toString(++subscriptions), "type", "subscribe", "payload", Map.of("query", query)));
    }

    void stopReading() {
        reading = false;
    }

    void readOn() {
        reading = true;
        Objects.requireNonNull(socket).request(1);
    }

    JsonNode next() {
        try {
            JsonNode message = received.poll(LogNode.WAIT.toSeconds(), TimeUnit.SECONDS);
            return Objects.requireNonNull(message, "no message came");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void send(Map<String, ?> message) {
        Objects.requireNonNull(socket)
                .sendText(JSON.writeValueAsString(message), true)
                .orTimeout(LogNode.WAIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            JsonNode message = JSON.readTree(partial.toString());
            partial.setLength(0);
            if (!Set.of("ping", "complete").contains(message.path("type").asString())) {
                received.add(message);
            }
        }
        if (reading) {
            from.request(1);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        Objects.requireNonNull(socket).abort();
    }
}
