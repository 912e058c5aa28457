package dev.baton.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.database.Reach;
import dev.baton.database.Transactions;
import dev.baton.graph.AgentId;
import dev.baton.graph.AttemptId;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.task.TaskEvent.ProgressReported;
import dev.baton.task.TaskState;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client whose socket is full: what was sent to it, and what it is told when it reads again, fit together.
@BatonTest(properties = "baton.journal.buffer=100")
class SlowSocketTests {

    private static final int EVENTS = 2_000;
    private static final int AT_ONCE = 50;

    /// So that what the network and the server's own buffers hold is much less than all of them.
    private static final String MESSAGE = "x".repeat(50_000);

    private final Gateway gateway;
    private final Journal journal;
    private final Transactions transactions;
    private final DatabaseClient client;

    SlowSocketTests(
            @Autowired Environment environment,
            @Autowired Journal journal,
            @Autowired Transactions transactions,
            @Autowired DatabaseClient client) {
        this.gateway = Gateway.of(environment);
        this.journal = journal;
        this.transactions = transactions;
        this.client = client;
    }

    @Test
    void aClientThatStopsReadingIsToldWhereToComeBackAndLosesAndRepeatsNothing() {
        String token = gateway.token("viewer");
        String head = gateway.data(token, "{ workspace { head } }")
                .at("/workspace/head")
                .asString();
        var heard = new ArrayList<Integer>();
        String cursor;
        try (var socket = Reader.signedIn(gateway, token)) {
            socket.subscribe(head);
            write(0, 1);
            heard.add(number(socket.next()));

            socket.stopReading();
            for (int number = 1; number < EVENTS; number += AT_ONCE) {
                write(number, AT_ONCE);
            }
            socket.readOn();
            JsonNode message = socket.next();
            for (; isNext(message); message = socket.next()) {
                heard.add(number(message));
            }
            JsonNode extensions = error(message).path("extensions");
            assertThat(extensions.path("code").asString())
                    .as(message.toString())
                    .isEqualTo("SLOW_CONSUMER");
            assertThat(extensions.path("retryable").asBoolean()).isTrue();
            cursor = extensions.path("cursor").asString();
            assertThat(heard).as("it was stopped on the way").hasSizeLessThan(EVENTS);

            socket.subscribe(cursor);
            while (heard.getLast() < EVENTS - 1) {
                heard.add(number(socket.next()));
            }
        }
        assertThat(heard)
                .containsExactlyElementsOf(IntStream.range(0, EVENTS).boxed().toList());
    }

    private void write(int from, int count) {
        var task = TaskId.next();
        List<ProgressReported> facts = IntStream.range(from, from + count)
                .mapToObj(number -> new ProgressReported(
                        task,
                        TaskState.WORKING,
                        AttemptId.next(),
                        AgentId.next(),
                        number % 100,
                        Integer.toString(number),
                        MESSAGE,
                        OffsetDateTime.now(ZoneOffset.UTC)))
                .toList();
        transactions
                .run(workspace().flatMap(workspace -> journal.append(workspace, "tester", facts)))
                .contextWrite(Reach.everywhere())
                .block(LogNode.WAIT);
    }

    private Mono<WorkspaceId> workspace() {
        return client.sql("SELECT id FROM workspace WHERE name = 'default'")
                .mapValue(UUID.class)
                .one()
                .map(WorkspaceId::new);
    }

    private static boolean isNext(JsonNode message) {
        return message.path("type").asString().equals("next")
                && message.at("/payload/data/taskEvents").isObject();
    }

    private static int number(JsonNode message) {
        assertThat(isNext(message)).as(message.toString()).isTrue();
        return Integer.parseInt(message.at("/payload/data/taskEvents/milestone").asString());
    }

    /// The one error in a message, whether it ends the operation or is its answer.
    private static JsonNode error(JsonNode message) {
        JsonNode payload = message.path("payload");
        return (payload.isArray() ? payload : payload.path("errors")).path(0);
    }

    /// A client that reads from its socket only while it is told to.
    private static final class Reader implements WebSocket.Listener, AutoCloseable {

        private static final JsonMapper JSON = JsonMapper.shared();

        private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();
        private volatile boolean reading = true;
        private @Nullable WebSocket socket;
        private int subscriptions;

        static Reader signedIn(Gateway gateway, String token) {
            var reader = new Reader();
            reader.socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .subprotocols("graphql-transport-ws")
                    .buildAsync(URI.create("ws://localhost:" + gateway.port() + "/graphql"), reader)
                    .join();
            reader.send(Map.of("type", "connection_init", "payload", Map.of("Authorization", "Bearer " + token)));
            assertThat(reader.next().path("type").asString()).isEqualTo("connection_ack");
            return reader;
        }

        void subscribe(String after) {
            String query = """
                subscription { taskEvents(after: "%s", filter: { types: ["ProgressReported"] }) {
                  ... on ProgressReported { milestone message }
                } }
                """.formatted(after);
            send(Map.of(
                    "id", Integer.toString(++subscriptions), "type", "subscribe", "payload", Map.of("query", query)));
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
}
