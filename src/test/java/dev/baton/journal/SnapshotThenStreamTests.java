package dev.baton.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.testing.BesideOthers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Take the head, read the state, follow behind the head: nothing between the two is missing, which is the second
/// promise. The state is a counter for each writer, raised in the transaction that tells of it.
@BesideOthers
class SnapshotThenStreamTests {

    private static final int WRITERS = 16;
    private static final int RAISES = 60;
    private static final int READERS = 30;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private static final LogNode.Plan PLAN = LogNode.Plan.fresh();
    private static final LogNode NODE = new LogNode(PLAN);

    private final WorkspaceId workspace = WorkspaceId.next();

    @BeforeAll
    static void makeState() throws SQLException {
        try (var owner = PLAN.place().connect();
                var sql = owner.createStatement()) {
            sql.execute("CREATE TABLE counter (writer text PRIMARY KEY, value integer NOT NULL)");
            sql.execute("GRANT SELECT, INSERT, UPDATE ON counter TO PUBLIC");
        }
    }

    @AfterAll
    static void close() {
        NODE.close();
    }

    @Test
    void aStreamBehindTheHeadGoesOnWhereTheStateWasRead() {
        assertThat(holes(() -> Mono.fromSupplier(NODE.journal::head)
                        .delayElement(PAUSE)
                        .flatMap(head -> state().flatMap(state -> holes(head, state)))))
                .hasSize(READERS)
                .containsOnly(Map.of());
    }

    /// The test itself is tested: it has to notice a client that does it the wrong way round.
    @Test
    void aHeadThatIsTakenAfterTheStateWasReadLeavesAHole() {
        assertThat(holes(() -> state().delayElement(PAUSE).flatMap(state -> holes(NODE.journal.head(), state))))
                .anySatisfy(holes -> assertThat(holes).isNotEmpty());
    }

    /// What each of many readers missed, who begin one after the other while the writers are at work.
    private List<Map<String, Integer>> holes(Supplier<Mono<Map<String, Integer>>> reader) {
        var written = new AtomicBoolean();
        var readers = Flux.range(0, WRITERS)
                .flatMap(this::write, WRITERS)
                .doOnComplete(() -> written.set(true))
                .window(WRITERS * RAISES / READERS)
                .flatMap(commits -> commits.then(Mono.defer(reader)), READERS)
                .collectList()
                .toFuture();
        // More than once: a reader may begin behind the first of them.
        Awaitility.await().atMost(LogNode.WAIT).until(() -> {
            if (written.get()) {
                NODE.append(workspace, new Noted.MarkSet("end"));
            }
            return readers.isDone();
        });
        return readers.join();
    }

    /// Follows to the end.
    ///
    /// @return by writer, the raise that came neither with the state nor after it
    private Mono<Map<String, Integer>> holes(Position after, Map<String, Integer> state) {
        var known = new HashMap<>(state);
        var holes = new HashMap<String, Integer>();
        return NODE.journal
                .follow(EventFilter.everything(workspace), after)
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
    }

    private Mono<Map<String, Integer>> state() {
        return NODE.client
                .sql("SELECT writer, value FROM counter WHERE starts_with(writer, :workspace)")
                .bind("workspace", workspace.toString())
                .map(row -> Map.entry(
                        Objects.requireNonNull(row.get("writer", String.class)),
                        Objects.requireNonNull(row.get("value", Integer.class))))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /// @return a value for each commit
    private Flux<Integer> write(int writer) {
        var task = TaskId.next();
        String name = workspace + " " + writer;
        return Flux.range(1, RAISES)
                .concatMap(number -> NODE.inTransaction(raise(name, number)
                                .then(NODE.journal.append(
                                        workspace, "tester", List.of(new Noted.TaskNoted(task, name, number, null))))
                                .then(Mono.delay(Duration.ofMillis(
                                        ThreadLocalRandom.current().nextInt(15))))
                                .then())
                        .thenReturn(number));
    }

    private static Mono<Void> raise(String writer, int value) {
        return NODE.client.sql("""
            INSERT INTO counter (writer, value) VALUES (:writer, :value)
            ON CONFLICT (writer) DO UPDATE SET value = :value
            """).bind("writer", writer).bind("value", value).then();
    }
}
