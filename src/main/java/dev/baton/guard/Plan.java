package dev.baton.guard;

import io.github.bucket4j.BucketConfiguration;
import java.time.Duration;

/// What a client may spend: a bucket of points that refills steadily.
///
/// @param capacity the points of a full bucket
/// @param refillPerSecond the points that flow back every second
record Plan(long capacity, long refillPerSecond) {

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
