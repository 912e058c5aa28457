package dev.baton.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The log's last events, of all workspaces, kept in memory so that a thousand readers at the head cost one read of
/// the database. One thread at a time adds to it; any number read it meanwhile, without a lock.
///
/// Positions have no gaps, so an event's slot follows from its position, and a reader that finds another event in
/// the slot, or none, knows that its own was driven out.
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
    private final AtomicReferenceArray<Events.@Nullable Sized> slots;
    private volatile long head;
    private long oldest;
    private long weight;

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
        long end = Math.min(head, position.offset() + SCAN);
        var found = new ArrayList<Event>();
        long next = position.offset() + 1;
        for (; next <= end && found.size() < limit; next++) {
            Events.Sized slot = slots.get(slot(next));
            if (slot == null || slot.event().position().offset() != next) {
                return null;
            }
            if (filter.test(slot.event())) {
                found.add(slot.event());
            }
        }
        return new Page(found, new Position(epoch, next - 1));
    }

    void add(Events.Sized next) {
        long offset = next.event().position().offset();
        while (oldest < offset && (offset - oldest >= capacity || weight + next.size() > maxWeight)) {
            forget(oldest++);
        }
        slots.set(slot(offset), next);
        weight += next.size();
        head = offset;
    }

    /// Says that there is nothing more up to this position.
    void cover(long offset) {
        head = Math.max(head, offset);
    }

    private void forget(long offset) {
        Events.Sized slot = slots.getAndSet(slot(offset), null);
        if (slot != null) {
            weight -= slot.size();
        }
    }

    private int slot(long offset) {
        return (int) (offset % capacity);
    }
}
