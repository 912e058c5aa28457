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
import dev.baton.testing.BesideOthers;
import dev.baton.testing.Gateway;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/// A client whose socket is full: what was sent to it, and what it is told when it reads again, fit together.
@BatonTest(properties = "baton.journal.buffer=100")
@BesideOthers
class SlowSocketTests {

    private static final int EVENTS = 600;
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
        String head = head(token);
        var heard = new ArrayList<Integer>();
        String cursor;
        try (var socket = SlowSocket.signedIn(gateway, token)) {
            socket.subscribe(head, SlowReader.DISCONNECT);
            write(0, 1);
            heard.add(number(socket.next()));

            socket.stopReading();
            writeAll();
            socket.readOn();
            JsonNode message = socket.next();
            for (; isNext(message); message = socket.next()) {
                heard.add(number(message));
            }
            JsonNode extensions = message.at("/payload/0/extensions");
            assertThat(extensions.path("code").asString())
                    .as(message.toString())
                    .isEqualTo("SLOW_CONSUMER");
            assertThat(extensions.path("retryable").asBoolean()).isTrue();
            cursor = extensions.path("cursor").asString();
            assertThat(heard).as("it was stopped on the way").hasSizeLessThan(EVENTS);

            socket.subscribe(cursor, SlowReader.DISCONNECT);
            while (heard.getLast() < EVENTS) {
                heard.add(number(socket.next()));
            }
        }
        assertThat(heard)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(0, EVENTS).boxed().toList());
    }

    @Test
    void aClientThatWantsTheLatestIsToldThatOfEachTaskAndGoesOn() {
        String token = gateway.token("viewer");
        var heard = new ArrayList<Integer>();
        try (var socket = SlowSocket.signedIn(gateway, token)) {
            socket.subscribe(head(token), SlowReader.COALESCE);
            write(0, 1);
            heard.add(number(socket.next()));

            socket.stopReading();
            writeAll();
            socket.readOn();
            while (heard.getLast() < EVENTS) {
                heard.add(number(socket.next()));
            }
        }
        assertThat(heard)
                .isSorted()
                .doesNotHaveDuplicates()
                .as("the latest of each task")
                .containsAll(IntStream.rangeClosed(1, EVENTS / AT_ONCE)
                        .mapToObj(nth -> nth * AT_ONCE)
                        .toList())
                .as("and not the way there")
                .hasSizeLessThan(EVENTS);
    }

    @Test
    @Timeout(60)
    void anEventStreamThatIsNotReadEndsInTheSameWay() throws Exception {
        String token = gateway.token("viewer");
        String head = head(token);
        List<Integer> heard;
        JsonNode error;
        try (var stream = SlowStream.open(gateway, token, head)) {
            write(0, 1);
            assertThat(number(stream.next())).isZero();
            writeAll();
            heard = new ArrayList<>(List.of(0));
            JsonNode result = stream.next();
            for (; result.at("/data/taskEvents").isObject(); result = stream.next()) {
                heard.add(number(result));
                assertThat(heard).as("it was stopped on the way").hasSizeLessThan(EVENTS);
            }
            error = result.path("errors").path(0);
            assertThat(error.at("/extensions/code").asString())
                    .as(result.toString())
                    .isEqualTo("SLOW_CONSUMER");
            assertThat(stream.isComplete()).isTrue();
        }
        try (var stream =
                SlowStream.open(gateway, token, error.at("/extensions/cursor").asString())) {
            while (heard.getLast() < EVENTS) {
                heard.add(number(stream.next()));
            }
        }
        assertThat(heard)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(0, EVENTS).boxed().toList());
    }

    private String head(String token) {
        return gateway.data(token, "{ workspace { head } }")
                .at("/workspace/head")
                .asString();
    }

    /// Events 1 to [#EVENTS], of a new task for each transaction.
    private void writeAll() {
        for (int number = 1; number < EVENTS; number += AT_ONCE) {
            write(number, AT_ONCE);
        }
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

    /// @param message of a socket, or a result by itself
    private static int number(JsonNode message) {
        JsonNode result = message.has("payload") ? message.path("payload") : message;
        assertThat(result.at("/data/taskEvents").isObject())
                .as(message.toString())
                .isTrue();
        return Integer.parseInt(result.at("/data/taskEvents/milestone").asString());
    }
}
