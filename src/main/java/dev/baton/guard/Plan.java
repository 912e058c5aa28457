package dev.baton.guard;

import io.github.bucket4j.BucketConfiguration;
import java.time.Duration;

/// What may be spent: a bucket of points that refills steadily, and a bound on what one operation may take of it.
///
/// @param capacity the points of a full bucket
/// @param refillPerSecond the points that flow back every second
/// @param maxOperationCost the most points that one operation may be bounded by
record Plan(long capacity, long refillPerSecond, long maxOperationCost) {

    /// More do not flow through a bucket.
    static final long FASTEST_REFILL = 1_000_000_000;

    Plan {
        refillPerSecond = Math.min(refillPerSecond, FASTEST_REFILL);
        if (capacity < 1 || refillPerSecond < 1 || maxOperationCost < 1) {
            throw new IllegalArgumentException("A plan's capacity, refill and largest operation are 1 point or more.");
        }
    }

    /// The most points that one operation may cost: what the bucket never holds could wait for ever.
    long limit() {
        return Math.min(maxOperationCost, capacity);
    }

    BucketConfiguration bucket() {
        return BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(capacity).refillGreedy(refillPerSecond, Duration.ofSeconds(1)))
                .build();
    }

    /// How long an empty bucket takes to be full again, in whole seconds.
    long windowSeconds() {
        return secondsFor(capacity);
    }

    /// How long the refill takes to bring so many points, in whole seconds.
    long secondsFor(long points) {
        return Math.ceilDiv(Math.max(0, points), refillPerSecond);
    }
}
