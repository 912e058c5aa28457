package dev.baton.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The log's last events, of all workspaces, kept in memory so that a thousand readers at the head cost one read of
/// the database. One thread at a time adds to it; any number read it meanwhile, without a lock.
///
/// Events are counted in the order in which they come, and an event's slot follows from its count: a reader that finds
/// another event in the slot, or none, knows that its own was driven out. Counts follow from positions, which have no
/// gaps but where a day begins.
final class Recent {

    /// The most events that are kept.
    static final int CAPACITY = 10_000;

    /// The most characters of facts that are kept; large ones drive out more of the others.
    static final int WEIGHT = 32 * 1024 * 1024;

    /// How many events one scan looks at: it runs between other readers' work on one thread.
    private static final int SCAN = 2_000;

    private final String epoch;
    private final int capacity;
    private final int maxWeight;
    private final AtomicReferenceArray<@Nullable Kept> slots;

    /// How many offsets have no event, in all, up to each first offset that has one again.
    private final NavigableMap<Long, Long> leftOut = new ConcurrentSkipListMap<>();

    private volatile long head;
    private long oldest;
    private long weight;

    /// @param nth its count
    private record Kept(long nth, EventRows.Sized sized) {

        long offset() {
            return sized.event().position().offset();
        }
    }

    Recent(Position head) {
        this(head, CAPACITY, WEIGHT);
    }

    Recent(Position head, int capacity, int maxWeight) {
        this.epoch = head.epoch();
        this.head = head.offset();
        this.oldest = head.offset() + 1;
        this.capacity = capacity;
        this.maxWeight = maxWeight;
        this.slots = new AtomicReferenceArray<>(capacity);
    }

    /// The position up to which everything was read.
    Position head() {
        return new Position(epoch, head);
    }

    String epoch() {
        return epoch;
    }

    /// What a reader gets in one go.
    ///
    /// @param upTo where to go on: behind the last event, or behind those that the filter left out
    record Page(List<Event> events, Position upTo) {}

    /// The next events behind a position, or null where memory does not reach back so far.
    @Nullable
    Page after(Position position, int limit, Predicate<Event> filter) {
        long end = head;
        long last = Math.min(count(end), count(position.offset()) + SCAN);
        long place = position.offset();
        int size = 0;
        var found = new ArrayList<Event>();
        for (long nth = count(place) + 1; nth <= last && found.size() < limit && size < StreamPages.WEIGHT; nth++) {
            Kept kept = slots.get(slot(nth));
            if (kept == null || kept.nth() != nth) {
                return null;
            }
            place = kept.offset();
            if (filter.test(kept.sized().event())) {
                found.add(kept.sized().event());
                size += kept.sized().size();
            }
        }
        boolean passedAll = count(place) >= count(end);
        return new Page(found, new Position(epoch, passedAll ? Math.max(place, end) : place));
    }

    /// How many events, of all workspaces, lie between a position and the head.
    long behind(Position position) {
        return count(head) - count(position.offset());
    }

    void add(EventRows.Sized next) {
        long offset = next.event().position().offset();
        skipTo(offset - 1);
        var kept = new Kept(count(offset), next);
        while (oldest < kept.nth() && (kept.nth() - oldest >= capacity || weight + next.size() > maxWeight)) {
            forget(oldest++);
        }
        slots.set(slot(kept.nth()), kept);
        weight += next.size();
        head = offset;
    }

    /// Says that there is nothing more up to this position.
    void cover(long offset) {
        skipTo(offset);
        head = Math.max(head, offset);
    }

    private void skipTo(long offset) {
        if (offset > head) {
            long before = leftOut.isEmpty() ? 0 : leftOut.lastEntry().getValue();
            leftOut.put(offset + 1, before + offset - head);
        }
    }

    /// The count of the last event up to an offset.
    private long count(long offset) {
        Map.Entry<Long, Long> gap = leftOut.floorEntry(offset);
        Map.Entry<Long, Long> next = leftOut.higherEntry(offset);
        long counted = offset - (gap == null ? 0 : gap.getValue());
        return next == null ? counted : Math.min(counted, next.getKey() - next.getValue() - 1);
    }

    private void forget(long nth) {
        Kept kept = slots.getAndSet(slot(nth), null);
        if (kept != null) {
            weight -= kept.sized().size();
        }
    }

    private int slot(long nth) {
        return (int) (nth % capacity);
    }
}
