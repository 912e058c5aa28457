package dev.baton.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.PageRequest;
import dev.baton.graph.WorkspaceId;
import dev.baton.testing.BesideOthers;
import dev.baton.testing.MovableClock;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Positions say their day, and nobody who reads the log notices when another begins.
@BesideOthers
class JournalDayTests {

    private static final Duration DAY = Duration.ofDays(1);

    private static final String EVENTS_OF_THE_FIRST_VERSION = """
        WITH head AS (UPDATE event_head SET position = 3)
        INSERT INTO event (position, id, workspace_id, type, actor, data, recorded_at)
        SELECT CASE WHEN n <= 3 THEN n END, gen_random_uuid(), ?, 'MarkSet', 'x', jsonb_build_object('name', n::text),
               now()
        FROM generate_series(1, 5) n
        """;

    private final MovableClock clock = new MovableClock();
    private final WorkspaceId workspace = WorkspaceId.next();

    @Test
    void everyFollowerHearsEveryEventOnceAndInOneOrderWhileDaysBegin() {
        LogNode.Plan plan = LogNode.Plan.fresh().at(clock);
        List<LogNode> nodes =
                IntStream.range(0, 2).mapToObj(_ -> new LogNode(plan)).toList();
        var nights = Flux.interval(Duration.ofMillis(100)).subscribe(_ -> clock.advance(DAY));
        try {
            Hammer.Outcome outcome = new Hammer(nodes, workspace).run();

            List<String> first = outcome.heard().getFirst();
            assertThat(days(nodes.getFirst())).isGreaterThan(3);
            assertThat(first).doesNotHaveDuplicates().hasSameElementsAs(outcome.committed());
            assertThat(outcome.heard()).containsOnly(first);
        } finally {
            nights.dispose();
            nodes.forEach(LogNode::close);
        }
    }

    @Test
    void aFollowerThatWaitsAtYesterdaysHeadIsServedFromMemory() {
        try (var node = new LogNode(LogNode.Plan.fresh().at(clock))) {
            node.append(workspace, mark("yesterday"));
            node.awaitTail();
            Position yesterday = node.journal.head();
            clock.advance(DAY);
            node.append(workspace, mark("today"));
            node.awaitTail();

            Position today = node.journal.head();
            assertThat(today.offset() - yesterday.offset()).isGreaterThan(1L << 39);
            assertThat(node.tail.recent().behind(yesterday)).isEqualTo(1);
            assertThat(Objects.requireNonNull(node.tail.recent().after(yesterday, 10, _ -> true))
                            .events())
                    .extracting(Event::fact)
                    .containsExactly(mark("today"));
        }
    }

    @Test
    void aNodeWhoseClockIsBehindGoesOnInTheHeadsDay() {
        LogNode.Plan plan = LogNode.Plan.fresh();
        clock.advance(DAY);
        try (var ahead = new LogNode(plan.at(clock));
                var behind = new LogNode(plan.at(Clock.systemUTC()))) {
            for (int i = 1; i <= 3; i++) {
                ahead.append(workspace, mark("ahead " + i));
                ahead.awaitTail();
                behind.append(workspace, mark("behind " + i));
                behind.awaitTail();
            }
            assertThat(page(behind))
                    .containsExactly(
                            mark("ahead 1"),
                            mark("behind 1"),
                            mark("ahead 2"),
                            mark("behind 2"),
                            mark("ahead 3"),
                            mark("behind 3"));
        }
    }

    /// What every follower relies on: the lower ticket is not there yet when the higher one is read.
    @Test
    void whatCommitsLaterComesLaterWhateverItsTicket() {
        try (var node = new LogNode(LogNode.Plan.fresh());
                var ear = new Ear(node.journal.follow(EventFilter.everything(workspace), node.journal.head()))) {
            Mono<Void> slow = node.journal
                    .append(workspace, "tester", List.of(mark("lower ticket")))
                    .then(Mono.fromRunnable(() -> {
                                node.append(workspace, mark("higher ticket"));
                                ear.await(1, LogNode.WAIT);
                            })
                            .subscribeOn(Schedulers.boundedElastic()))
                    .then();
            node.inTransaction(slow).block(LogNode.WAIT);
            assertThat(ear.awaitFacts(2)).containsExactly(mark("higher ticket"), mark("lower ticket"));
            assertThat(page(node)).containsExactly(mark("higher ticket"), mark("lower ticket"));
        }
    }

    @Test
    void aLogOfTheFirstVersionKeepsItsCursorsAndWhatWasNotNumberedYet() throws SQLException {
        LogNode.Plan plan = LogNode.Plan.of("1");
        try (var connection = plan.place().connect();
                var sql = connection.prepareStatement(EVENTS_OF_THE_FIRST_VERSION)) {
            sql.setObject(1, workspace.value());
            sql.execute();
        }
        plan.migrate("latest");
        try (var node = new LogNode(plan)) {
            node.append(workspace, mark("new"));
            node.awaitTail();
            assertThat(page(node)).containsExactly(mark("1"), mark("2"), mark("3"), mark("4"), mark("5"), mark("new"));
            var cursor = new Position(node.journal.head().epoch(), 2);
            assertThat(node.journal
                            .follow(EventFilter.everything(workspace), cursor)
                            .map(Event::fact)
                            .take(4)
                            .collectList()
                            .block(LogNode.WAIT))
                    .containsExactly(mark("3"), mark("4"), mark("5"), mark("new"));
        }
    }

    private List<Fact> page(LogNode node) {
        return Objects.requireNonNull(node.journal
                        .events(EventFilter.everything(workspace), PageRequest.of(100, null, null, null))
                        .block(LogNode.WAIT))
                .getNodes()
                .stream()
                .map(Event::fact)
                .toList();
    }

    private static long days(LogNode node) {
        return Objects.requireNonNull(node.client
                .sql("SELECT count(*) FROM event_day")
                .mapValue(Long.class)
                .one()
                .block(LogNode.WAIT));
    }

    private static Noted.MarkSet mark(String name) {
        return new Noted.MarkSet(name);
    }
}
