package dev.baton.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client of graphql-transport-ws that does what it is told, frame by frame, right or wrong. By itself it only
/// answers the server's pings, until it is told not to.
public final class TestSocket implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String PROTOCOL = "graphql-transport-ws";

    private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
    private volatile String closeReason = "";
    private volatile boolean answersPings = true;
    private volatile @Nullable WebSocket socket;

    /// Connects, and sends `connection_init` at once where a payload is given.
    public static CompletableFuture<TestSocket> connect(
            Gateway gateway, Map<String, String> headers, @Nullable Map<String, ?> initPayload) {
        var client = new TestSocket();
        var builder = HTTP.newWebSocketBuilder().subprotocols(PROTOCOL);
        headers.forEach(builder::header);
        return builder.buildAsync(URI.create("ws://localhost:" + gateway.port() + "/graphql"), client)
                .thenApply(_ -> {
                    if (initPayload != null) {
                        client.send(Map.of("type", "connection_init", "payload", initPayload));
                    }
                    return client;
                });
    }

    /// Connects with a header `Sec-WebSocket-Protocol` of the caller's own, or without one where it is empty.
    public static TestSocket offering(Gateway gateway, String... protocols) {
        var client = new TestSocket();
        var builder = HTTP.newWebSocketBuilder();
        if (protocols.length > 0) {
            builder.subprotocols(protocols[0], Arrays.copyOfRange(protocols, 1, protocols.length));
        }
        builder.buildAsync(URI.create("ws://localhost:" + gateway.port() + "/graphql"), client)
                .join();
        return client;
    }

    /// Connects and signs in with a token.
    public static TestSocket signedIn(Gateway gateway, String token) {
        TestSocket client = connect(gateway, Map.of(), Map.of("Authorization", "Bearer " + token))
                .join();
        assertThat(client.next().path("type").asString()).isEqualTo("connection_ack");
        return client;
    }

    public void send(Map<String, ?> message) {
        sendText(JSON.writeValueAsString(message));
    }

    public void sendText(String message) {
        await(write(socket -> socket.sendText(message, true)));
    }

    public void sendBinary(byte[] message) {
        await(write(socket -> socket.sendBinary(ByteBuffer.wrap(message), true)));
    }

    public void subscribe(String id, String query) {
        send(Map.of("id", id, "type", "subscribe", "payload", Map.of("query", query)));
    }

    public void complete(String id) {
        send(Map.of("id", id, "type", "complete"));
    }

    /// From now on the server's pings stay without an answer.
    public void ignorePings() {
        answersPings = false;
    }

    /// The next message other than the server's pings.
    public JsonNode next() {
        return Objects.requireNonNull(poll(PATIENCE), "no message came");
    }

    /// The next message, or null where none comes in time.
    public @Nullable JsonNode poll(Duration patience) {
        try {
            return received.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// The code that the server closed the socket with.
    public int closeCode() {
        return closed.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    /// What the server said when it closed the socket.
    public String closeReason() {
        closeCode();
        return closeReason;
    }

    public boolean isOpen() {
        return !closed.isDone();
    }

    // A socket takes one message at a time.
    private synchronized CompletableFuture<?> write(Function<WebSocket, CompletableFuture<?>> message) {
        WebSocket open = Objects.requireNonNull(socket, "not connected");
        sent = sent.exceptionally(_ -> null).thenCompose(_ -> message.apply(open));
        return sent;
    }

    private static void await(CompletableFuture<?> sent) {
        sent.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        opened.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            JsonNode message = JSON.readTree(partial.toString());
            partial.setLength(0);
            if (!message.path("type").asString().equals("ping")) {
                received.add(message);
            } else if (answersPings) {
                var _ = write(socket -> socket.sendText("{\"type\":\"pong\"}", true));
            }
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closeReason = reason;
        closed.complete(code);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
    }
}
