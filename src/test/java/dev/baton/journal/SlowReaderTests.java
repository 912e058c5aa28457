package dev.baton.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.AgentId;
import dev.baton.graph.Fault;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.testing.BesideOthers;
import dev.baton.testing.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A client that does not read: the fourth promise. It gets what it chose, and never a silent hole.
@BesideOthers
class SlowReaderTests {

    private static final int BUFFER = 200;

    private final MovableClock clock = new MovableClock();
    private final LogNode node = new LogNode(LogNode.Plan.fresh().at(clock).buffering(BUFFER));
    private final WorkspaceId workspace = WorkspaceId.next();
    private final TaskId task = TaskId.next();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void aSlowReaderIsDisconnectedWithTheCursorBehindWhichItMissesNothing() {
        try (var slow = live(SlowReader.DISCONNECT)) {
            note(1, 5);
            slow.awaitNumbers(1);
            note(6, 3 * BUFFER);

            assertThat(slow.numbers()).containsExactly(1);
            assertThat(slow.awaitFailure())
                    .as("also if the client never asks for anything again")
                    .isInstanceOfSatisfying(Fault.class, fault -> {
                        assertThat(fault.code()).isEqualTo(Fault.Code.SLOW_CONSUMER);
                        assertThat(fault.extensions()).containsEntry("retryable", true);
                    });
            assertThat(slow.numbers()).containsExactly(1);

            assertThat(numbersBehind(cursor(slow), 3 * BUFFER - 1))
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(2, 3 * BUFFER).boxed().toList());
        }
    }

    @Test
    void aReaderThatTakesSomeNowAndThenIsToldTheLastThatItGot() {
        try (var slow = live(SlowReader.DISCONNECT)) {
            note(1, BUFFER / 2);
            slow.take(16);
            slow.awaitNumbers(17);
            note(BUFFER / 2 + 1, 3 * BUFFER);
            slow.awaitFailure();

            assertThat(slow.numbers()).hasSize(17);
            assertThat(cursor(slow)).isEqualTo(last(slow).position());
        }
    }

    @Test
    void whoComesFromFarBehindIsLateAndNotSlow() {
        Position start = node.journal.head();
        note(1, 5 * BUFFER);
        node.awaitTail();
        try (var late = new OneByOne(
                        node.journal.follow(EventFilter.everything(workspace), start, SlowReader.DISCONNECT));
                var slow = live(SlowReader.DISCONNECT)) {
            late.awaitNumbers(1);
            note(5 * BUFFER + 1, 8 * BUFFER);
            slow.awaitNumbers(1);
            note(8 * BUFFER + 1, 10 * BUFFER);
            slow.awaitFailure();

            late.hurry();
            late.awaitNumbers(10 * BUFFER);
            assertThat(late.numbers())
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 10 * BUFFER).boxed().toList());
        }
    }

    @Test
    void whatIsNotForTheReaderDoesNotMakeItSlow() {
        var marks = new EventFilter(
                workspace,
                EventFilter.About.ANYTHING,
                null,
                null,
                null,
                Set.of("MarkSet"),
                null,
                EventFilter.OfTask.ANY);
        try (var idle = new OneByOne(node.journal.follow(marks, node.journal.head(), SlowReader.DISCONNECT))) {
            for (int i = 0; i < 5; i++) {
                note(i * BUFFER + 1, (i + 1) * BUFFER);
                node.awaitTail();
            }
            node.append(workspace, new Noted.MarkSet("one"), new Noted.MarkSet("two"));
            idle.hurry();
            Awaitility.await().atMost(LogNode.WAIT).until(() -> idle.heard().size() == 2);
            assertThat(idle.hasFailed()).isFalse();
        }
    }

    @Test
    void aNewDayIsNoDistance() {
        try (var slow = live(SlowReader.DISCONNECT)) {
            note(1, 2);
            slow.awaitNumbers(1);
            clock.advance(Duration.ofDays(3));
            for (int number = 3; number <= 5; number++) {
                note(number, number);
                node.awaitTail();
            }
            slow.hurry();
            slow.awaitNumbers(5);
            assertThat(slow.numbers()).containsExactly(1, 2, 3, 4, 5);
        }
    }

    @Test
    void aReaderThatWantsTheLatestGetsThatOfEachTaskAndAgentAndThenGoesOn() {
        var first = TaskId.next();
        var second = TaskId.next();
        var agent = AgentId.next();
        try (var slow = live(EventFilter.everything(workspace), SlowReader.COALESCE)) {
            note(0, 5);
            slow.awaitNumbers(1);
            var burst = new ArrayList<Fact>();
            for (int i = 1; i <= BUFFER; i++) {
                burst.add(new Noted.TaskNoted(second, "second", i, null));
                burst.add(new Noted.TaskNoted(first, "first", i, null));
                burst.add(new Noted.AgentNoted(agent, "word " + i));
            }
            burst.add(new Noted.StepNoted(second, agent, Noted.Light.RED));
            node.append(workspace, burst.toArray(Fact[]::new));
            List<Fact> heard = hearAll(slow, burst.getLast());

            assertThat(heard)
                    .as("what it had in hand may still come, then the latest of each")
                    .hasSizeLessThanOrEqualTo(5 + 4)
                    .containsSubsequence(
                            new Noted.TaskNoted(task, "w", 5, null),
                            new Noted.TaskNoted(first, "first", BUFFER, null),
                            new Noted.AgentNoted(agent, "word " + BUFFER),
                            new Noted.StepNoted(second, agent, Noted.Light.RED));
            note(10, 30);
            awaitLast(slow, new Noted.TaskNoted(task, "w", 30, null));
            assertThat(slow.numbers())
                    .containsSequence(IntStream.rangeClosed(10, 30).boxed().toList());
        }
    }

    @Test
    void theLatestIsTheLatestThatTheFilterLetsThrough() {
        var red = new EventFilter(
                workspace, EventFilter.About.TASKS, null, null, null, null, Set.of("RED"), EventFilter.OfTask.ANY);
        var agent = AgentId.next();
        var another = new Noted.StepNoted(TaskId.next(), agent, Noted.Light.RED);
        Fact isRed = new Noted.StepNoted(task, agent, Noted.Light.RED);
        Fact isGreen = new Noted.StepNoted(task, agent, Noted.Light.GREEN);
        try (var slow = live(red, SlowReader.COALESCE)) {
            node.append(workspace, another, another);
            Awaitility.await().atMost(LogNode.WAIT).until(() -> slow.heard().size() == 2);
            node.append(
                    workspace,
                    Stream.concat(
                                    IntStream.range(0, BUFFER).boxed().flatMap(_ -> Stream.of(isRed, isGreen)),
                                    Stream.of(isGreen, another))
                            .toArray(Fact[]::new));
            // Two and the latest of either, where the page in hand, which has one more, was stopped in time.
            assertThat(hearAll(slow, another)).hasSizeBetween(3, 4).endsWith(isRed, another);
        }
    }

    @Test
    void howeverLongAReaderSleepsItHearsOfEachTaskOnceMoreAndInOrder() {
        int tasks = 3 * StreamPages.PAGE;
        List<TaskId> many =
                IntStream.range(0, tasks).mapToObj(_ -> TaskId.next()).toList();
        try (var slow = live(EventFilter.everything(workspace), SlowReader.COALESCE)) {
            note(0, 5);
            slow.awaitNumbers(1);
            int rounds = 10;
            for (int round = 1; round <= rounds; round++) {
                int number = round;
                node.append(
                        workspace,
                        many.stream()
                                .map(of -> new Noted.TaskNoted(of, "w", number, null))
                                .toArray(Fact[]::new));
                node.awaitTail();
            }
            hearAll(slow, new Noted.TaskNoted(many.getLast(), "w", rounds, null));
            assertThat(slow.heard())
                    .extracting(event -> event.position().offset())
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(slow.heard().stream()
                            .map(Event::fact)
                            .filter(fact -> fact instanceof Noted.TaskNoted noted && noted.number() == rounds)
                            .map(Fact::taskId))
                    .as("the state of each task")
                    .containsExactlyElementsOf(many);
            assertThat(slow.heard()).as("and not the way there").hasSizeLessThan(2 * tasks + BUFFER);
        }
    }

    private OneByOne live(SlowReader onSlow) {
        return live(EventFilter.everything(workspace), onSlow);
    }

    /// A reader that was at the head, and takes one event more.
    private OneByOne live(EventFilter filter, SlowReader onSlow) {
        node.awaitTail();
        var reader = new OneByOne(node.journal.follow(filter, node.journal.head(), onSlow));
        node.append(workspace, new Noted.StepNoted(TaskId.next(), AgentId.next(), Noted.Light.RED));
        Awaitility.await().atMost(LogNode.WAIT).until(() -> !reader.heard().isEmpty());
        reader.take(1);
        return reader;
    }

    private void note(int from, int to) {
        node.append(
                workspace,
                IntStream.rangeClosed(from, to)
                        .mapToObj(n -> new Noted.TaskNoted(task, "w", n, null))
                        .toArray(Fact[]::new));
    }

    /// Waits until the node has read all that was written, and lets the reader take everything.
    private List<Fact> hearAll(OneByOne reader, Fact last) {
        node.awaitTail();
        reader.hurry();
        awaitLast(reader, last);
        return reader.heard().stream().skip(1).map(Event::fact).toList();
    }

    private void awaitLast(OneByOne reader, Fact last) {
        node.awaitTail();
        Position head = node.journal.head();
        Awaitility.await()
                .atMost(LogNode.WAIT)
                .until(() -> reader.hasFailed() || last(reader).position().equals(head));
        assertThat(reader.hasFailed()).isFalse();
        assertThat(last(reader).fact()).isEqualTo(last);
    }

    private static Event last(OneByOne reader) {
        return reader.heard().getLast();
    }

    private Position cursor(OneByOne reader) {
        var fault = (Fault) reader.awaitFailure();
        return Position.decode(
                Objects.requireNonNull(fault.extensions().get("cursor")).toString(), workspace);
    }

    private List<Integer> numbersBehind(Position cursor, int count) {
        try (var ear = new Ear(node.journal.follow(EventFilter.everything(workspace), cursor))) {
            return ear.awaitFacts(count).stream()
                    .map(fact -> ((Noted.TaskNoted) fact).number())
                    .toList();
        }
    }
}
