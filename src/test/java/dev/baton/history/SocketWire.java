package dev.baton.history;

import dev.baton.testing.Gateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Operations over one WebSocket (graphql-transport-ws), many at a time; opened again when it was lost.
final class SocketWire implements Wire {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Gateway gateway;
    private final String token;
    private final AtomicLong count = new AtomicLong();
    private @Nullable Session session;

    SocketWire(Gateway gateway, String token) {
        this.gateway = gateway;
        this.token = token;
    }

    @Override
    public String name() {
        return "ws:" + gateway.port();
    }

    @Override
    public JsonNode ask(String query, JsonNode variables) throws IOException, InterruptedException {
        Session open = session();
        String id = "q" + count.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        open.waiting.put(id, answer);
        open.send(Map.of("id", id, "type", "subscribe", "payload", Map.of("query", query, "variables", variables)));
        try {
            return await(answer);
        } finally {
            open.waiting.remove(id);
        }
    }

    private synchronized Session session() throws IOException, InterruptedException {
        Session current = session;
        if (current != null && !current.lost.isDone()) {
            return current;
        }
        var fresh = new Session();
        await(HTTP.newWebSocketBuilder()
                .subprotocols("graphql-transport-ws")
                .buildAsync(URI.create("ws://localhost:" + gateway.port() + "/graphql"), fresh));
        fresh.send(Map.of("type", "connection_init", "payload", Map.of("Authorization", "Bearer " + token)));
        await(fresh.acknowledged);
        session = fresh;
        return fresh;
    }

    private static <T> T await(CompletableFuture<T> answer) throws IOException, InterruptedException {
        try {
            return answer.get(HttpWire.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(e.getClass().getSimpleName() + " " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        if (session != null && session.socket != null) {
            session.socket.abort();
        }
    }

    private static final class Session implements WebSocket.Listener {

        private final Map<String, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
        private final CompletableFuture<Boolean> acknowledged = new CompletableFuture<>();
        private final CompletableFuture<Boolean> lost = new CompletableFuture<>();
        private final StringBuilder partial = new StringBuilder();
        private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
        private volatile @Nullable WebSocket socket;

        @Override
        public void onOpen(WebSocket opened) {
            socket = opened;
            opened.request(1);
        }

        void send(Map<String, ?> message) throws IOException, InterruptedException {
            WebSocket open = socket;
            if (open == null || lost.isDone()) {
                throw new IOException("the socket is closed");
            }
            await(write(open, JSON.writeValueAsString(message)));
        }

        // A socket takes one message at a time.
        private synchronized CompletableFuture<?> write(WebSocket open, String message) {
            sent = sent.exceptionally(_ -> null).thenCompose(_ -> open.sendText(message, true));
            return sent;
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                JsonNode message = JSON.readTree(partial.toString());
                partial.setLength(0);
                if (message.path("type").asString("").equals("ping")) {
                    var _ = write(from, "{\"type\":\"pong\"}");
                } else {
                    receive(message);
                }
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void receive(JsonNode message) {
            String type = message.path("type").asString("");
            if (type.equals("connection_ack")) {
                acknowledged.complete(true);
            }
            CompletableFuture<JsonNode> answer = waiting.get(message.path("id").asString(""));
            if (answer != null && type.equals("next")) {
                answer.complete(message.path("payload"));
            } else if (answer != null && type.equals("error")) {
                answer.complete(JSON.createObjectNode().set("errors", message.path("payload")));
            }
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            lose(new IOException("closed with " + code));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            lose(error);
        }

        private void lose(Throwable why) {
            lost.complete(true);
            acknowledged.completeExceptionally(why);
            waiting.values().forEach(answer -> answer.completeExceptionally(why));
        }
    }
}
