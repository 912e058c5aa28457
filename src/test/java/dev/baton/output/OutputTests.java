package dev.baton.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BatonApplication;
import dev.baton.graph.PageRequest;
import dev.baton.graph.TaskId;
import dev.baton.graph.TypeId;
import dev.baton.testing.BatonTest;
import dev.baton.testing.BesideOthers;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestSocket;
import dev.baton.testing.Worker;
import dev.baton.testing.Worker.Claimed;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// The running text of a task, as agents send it and people watch it.
@BatonTest(properties = {"baton.output.pieces=300", "baton.guard.refill-per-second=100000"})
@BesideOthers
class OutputTests {

    private static final String APPEND = """
        mutation($input: AppendOutputInput!) {
          appendOutput(input: $input) { kept next problems { code ... on InvalidInput { fields { path } } } }
        }
        """;

    private static final String WATCH = """
        subscription($task: ID!, $after: String) {
          taskOutput(taskId: $task, after: $after) { cursor attempt index text time }
        }
        """;

    private final Gateway gateway;
    private final TestServers.Place place;
    private Job job;

    OutputTests(@Autowired Environment environment, @Autowired TestServers.Place place) {
        this.gateway = Gateway.of(environment);
        this.place = place;
        this.job = Job.of(gateway);
    }

    @BeforeEach
    void workOnSomething() {
        job = Job.of(gateway);
    }

    /// A task in an agent's hands.
    private record Job(Gateway gateway, Worker worker, String task, String lease) {

        static Job of(Gateway gateway) {
            String skill = "writes-" + UUID.randomUUID();
            Worker worker = Worker.hire(gateway, "w" + UUID.randomUUID(), skill, 10);
            gateway.data(
                    gateway.token("operator"),
                    "mutation($skill: String!) { delegateTask(input: { title: \"Write\", type: \"text\","
                            + " requiredCapabilities: [$skill] }) { task { id } } }",
                    Map.of("skill", skill));
            Claimed claimed = worker.claim(1, 60).getFirst();
            return new Job(gateway, worker, claimed.task(), claimed.lease());
        }

        JsonNode append(String text, int index) {
            return append(text, index, Map.of());
        }

        JsonNode append(String text, int index, Map<String, ?> more) {
            var input = new HashMap<String, Object>(
                    Map.of("taskId", task, "leaseToken", lease, "index", index, "text", text));
            input.putAll(more);
            return gateway.data(worker.token(), APPEND, Map.of("input", input)).path("appendOutput");
        }
    }

    @Test
    void whoWatchesHearsWhatWasEmittedAndThenWhatIs() {
        job.append("Reading the code. ", 1);
        job.append("Ü🙂\n\"quoted\"", 2);
        try (var socket = watch("viewer", null)) {
            assertThat(next(socket).path("text").asString()).isEqualTo("Reading the code. ");
            JsonNode second = next(socket);
            assertThat(second.path("text").asString()).isEqualTo("Ü🙂\n\"quoted\"");
            assertThat(second.path("attempt").asInt()).isEqualTo(1);
            assertThat(second.path("index").asInt()).isEqualTo(2);
            job.append("Now writing.", 3);
            assertThat(next(socket).path("text").asString()).isEqualTo("Now writing.");
            try (var again = watch("viewer", second.path("cursor").asString())) {
                assertThat(next(again).path("text").asString()).isEqualTo("Now writing.");
            }
        }
    }

    @Test
    void aPieceThatIsSentTwiceIsThereOnce() {
        assertThat(job.append("one", 1).path("kept").asBoolean()).isTrue();
        assertThat(job.append("one", 1).path("kept").asBoolean()).isTrue();
        assertThat(job.append("two", 2).path("kept").asBoolean()).isTrue();
        JsonNode again = job.append("one", 1);
        assertThat(again.path("kept").asBoolean()).isTrue();
        assertThat(again.path("next").asInt()).isEqualTo(3);
        try (var socket = watch("viewer", null)) {
            assertThat(List.of(next(socket), next(socket)))
                    .extracting(piece ->
                            piece.path("index").asInt() + piece.path("text").asString())
                    .containsExactly("1one", "2two");
        }
    }

