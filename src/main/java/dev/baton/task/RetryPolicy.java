package dev.baton.task;

import dev.baton.graph.InputCheck;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What happens after an attempt ended badly: a growing, jittered delay, and an end to it.
///
/// @param maxAttempts how many attempts may end badly before the task is a dead letter
/// @param firstDelayMs the delay before the second attempt, in milliseconds
/// @param factor what each further delay is multiplied by
/// @param maxDelayMs the longest delay before jitter, in milliseconds
/// @param jitter by how much of itself a delay may vary, 0 to 1
public record RetryPolicy(int maxAttempts, long firstDelayMs, double factor, long maxDelayMs, double jitter) {

    public static final RetryPolicy DEFAULT = new RetryPolicy(3, 1_000, 2, 300_000, 0.2);

    /// Whether this many strikes are the last that the policy allows.
    boolean isExhaustedBy(int strikes) {
        return strikes >= maxAttempts;
    }

    /// How long to wait after the nth strike.
    ///
    /// @param strikes 1 or more
    /// @param random evenly distributed from 0 to 1: 0.5 gives the delay without jitter
    Duration delayAfter(int strikes, double random) {
        double delay = Math.min((double) firstDelayMs * Math.pow(factor, strikes - 1.0), (double) maxDelayMs);
        return Duration.ofMillis(Math.round(delay * (1 + jitter * (2 * random - 1))));
    }

    /// The policy as a caller gives it: what is left out has its default.
    record Input(
            @Nullable Integer maxAttempts,
            @Nullable Long firstDelayMs,
            @Nullable Double factor,
            @Nullable Long maxDelayMs,
            @Nullable Double jitter) {

        private static final double DAY_MS = 86_400_000;

        void check(InputCheck check) {
            check.range("retryPolicy.maxAttempts", maxAttempts, 1, 100)
                    .range("retryPolicy.firstDelayMs", firstDelayMs, 0, DAY_MS)
                    .range("retryPolicy.factor", factor, 1, 10)
                    .range("retryPolicy.maxDelayMs", maxDelayMs, 0, DAY_MS)
                    .range("retryPolicy.jitter", jitter, 0, 1);
        }

        RetryPolicy policy() {
            return new RetryPolicy(
                    maxAttempts == null ? DEFAULT.maxAttempts : maxAttempts,
                    firstDelayMs == null ? DEFAULT.firstDelayMs : firstDelayMs,
                    factor == null ? DEFAULT.factor : factor,
                    maxDelayMs == null ? DEFAULT.maxDelayMs : maxDelayMs,
                    jitter == null ? DEFAULT.jitter : jitter);
        }
    }
}
