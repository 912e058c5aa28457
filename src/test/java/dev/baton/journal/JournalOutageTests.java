package dev.baton.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.WorkspaceId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Redis is the doorbell, PostgreSQL is the truth: the third promise, and what is seen when one of them is gone.
class JournalOutageTests {

    private static final Duration NEVER = Duration.ofHours(1);

    private static final String END_ALL_CONNECTIONS = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
        """;

    private final WorkspaceId workspace = WorkspaceId.next();

    @Test
    void theOtherNodeHearsByTheBellAloneAndAgainAfterRedisWasGone() {
        LogNode.Plan plan = LogNode.Plan.fresh();
        try (var wire = new Wire(Objects.requireNonNull(plan.redisPort()));
                var one = new LogNode(plan);
                var two = new LogNode(plan.withRedisAt(wire.port()).polling(NEVER));
                var ear = new Ear(two.journal.follow(EventFilter.everything(workspace), two.journal.head()))) {
            awaitBell(one, ear);

            wire.cut();
            one.append(workspace, new Noted.MarkSet("nobody rings"));
            wire.mend();
            awaitBell(one, ear);
            assertThat(ear.heard())
                    .extracting(Event::fact)
                    .as("what was not rung for is heard with the next bell")
                    .containsOnlyOnce(new Noted.MarkSet("nobody rings"));
        }
    }

    @Test
    void withoutRedisTheOtherNodeHearsByLooking() {
        LogNode.Plan plan = LogNode.Plan.fresh();
        try (var wire = new Wire(Objects.requireNonNull(plan.redisPort()));
                var one = new LogNode(plan.withRedisAt(wire.port()));
                var two = new LogNode(plan.withRedisAt(wire.port()));
                var ear = new Ear(two.journal.follow(EventFilter.everything(workspace), two.journal.head()));
                var own = new Ear(one.journal.follow(EventFilter.everything(workspace), one.journal.head()))) {
            wire.cut();
            for (int i = 1; i <= 5; i++) {
                one.append(workspace, new Noted.MarkSet("m" + i));
                own.await(i, LogNode.WAIT);
                ear.await(i, LogNode.WAIT);
            }
        }
    }

    @Test
    void aNodeStartsWithoutRedis() {
        LogNode.Plan plan = LogNode.Plan.fresh();
        try (var wire = new Wire(Objects.requireNonNull(plan.redisPort()))) {
            wire.cut();
            try (var node = new LogNode(plan.withRedisAt(wire.port()));
                    var without = new LogNode(plan.withRedisAt(null));
                    var ear = new Ear(node.journal.follow(EventFilter.everything(workspace), null))) {
                Awaitility.await().atMost(LogNode.WAIT).until(() -> {
                    without.append(workspace, new Noted.MarkSet("m"));
                    return !ear.heard().isEmpty();
                });
            }
        }
    }

    @Test
    void streamsWaitForPostgresAndGoOnWhereTheyWere() {
        LogNode.Plan plan = LogNode.Plan.fresh();
        try (var wire = new Wire(plan.databasePort());
                var writer = new LogNode(plan);
                var node = new LogNode(plan.withDatabaseAt(wire.port()))) {
            Position head = node.journal.head();
            writer.append(workspace, new Noted.MarkSet("one"));
            try (var live = new Ear(node.journal.follow(EventFilter.everything(workspace), head))) {
                live.await(1, LogNode.WAIT);
                wire.cut();
                writer.append(workspace, new Noted.MarkSet("two"));
                // Memory reaches back to the first of them: it is heard although there is no database.
                try (var late = new Ear(node.journal.follow(EventFilter.everything(workspace), head))) {
                    late.await(1, LogNode.WAIT);
                    wire.mend();
                    writer.append(workspace, new Noted.MarkSet("three"));
                    List<Fact> all =
                            List.of(new Noted.MarkSet("one"), new Noted.MarkSet("two"), new Noted.MarkSet("three"));
                    assertThat(live.awaitFacts(3)).isEqualTo(all);
                    assertThat(late.awaitFacts(3)).isEqualTo(all);
                }
            }
        }
    }

    @Test
    void aStreamThatNeedsTheDatabaseWaitsForIt() {
        LogNode.Plan plan = LogNode.Plan.fresh();
        try (var wire = new Wire(plan.databasePort());
                var writer = new LogNode(plan)) {
            Position start = writer.journal.head();
            writer.append(workspace, new Noted.MarkSet("one"), new Noted.MarkSet("two"));
            Awaitility.await()
                    .atMost(LogNode.WAIT)
                    .until(() -> writer.journal.head().offset() >= start.offset() + 2);
            try (var node = new LogNode(plan.withDatabaseAt(wire.port()))) {
                assertThat(node.journal.head()).isEqualTo(writer.journal.head());
                wire.cut();
                try (var ear = new Ear(node.journal.follow(EventFilter.everything(workspace), start))) {
                    wire.mend();
                    assertThat(ear.awaitFacts(2))
                            .isEqualTo(List.of(new Noted.MarkSet("one"), new Noted.MarkSet("two")));
                }
            }
        }
    }

    @Test
    void aStreamThatReadsTheDatabaseOutlivesItsConnections() throws SQLException {
        LogNode.Plan plan = LogNode.Plan.fresh();
        int count = 3_000;
        try (var writer = new LogNode(plan);
                var killer = plan.place().connect();
                var sql = killer.createStatement()) {
            Position start = writer.journal.head();
            writer.append(
                    workspace,
                    IntStream.range(0, count)
                            .mapToObj(n -> new Noted.MarkSet("m" + n))
                            .toArray(Fact[]::new));
            writer.awaitTail();
            try (var node = new LogNode(plan);
                    var ear = new Ear(node.journal.follow(EventFilter.everything(workspace), start))) {
                for (int i = 0; i < 10; i++) {
                    sql.execute(END_ALL_CONNECTIONS);
                    int heard = ear.heard().size();
                    Awaitility.await()
                            .atMost(LogNode.WAIT)
                            .until(() ->
                                    ear.heard().size() > heard || ear.heard().size() == count);
                }
                assertThat(ear.awaitFacts(count))
                        .isEqualTo(IntStream.range(0, count)
                                .mapToObj(n -> new Noted.MarkSet("m" + n))
                                .toList());
            }
        }
    }

    @Test
    void theTailOutlivesItsConnections() throws SQLException {
        LogNode.Plan plan = LogNode.Plan.fresh();
        try (var node = new LogNode(plan);
                var killer = plan.place().connect();
                var sql = killer.createStatement();
                var ear = new Ear(node.journal.follow(EventFilter.everything(workspace), node.journal.head()))) {
            for (int i = 1; i <= 5; i++) {
                sql.execute(END_ALL_CONNECTIONS);
                var fact = new Noted.MarkSet("m" + i);
                Awaitility.await().atMost(LogNode.WAIT).ignoreExceptions().until(() -> {
                    node.append(workspace, fact);
                    return true;
                });
                Awaitility.await()
                        .atMost(LogNode.WAIT)
                        .until(() -> ear.heard().stream()
                                .anyMatch(event -> event.fact().equals(fact)));
            }
        }
    }

    /// Appends until one of it is heard: a message is not repeated for who was not listening yet.
    private void awaitBell(LogNode from, Ear ear) {
        int before = ear.heard().size();
        Awaitility.await().atMost(LogNode.WAIT).until(() -> {
            from.append(workspace, new Noted.MarkSet("ring"));
            return ear.heard().size() > before;
        });
    }
}