    @Test
    void aPieceBeforeItsTurnIsRefusedWithTheIndexThatIsNext() {
        assertEarly(job.append("two", 2), 1);
        assertThat(job.append("one", 1).path("kept").asBoolean()).isTrue();
        assertEarly(job.append("the last", Integer.MAX_VALUE), 2);
        assertThat(job.append("two", 2).path("kept").asBoolean()).isTrue();
        try (var socket = watch("viewer", null)) {
            assertThat(List.of(next(socket), next(socket)))
                    .extracting(piece -> piece.path("text").asString())
                    .containsExactly("one", "two");
        }
    }

    @Test
    void piecesThatAreSentAtOnceAndAgainUntilTheyAreKeptAreThereInTheirOrder() {
        try (var senders = Executors.newFixedThreadPool(8)) {
            IntStream.rangeClosed(1, 20)
                    .forEach(i -> senders.execute(() -> Awaitility.await()
                            .until(() ->
                                    job.append("piece " + i, i).path("kept").asBoolean())));
        }
        try (var socket = watch("viewer", null)) {
            for (int i = 1; i <= 20; i++) {
                assertThat(next(socket).path("text").asString()).isEqualTo("piece " + i);
            }
        }
    }

    private static void assertEarly(JsonNode answer, int next) {
        assertThat(answer.path("kept").asBoolean()).as(answer.toString()).isFalse();
        assertThat(answer.path("next").asInt()).isEqualTo(next);
        assertThat(answer.at("/problems/0/code").asString()).isEqualTo("INVALID_INPUT");
        assertThat(answer.at("/problems/0/fields/0/path").toString()).isEqualTo("[\"index\"]");
    }

    @Test
    void nothingIsLostOrDoubledWhileManyPiecesComeAndTheWatcherComesAndGoes() {
        int pieces = 300;
        try (var writer = Executors.newSingleThreadExecutor()) {
            var writing =
                    writer.submit(() -> IntStream.rangeClosed(1, pieces).forEach(i -> job.append("piece " + i, i)));
            String cursor = null;
            int heard = 0;
            while (heard < pieces) {
                try (var socket = watch("viewer", cursor)) {
                    for (int i = 0; i < 40 && heard < pieces; i++) {
                        JsonNode piece = next(socket);
                        heard++;
                        assertThat(piece.path("text").asString()).isEqualTo("piece " + heard);
                        cursor = piece.path("cursor").asString();
                    }
                }
            }
            assertThat(writing).succeedsWithin(Duration.ofMinutes(1));
        }
    }

    @Test
    void whoComesBackTooLateIsTold() {
        job.append("first", 1);
        String cursor;
        try (var socket = watch("viewer", null)) {
            cursor = next(socket).path("cursor").asString();
        }
        // Redis trims by whole nodes of a hundred entries.
        IntStream.rangeClosed(2, 450).forEach(i -> job.append("more", i));
        try (var socket = watch("viewer", cursor)) {
            assertThat(code(socket.next())).isEqualTo("CURSOR_EXPIRED");
        }
        try (var socket = watch("viewer", null)) {
            assertThat(next(socket).path("index").asInt()).isBetween(2, 151);
        }
    }

    @Test
    void aCursorFromBeforeRedisLostEverythingHasExpired() {
        IntStream.rangeClosed(1, 3).forEach(i -> job.append("before", i));
        String cursor;
        try (var socket = watch("viewer", null)) {
            next(socket);
            cursor = next(socket).path("cursor").asString();
        }
        forget();
        IntStream.rangeClosed(1, 4).forEach(i -> job.append("after", i));
        String ofAnEarlierRelease = new PageRequest.Cursor("output", "1-2", job.task()).encode();
        for (String old : List.of(cursor, ofAnEarlierRelease)) {
            try (var socket = watch("viewer", old)) {
                assertThat(code(socket.next())).isEqualTo("CURSOR_EXPIRED");
            }
        }
        try (var socket = watch("viewer", null)) {
            assertThat(next(socket).path("text").asString()).isEqualTo("after");
            try (var again = watch("viewer", next(socket).path("cursor").asString())) {
                assertThat(next(again).path("index").asInt()).isEqualTo(3);
            }
        }
    }

