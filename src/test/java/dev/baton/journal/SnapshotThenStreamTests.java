package dev.baton.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Take the head, read the state, follow behind the head: nothing between the two is missing, which is the second
/// promise. The state is a counter for each writer, raised in the transaction that tells of it.
class SnapshotThenStreamTests {

    private static final int WRITERS = 16;
    private static final int RAISES = 60;

    private static final LogNode NODE = new LogNode(LogNode.Plan.fresh());

    private final WorkspaceId workspace = WorkspaceId.next();

    @BeforeAll
    static void makeState() {
        NODE.client
                .sql("CREATE TABLE counter (writer text PRIMARY KEY, value integer NOT NULL)")
                .then()
                .block(LogNode.WAIT);
    }

    @AfterAll
    static void close() {
        NODE.close();
    }

    @Test
    void aStreamBehindTheHeadGoesOnWhereTheStateWasRead() {
        var readers = Flux.range(0, 30)
                .flatMap(
                        reader -> Mono.delay(Duration.ofMillis(reader * 20L))
                                .flatMap(_ -> readThenFollow()),
                        30)
                .collectList()
                .toFuture();
        Flux.range(0, WRITERS).flatMap(this::write, WRITERS).then().block(LogNode.WAIT);
        // More than once: a reader may begin behind the first of them.
        Awaitility.await().atMost(LogNode.WAIT).until(() -> {
            NODE.append(workspace, new Noted.MarkSet("end"));
            return readers.isDone();
        });

        List<Map<String, Integer>> holes =
                Objects.requireNonNull(Mono.fromFuture(readers).block(LogNode.WAIT));
        assertThat(holes).hasSize(30).containsOnly(Map.of());
    }

    /// What a dashboard does.
    ///
    /// @return by writer, the raise that came neither with the state nor after it
    private Mono<Map<String, Integer>> readThenFollow() {
        Position head = NODE.journal.head();
        return state().flatMap(state -> {
            var known = new HashMap<>(state);
            var holes = new HashMap<String, Integer>();
            return NODE.journal
                    .follow(EventFilter.everything(workspace), head)
                    .map(Event::fact)
                    .takeUntil(fact -> fact instanceof Noted.MarkSet)
                    .ofType(Noted.TaskNoted.class)
                    .doOnNext(fact -> {
                        int value = known.getOrDefault(fact.writer(), 0);
                        if (fact.number() > value + 1) {
                            holes.put(fact.writer(), value + 1);
                        }
                        known.merge(fact.writer(), fact.number(), Math::max);
                    })
                    .then(Mono.fromSupplier(() -> {
                        known.forEach((writer, value) -> {
                            if (value < RAISES) {
                                holes.put(writer, value + 1);
                            }
                        });
                        return holes;
                    }));
        });
    }

    private Mono<Map<String, Integer>> state() {
        return NODE.client
                .sql("SELECT writer, value FROM counter")
                .map(row -> Map.entry(
                        Objects.requireNonNull(row.get("writer", String.class)),
                        Objects.requireNonNull(row.get("value", Integer.class))))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private Flux<Void> write(int writer) {
        var task = TaskId.next();
        String name = "writer " + writer;
        return Flux.range(1, RAISES)
                .concatMap(number -> NODE.inTransaction(raise(name, number)
                        .then(NODE.journal.append(
                                workspace, "tester", List.of(new Noted.TaskNoted(task, name, number, null))))
                        .then(Mono.delay(Duration.ofMillis(ThreadLocalRandom.current().nextInt(15))))
                        .then()));
    }

    private static Mono<Void> raise(String writer, int value) {
        return NODE.client
                .sql("""
                        INSERT INTO counter (writer, value) VALUES (:writer, :value)
                        ON CONFLICT (writer) DO UPDATE SET value = :value
                        """)
                .bind("writer", writer)
                .bind("value", value)
                .then();
    }
}
