package dev.baton.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.graph.Fault;
import dev.baton.graph.Page;
import dev.baton.graph.PageRequest;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.testing.BesideOthers;
import dev.baton.testing.MovableClock;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/// Days of the log go, and whoever still needs them is told.
@BesideOthers
class LogRetentionTests {

    private static final Duration KEPT = Duration.ofDays(10);
    private static final Duration DAY = Duration.ofDays(1);

    private final MovableClock clock = new MovableClock();
    private final LogNode.Plan plan = LogNode.Plan.fresh().at(clock);
    private final LogNode node = new LogNode(plan);
    private final LogRetention retention =
            new LogRetention(node.head, clock, new JournalSettings(KEPT, Recent.CAPACITY));
    private final WorkspaceId workspace = WorkspaceId.next();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void aDayIsDroppedOnceAllOfItIsPastTheRetention() {
        append("first day");
        clock.advance(DAY);
        append("second day");
        clock.advance(KEPT.minus(DAY));
        assertThat(sweep()).as("the first day is not over for that long").isZero();
        clock.advance(DAY);
        dropOneDay();
        assertThat(sweep()).isZero();
        assertThat(facts(page(null))).containsExactly(mark("second day"));
    }

    @Test
    void theHeadsOwnDayIsKeptHoweverOldItIs() {
        append("only day");
        clock.advance(KEPT.multipliedBy(5));
        assertThat(sweep()).isZero();
        append("today");
        dropOneDay();
        assertThat(facts(page(null))).containsExactly(mark("today"));
    }

    @Test
    void aCursorBelowWhatIsKeptHasExpiredForPagesAndStreams() {
        Position start = node.journal.head();
        var task = TaskId.next();
        node.append(workspace, new Noted.TaskNoted(task, "w", 1, null), mark("first day"));
        Position last = awaitHead();
        clock.advance(KEPT.plus(DAY).plus(DAY));
        node.append(workspace, new Noted.TaskNoted(task, "w", 2, null), mark("today"));
        awaitHead();
        dropOneDay();
        Position floor =
                Objects.requireNonNull(node.head.number().block(LogNode.WAIT)).head();
        assertThat(floor.offset()).isGreaterThan(last.offset());

        assertExpired(() -> page(start.encode(workspace)));
        assertExpired(() -> node.journal
                .eventsOf(workspace, Set.of(task), PageRequest.of(5, start.encode(workspace), null, null))
                .block(LogNode.WAIT));
        try (var young = new LogNode(plan)) {
            assertExpired(() -> young.journal
                    .follow(EventFilter.everything(workspace), start)
                    .blockFirst(LogNode.WAIT));
            // Whoever has heard the last event of the day that was dropped has missed nothing.
            assertThat(young.journal
                            .follow(EventFilter.everything(workspace), last)
                            .take(2)
                            .map(Event::fact)
                            .collectList()
                            .block(LogNode.WAIT))
                    .containsExactly(new Noted.TaskNoted(task, "w", 2, null), mark("today"));
        }
        assertThat(facts(page(last.encode(workspace)))).hasSize(2);
        assertThat(facts(Objects.requireNonNull(node.journal
                                .eventsOf(workspace, Set.of(task), PageRequest.of(5, null, null, null))
                                .block(LogNode.WAIT))
                        .get(task)))
                .as("without a cursor a page begins with what there is")
                .containsExactly(new Noted.TaskNoted(task, "w", 2, null));
    }