    private void forget() {
        try (var redis = RedisClient.create(place.redisUrl());
                var connection = redis.connect()) {
            assertThat(connection.sync().keys("baton:output:*" + job.task() + "}"))
                    .singleElement()
                    .satisfies(key -> connection.sync().del(key));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8_193, 1_000_000})
    void aTextThatIsEmptyOrTooLongIsRefused(int length) {
        JsonNode refused = job.append("x".repeat(length), 1);
        assertThat(refused.path("kept").asBoolean()).isFalse();
        assertThat(refused.at("/problems/0/fields/0/path").toString()).isEqualTo("[\"text\"]");
    }

    @Test
    void onlyWhoHoldsTheLeaseWrites() {
        assertThat(job.append("x", 1, Map.of("leaseToken", "guessed"))
                        .at("/problems/0/code")
                        .asString())
                .isEqualTo("LEASE_LOST");
        assertThat(job.append("x", 1, Map.of("taskId", "task_01h455vb4pex5vsknk084sn02q"))
                        .at("/problems/0/code")
                        .asString())
                .isEqualTo("NOT_FOUND");
        gateway.data(
                gateway.token("operator"),
                "mutation($task: ID!) { cancelTask(input: { taskId: $task }) { task { id } } }",
                Map.of("task", job.task()));
        assertThat(job.append("x", 1).at("/problems/0/code").asString()).isEqualTo("LEASE_LOST");
    }

    @Test
    void anotherWorkspaceWatchesNothing() {
        job.append("secret", 1);
        try (var socket = watch("other-viewer", null)) {
            assertThat(code(socket.next())).isEqualTo("BAD_REQUEST");
        }
        String foreign = new OutputPiece.Place(new TaskId(TypeId.next()), 1, 1, "").encode();
        try (var socket = watch("viewer", foreign)) {
            assertThat(code(socket.next())).isEqualTo("BAD_REQUEST");
        }
    }

    @Test
    void withoutRedisAnAgentGoesOnAndIsToldThatNothingIsKept() {
        try (var node = place.startNode(BatonApplication.class, "baton.redis.url=redis://127.0.0.1:1")) {
            var away = new Job(Gateway.of(node.getEnvironment()), job.worker(), job.task(), job.lease());
            JsonNode answer = away.append("nobody hears", 1);
            assertThat(answer.path("kept").asBoolean()).isFalse();
            assertThat(answer.path("problems")).isEmpty();
            try (var socket = watch(away.gateway(), "viewer", null)) {
                assertThat(socket.poll(Duration.ofSeconds(2))).isNull();
            }
        }
        assertThat(job.append("heard", 1).path("kept").asBoolean()).isTrue();
    }

    private TestSocket watch(String client, @Nullable String after) {
        return watch(gateway, client, after);
    }

    private TestSocket watch(Gateway at, String client, @Nullable String after) {
        var variables = new HashMap<String, Object>(Map.of("task", job.task()));
        if (after != null) {
            variables.put("after", after);
        }
        TestSocket socket = TestSocket.signedIn(at, at.token(client));
        socket.send(Map.of("id", "1", "type", "subscribe", "payload", Map.of("query", WATCH, "variables", variables)));
        return socket;
    }

    private static JsonNode next(TestSocket socket) {
        JsonNode message = socket.next();
        JsonNode piece = message.at("/payload/data/taskOutput");
        assertThat(piece.isObject()).as(message.toString()).isTrue();
        return piece;
    }

    /// The code of the one error in a message, whether it ends the operation or is its answer.
    private static String code(JsonNode message) {
        JsonNode payload = message.path("payload");
        JsonNode errors = payload.isArray() ? payload : payload.path("errors");
        assertThat(errors.size()).as(message.toString()).isEqualTo(1);
        return errors.at("/0/extensions/code").asString();
    }
}
