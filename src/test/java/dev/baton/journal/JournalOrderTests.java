package dev.baton.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.WorkspaceId;
import dev.baton.testing.BesideOthers;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// No gap, no repeat, in order: the first promise of the streams.
@BesideOthers
class JournalOrderTests {

    /// What a log would be that trusts its sequence: positions are given when a row is written, not after its
    /// commit.
    private static final String NUMBER_BEFORE_COMMIT = """
        CREATE FUNCTION number_now() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO event (position, id, workspace_id, type, task_id, agent_id, actor, data, recorded_at)
            SELECT NEW.ticket, NEW.id, NEW.workspace_id, NEW.type, NEW.task_id, NEW.agent_id, NEW.actor, NEW.data,
                   NEW.recorded_at;
            RETURN NULL;
        END $$;
        CREATE TRIGGER number_now BEFORE INSERT ON event_inbox FOR EACH ROW EXECUTE FUNCTION number_now();
        CREATE OR REPLACE FUNCTION number_events(today date) RETURNS bigint LANGUAGE sql AS $$
            SELECT coalesce(max(position), 0) FROM event
        $$;
        """;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void everyFollowerHearsEveryEventOnceAndInOneOrder(int nodes) {
        Hammer.Outcome outcome = hammer(LogNode.Plan.fresh(), nodes);

        List<String> first = outcome.heard().getFirst();
        assertThat(outcome.committed()).hasSizeGreaterThan(1000);
        assertThat(first).doesNotHaveDuplicates().hasSameElementsAs(outcome.committed());
        assertThat(outcome.heard()).containsOnly(first);
        for (int writer = 0; writer < 32; writer++) {
            String name = "writer " + writer + " #";
            assertThat(first.stream()
                            .filter(fact -> fact.startsWith(name))
                            .map(fact -> Integer.valueOf(fact.substring(name.length()))))
                    .as("a task's facts are in the order of its moves")
                    .isSortedAccordingTo(Comparator.naturalOrder());
        }
    }

    /// The hammer itself is tested: it has to notice a log that is wrong.
    @Test
    void aLogThatIsNumberedBeforeItsCommitsLosesEventsAndTheHammerNotices() throws SQLException {
        LogNode.Plan plan = LogNode.Plan.fresh();
        try (var connection = plan.place().connect();
                var sql = connection.createStatement()) {
            sql.execute(NUMBER_BEFORE_COMMIT);
        }

        Hammer.Outcome outcome = hammer(plan, 1);

        assertThat(outcome.heard())
                .anySatisfy(heard ->
                        assertThat(heard).hasSizeLessThan(outcome.committed().size()));
    }

    private static Hammer.Outcome hammer(LogNode.Plan plan, int count) {
        List<LogNode> nodes =
                IntStream.range(0, count).mapToObj(_ -> new LogNode(plan)).toList();
        try {
            return new Hammer(nodes, WorkspaceId.next()).run();
        } finally {
            nodes.forEach(LogNode::close);
        }
    }
}