    @Test
    void aStreamThatIsOvertakenByTheRetentionSaysSoAndSkipsNothing() {
        Position start = node.journal.head();
        int count = 20 * StreamPages.PAGE;
        node.append(
                workspace,
                IntStream.range(0, count)
                        .mapToObj(n -> new Noted.TaskNoted(TaskId.next(), "w", n, null))
                        .toArray(Fact[]::new));
        awaitHead();
        try (var young = new LogNode(plan)) {
            var slow = new OneByOne(young.journal.follow(EventFilter.everything(workspace), start));
            slow.awaitNumbers(1);
            clock.advance(KEPT.plus(DAY).plus(DAY));
            append("today");
            awaitHead();
            dropOneDay();

            slow.hurry();
            assertThat(slow.awaitFailure())
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.code()).isEqualTo(Fault.Code.CURSOR_EXPIRED));
            assertThat(slow.numbers())
                    .as("what had been read, and not what came after the hole")
                    .hasSizeLessThan(count)
                    .containsExactlyElementsOf(
                            IntStream.range(0, slow.numbers().size()).boxed().toList());
        }
    }

    @Test
    void aNodeThatSleptThroughTheRetentionStartsAnew() {
        append("first day");
        Position last = awaitHead();
        // Knows the log as it was, and looks again when it rings by itself.
        try (var asleep =
                new LogNode(plan.polling(LogNode.WAIT.multipliedBy(10)).withRedisAt(null))) {
            append("nobody there hears of it");
            awaitHead();
            clock.advance(KEPT.plus(DAY).plus(DAY));
            append("today");
            awaitHead();
            dropOneDay();
            try (var ear = new Ear(asleep.journal.follow(EventFilter.everything(workspace), last))) {
                asleep.append(workspace, mark("it wakes up"));
                assertThat(ear.awaitFailure())
                        .isInstanceOfSatisfying(
                                Fault.class, fault -> assertThat(fault.code()).isEqualTo(Fault.Code.CURSOR_EXPIRED));
                assertThat(ear.heard()).isEmpty();
            }
        }
    }

    @Test
    void manyNodesDropEachDayOnce() {
        for (int day = 0; day < 5; day++) {
            append("day " + day);
            clock.advance(DAY);
        }
        clock.advance(KEPT);
        append("today");
        var dropped = new AtomicLong();
        Awaitility.await().atMost(LogNode.WAIT).until(() -> {
            Flux.range(0, 6)
                    .flatMap(_ -> retention.sweep(), 6)
                    .doOnNext(dropped::addAndGet)
                    .blockLast(LogNode.WAIT);
            return dropped.get() >= 5;
        });
        assertThat(dropped).hasValue(5);
        assertThat(facts(page(null))).containsExactly(mark("today"));
    }

    @Test
    void whileSomebodyReadsForLongADayStaysAndNobodyElseWaits() throws SQLException {
        append("first day");
        clock.advance(KEPT.plus(DAY).plus(DAY));
        append("today");
        try (var reader = plan.place().connect();
                var sql = reader.createStatement()) {
            reader.setAutoCommit(false);
            sql.execute("SELECT FROM event");
            assertThat(sweep()).isZero();
            assertThat(facts(page(null))).hasSize(2);
            append("still written to");
            reader.rollback();
        }
        dropOneDay();
        assertThat(facts(page(null))).containsExactly(mark("today"), mark("still written to"));
    }

    @Test
    void aRetentionOfLessThanADayIsRefused() {
        assertThatThrownBy(() -> new JournalSettings(DAY.minusMillis(1), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("baton.journal.retention");
        assertThatThrownBy(() -> new JournalSettings(DAY, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("baton.journal.buffer");
    }

    private void append(String name) {
        Position before = number();
        node.append(workspace, mark(name));
        // Only what is numbered belongs to a day, and whoever numbers at the same moment is given way to.
        Awaitility.await().atMost(LogNode.WAIT).until(() -> !number().equals(before));
    }

    private Position number() {
        return Objects.requireNonNull(node.head.number().block(LogNode.WAIT)).head();
    }

    private Position awaitHead() {
        Position head = number();
        Awaitility.await().atMost(LogNode.WAIT).until(() -> node.journal.head().equals(head));
        return head;
    }

    /// A sweep gives way to whoever reads, and the next one follows.
    private void dropOneDay() {
        Awaitility.await().atMost(LogNode.WAIT).until(() -> sweep() == 1);
    }

    private long sweep() {
        return Objects.requireNonNull(retention.sweep().block(LogNode.WAIT));
    }

    private Page<Event> page(@Nullable String after) {
        return Objects.requireNonNull(node.journal
                .events(EventFilter.everything(workspace), PageRequest.of(100, after, null, null))
                .block(LogNode.WAIT));
    }

    private static void assertExpired(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(Fault.Code.CURSOR_EXPIRED));
    }

    private static List<Fact> facts(@Nullable Page<Event> page) {
        return Objects.requireNonNull(page).getNodes().stream().map(Event::fact).toList();
    }

    private static Noted.MarkSet mark(String name) {
        return new Noted.MarkSet(name);
    }
}
