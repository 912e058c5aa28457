package dev.baton.guard;

import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/// The answer of a client's bucket to a request for points.
///
/// @param granted whether the points were taken; if not, none were
/// @param available the points that are left
/// @param delay how long until the points that were asked for are there; zero where they were granted
record Charge(boolean granted, long available, Duration delay) {

    static Charge of(ConsumptionProbe probe) {
        return new Charge(
                probe.isConsumed(), probe.getRemainingTokens(), Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    /// Rounded up: who waits that long is not early.
    long waitMillis() {
        return Math.ceilDiv(delay.toNanos(), 1_000_000);
    }

    /// For a `Retry-After`: at least one.
    long waitSeconds() {
        return Math.max(1, Math.ceilDiv(waitMillis(), 1000));
    }
}
