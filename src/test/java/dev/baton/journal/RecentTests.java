package dev.baton.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.EventId;
import dev.baton.graph.WorkspaceId;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is kept in memory, and what is let go.
class RecentTests {

    private static final Position START = new Position("epoch", 40);

    @Test
    void theLatestAreKeptAndTheOldestGoFirst() {
        var recent = new Recent(START, 4, 1_000);
        for (int offset = 41; offset <= 46; offset++) {
            recent.add(event(offset, 1));
        }
        assertThat(recent.head()).isEqualTo(at(46));
        assertThat(offsets(recent, 42)).containsExactly(43L, 44L, 45L, 46L);
        assertThat(offsets(recent, 41)).isNull();
        assertThat(offsets(recent, 46)).isEmpty();
        assertThat(offsets(recent, 50)).as("a reader that is ahead waits").isEmpty();
    }

    @Test
    void largeFactsDriveOutMoreOfTheOthers() {
        var recent = new Recent(START, 100, 10);
        for (int offset = 41; offset <= 46; offset++) {
            recent.add(event(offset, 2));
        }
        assertThat(offsets(recent, 40)).isNull();
        assertThat(offsets(recent, 41)).hasSize(5);
        recent.add(event(47, 7));
        assertThat(offsets(recent, 44)).isNull();
        assertThat(offsets(recent, 45)).containsExactly(46L, 47L);
        recent.add(event(48, 500));
        assertThat(offsets(recent, 47))
                .as("the latest is kept whatever its size")
                .containsExactly(48L);
        assertThat(offsets(recent, 46)).isNull();
    }

    @Test
    void aPageStopsAtItsLimitAndSaysWhereToGoOn() {
        var recent = new Recent(START, 100, 1_000);
        for (int offset = 41; offset <= 50; offset++) {
            recent.add(event(offset, 1));
        }
        Recent.Page odd = Objects.requireNonNull(
                recent.after(START, 3, event -> event.position().offset() % 2 == 1));
        assertThat(odd.events()).extracting(Event::position).containsExactly(at(41), at(43), at(45));
        assertThat(odd.upTo()).isEqualTo(at(45));
        Recent.Page none = Objects.requireNonNull(recent.after(START, 3, _ -> false));
        assertThat(none.events()).isEmpty();
        assertThat(none.upTo()).isEqualTo(at(50));
    }

    /// A reader that does not go on keeps its page, whatever memory lets go of.
    @Test
    void aPageOfLargeFactsIsShort() {
        var recent = new Recent(START, 100, Recent.WEIGHT);
        for (int offset = 41; offset <= 50; offset++) {
            recent.add(event(offset, StreamPages.WEIGHT / 3));
        }
        assertThat(offsets(recent, 40)).containsExactly(41L, 42L, 43L, 44L);
        assertThat(page(recent, 40).upTo()).isEqualTo(at(44));
    }

    @Test
    void positionsWithoutAnEventArePassedOver() {
        var recent = new Recent(START, 100, 1_000);
        recent.add(event(41, 1));
        recent.cover(43);
        assertThat(page(recent, 41).upTo()).as("a reader goes on behind them").isEqualTo(at(43));
        recent.add(event(44, 1));
        assertThat(offsets(recent, 40)).containsExactly(41L, 44L);
        assertThat(offsets(recent, 42)).containsExactly(44L);
        assertThat(offsets(recent, 43)).containsExactly(44L);
        assertThat(recent.behind(at(40))).isEqualTo(2);
        assertThat(recent.behind(at(42))).isEqualTo(1);
    }

    @Test
    void aNewDayLeavesOutABillionPositionsAndNobodyCountsThem() {
        long today = (20_000L << 40) + 7;
        long tomorrow = (20_001L << 40) + 1;
        var recent = new Recent(at(today), 4, 1_000);
        for (int i = 1; i <= 3; i++) {
            recent.add(event(today + i, 1));
        }
        assertThat(recent.head()).isEqualTo(at(today + 3));
        for (int i = 0; i < 3; i++) {
            recent.add(event(tomorrow + i, 1));
        }
        assertThat(recent.head()).isEqualTo(at(tomorrow + 2));
        assertThat(offsets(recent, today + 3))
                .as("whoever stood at yesterday's last event goes on in memory")
                .containsExactly(tomorrow, tomorrow + 1, tomorrow + 2);
        assertThat(offsets(recent, today + 2)).containsExactly(today + 3, tomorrow, tomorrow + 1, tomorrow + 2);
        assertThat(offsets(recent, today + 1)).as("driven out").isNull();
        assertThat(recent.behind(at(today))).isEqualTo(6);
        assertThat(recent.behind(at(tomorrow))).isEqualTo(2);
        recent.add(event((20_005L << 40) + 1, 1));
        assertThat(offsets(recent, tomorrow + 1)).containsExactly(tomorrow + 2, (20_005L << 40) + 1);
        assertThat(recent.behind(at(today))).isEqualTo(7);
    }

    private static Recent.Page page(Recent recent, long after) {
        return Objects.requireNonNull(recent.after(at(after), 100, _ -> true));
    }

    private static @Nullable List<Long> offsets(Recent recent, long after) {
        Recent.Page page = recent.after(at(after), 100, _ -> true);
        return page == null
                ? null
                : page.events().stream().map(event -> event.position().offset()).toList();
    }

    private static EventRows.Sized event(long offset, int size) {
        var event = new Event(
                EventId.next(), at(offset), WorkspaceId.next(), null, "x", OffsetDateTime.MIN, new Noted.MarkSet("m"));
        return new EventRows.Sized(event, size);
    }

    private static Position at(long offset) {
        return new Position("epoch", offset);
    }
}
