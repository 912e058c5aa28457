package dev.baton.guard;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What this node knows of one bucket, and its share of it: in use from the moment that Redis does not answer until it
/// does.
///
/// The share begins with the share of what the bucket held when Redis last told, so that Redis going away makes
/// nobody's bucket full; and what is spent of it is owed when Redis comes back, so that coming back does not either.
final class NodeShare {

    private final Plan plan;
    private final TimeMeter time;
    private long available;
    private long toldAt;
    private long capacity;
    private long spent;
    private final Bucket here;
    private @Nullable Bucket bucket;

    NodeShare(Plan plan, TimeMeter time) {
        this.plan = plan;
        this.time = time;
        this.here = Bucket.builder()
                .addLimit(plan.bucket().getBandwidths()[0])
                .withCustomTimePrecision(time)
                .build();
        this.available = plan.capacity();
        this.toldAt = time.currentTimeNanos();
    }

    /// Notes the points as spent on this node, which alone cannot spend more than the whole: so nobody passes
    /// twice while Redis is slow and nobody knows whether it still takes. A flood is turned away without asking
    /// Redis.
    Charge reserve(long points) {
        return Charge.of(here.tryConsumeAndReturnRemaining(points));
    }

    /// Whether there is more than the points by what this node has spent, and was by far when Redis told last.
    synchronized boolean isAmple(long points) {
        return here.getAvailableTokens() >= 2 * points && available >= plan.capacity() / 2;
    }

    /// Whether it would not [#reserve] them.
    boolean isSpent(long points) {
        return here.getAvailableTokens() < points;
    }

    /// Notes that they were not spent.
    void release(long points) {
        here.addTokens(points);
    }

    /// Redis has told what the bucket holds: from now on the share is out of use.
    ///
    /// @return the points that were spent of it and have not flowed back yet
    synchronized long heard(long points) {
        long owed = bucket == null ? 0 : Math.min(spent, capacity - bucket.getAvailableTokens());
        available = points;
        toldAt = time.currentTimeNanos();
        bucket = null;
        spent = 0;
        return owed;
    }

    /// Takes the points from the share, or none of them. What is dearer than the whole share takes a full one, and
    /// the rest from what flows in later.
    ///
    /// @param nodes how many share the bucket
    synchronized Charge take(long points, int nodes) {
        if (bucket == null) {
            bucket = begin(nodes);
        }
        Charge charge = Charge.of(bucket.tryConsumeAndReturnRemaining(Math.min(points, capacity)));
        if (charge.granted()) {
            spent += points;
            if (points > capacity) {
                bucket.consumeIgnoringRateLimits(points - capacity);
            }
        }
        return charge;
    }

    /// @return false where the share is out of use
    synchronized boolean giveBack(long points) {
        if (bucket == null) {
            return false;
        }
        bucket.addTokens(points);
        spent = Math.max(0, spent - points);
        return true;
    }

    private Bucket begin(int nodes) {
        capacity = Math.max(1, plan.capacity() / nodes);
        long refilled = Math.min(plan.capacity(), available + plan.refillPerSecond() * secondsSinceTold());
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(capacity)
                        .refillGreedy(plan.refillPerSecond(), Duration.ofSeconds(nodes))
                        .initialTokens(Math.min(capacity, refilled / nodes)))
                .withCustomTimePrecision(time)
                .build();
    }

    private long secondsSinceTold() {
        return Duration.ofNanos(time.currentTimeNanos() - toldAt).toSeconds();
    }
}
