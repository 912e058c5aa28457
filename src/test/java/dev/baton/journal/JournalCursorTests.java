package dev.baton.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.graph.Fault;
import dev.baton.graph.PageRequest;
import dev.baton.graph.WorkspaceId;
import dev.baton.testing.BesideOthers;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Which cursors a stream takes, and which it refuses instead of starting somewhere.
@BesideOthers
class JournalCursorTests {

    private static final LogNode.Plan PLAN = LogNode.Plan.fresh();
    private static final LogNode NODE = new LogNode(PLAN);

    private final WorkspaceId workspace = WorkspaceId.next();

    @AfterAll
    static void close() {
        NODE.close();
    }

    @Test
    void aClientThatIsAheadOfThisNodeButNotOfTheLogIsLetIn() {
        NODE.append(workspace, mark("one"));
        NODE.awaitTail();
        // A node that looks only once, when it starts, and hears no bell.
        try (var behind =
                new LogNode(PLAN.polling(LogNode.WAIT.multipliedBy(10)).withRedisAt(null))) {
            NODE.append(workspace, mark("two"));
            NODE.awaitTail();
            Position ahead = NODE.journal.head();
            assertThat(ahead.offset()).isGreaterThan(behind.journal.head().offset());
            try (var ear = new Ear(behind.journal.follow(EventFilter.everything(workspace), ahead))) {
                Awaitility.await().atMost(LogNode.WAIT).until(() -> {
                    behind.append(workspace, mark("three"));
                    return !ear.heard().isEmpty();
                });
                assertThat(ear.heard()).extracting(Event::fact).containsOnly(mark("three"));
            }
        }
    }

    @Test
    void aCursorOfAnotherLogOrFromTheFutureHasExpired() {
        Position head = NODE.journal.head();
        for (Position bad : List.of(
                new Position("0123456789abcdef", head.offset()),
                new Position("0123456789abcdef", head.offset() + 1_000_000),
                new Position(head.epoch(), head.offset() + 1_000_000))) {
            try (var ear = new Ear(NODE.journal.follow(EventFilter.everything(workspace), bad))) {
                assertThat(ear.awaitFailure())
                        .isInstanceOfSatisfying(
                                Fault.class, fault -> assertThat(fault.code()).isEqualTo(Fault.Code.CURSOR_EXPIRED));
            }
        }
    }

    @Test
    void whatIsNoCursorIsABadRequest() {
        var otherList = new PageRequest.Cursor("task", "17", "x");
        var noNumber = new PageRequest.Cursor("event", "x", "x");
        var negative = new PageRequest.Cursor("event", "-1", "x");
        for (String text : List.of("", "x", "ÿ", "%%%", otherList.encode(), noNumber.encode(), negative.encode())) {
            assertThatThrownBy(() -> Position.decode(text, workspace))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.code()).isEqualTo(Fault.Code.BAD_REQUEST));
        }
        Position head = NODE.journal.head();
        assertThat(Position.decode(head.encode(workspace), workspace)).isEqualTo(head);
        var ofAnEarlierRelease = new PageRequest.Cursor("event", "17", head.epoch());
        assertThatThrownBy(() -> Position.decode(ofAnEarlierRelease.encode(), workspace))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(Fault.Code.CURSOR_EXPIRED));
    }

    @Test
    void aHugeCursorIsRefusedByPagesAndStreamsAlike() {
        Position head = NODE.journal.head();
        String farAhead = new Position(head.epoch(), Long.MAX_VALUE).encode(workspace);
        String noLong = new PageRequest.Cursor("event", "9223372036854775808", head.epoch()).encode();
        assertRefused(farAhead, Fault.Code.CURSOR_EXPIRED);
        assertRefused(noLong, Fault.Code.BAD_REQUEST);
        assertRefused("x".repeat(1_000_000), Fault.Code.BAD_REQUEST);
    }

    private void assertRefused(String cursor, Fault.Code code) {
        assertThatThrownBy(() -> NODE.journal
                        .events(EventFilter.everything(workspace), PageRequest.of(1, cursor, null, null))
                        .block(LogNode.WAIT))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(code));
        assertThatThrownBy(() -> NODE.journal
                        .follow(EventFilter.everything(workspace), Position.decode(cursor, workspace))
                        .blockFirst(LogNode.WAIT))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(code));
    }

    @Test
    void streamsEndWhenTheLogIsTakenBackUnderneath() {
        LogNode.Plan plan = LogNode.Plan.fresh();
        try (var node = new LogNode(plan)) {
            node.append(workspace, mark("one"), mark("two"), mark("three"));
            node.awaitTail();
            Position seen = node.journal.head();
            long first = seen.offset() - 2;
            try (var ear = new Ear(node.journal.follow(EventFilter.everything(workspace), seen))) {
                node.client.sql("""
                    WITH lost AS (DELETE FROM event WHERE position > :first RETURNING 1)
                    UPDATE event_head SET position = :first
                    """).bind("first", first).then().block();
                assertThat(ear.awaitFailure())
                        .isInstanceOfSatisfying(
                                Fault.class, fault -> assertThat(fault.code()).isEqualTo(Fault.Code.CURSOR_EXPIRED));
            }
            // Also for a client that comes back when the log has grown again beyond its cursor.
            node.append(workspace, mark("other two"), mark("other three"), mark("four"));
            node.awaitTail();
            try (var ear = new Ear(node.journal.follow(EventFilter.everything(workspace), seen))) {
                assertThat(ear.awaitFailure()).isInstanceOf(Fault.class);
            }
        }
    }

    private static Noted.MarkSet mark(String name) {
        return new Noted.MarkSet(name);
    }
}
