package dev.baton.metric;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Work over a time, as Baton derives it.
///
/// @param window the time
/// @param elapsed how much of it is over
/// @param summaries by the names of the derived metrics
/// @param held how many tasks are held now
/// @param capacity how many may be
record WorkStats(Bucket window, Duration elapsed, Map<String, Summary> summaries, int held, int capacity) {

    static final List<String> NAMES = List.of(
            "baton.task.delegated",
            "baton.attempt.started",
            "baton.attempt.strikes",
            "baton.task.rework",
            "baton.task.completed",
            "baton.task.failed",
            "baton.task.dead_lettered",
            "baton.task.canceled",
            "baton.task.success",
            "baton.task.queue_wait",
            "baton.attempt.run_time",
            "baton.task.lead_time");

    public OffsetDateTime from() {
        return time(window.start());
    }

    public OffsetDateTime to() {
        return time(window.end());
    }

    public long delegated() {
        return of("baton.task.delegated").count();
    }

    public long attempts() {
        return of("baton.attempt.started").count();
    }

    public long strikes() {
        return of("baton.attempt.strikes").count();
    }

    public long rework() {
        return of("baton.task.rework").count();
    }

    public long completed() {
        return of("baton.task.completed").count();
    }

    public long failed() {
        return of("baton.task.failed").count();
    }

    public long deadLettered() {
        return of("baton.task.dead_lettered").count();
    }

    public long canceled() {
        return of("baton.task.canceled").count();
    }

    public @Nullable Double successRate() {
        return of("baton.task.success").mean();
    }

    public double throughput() {
        return elapsed.toSeconds() == 0 ? 0 : completed() * 3_600.0 / elapsed.toSeconds();
    }

    public Summary queueWait() {
        return of("baton.task.queue_wait");
    }

    public Summary runTime() {
        return of("baton.attempt.run_time");
    }

    public Summary leadTime() {
        return of("baton.task.lead_time");
    }

    public @Nullable Double load() {
        return capacity == 0 ? null : Double.valueOf((double) held / capacity);
    }

    public @Nullable Double utilisation() {
        return capacity == 0 || elapsed.toSeconds() == 0
                ? null
                : Double.valueOf(runTime().sum() / (capacity * (double) elapsed.toSeconds()));
    }

    private Summary of(String name) {
        return summaries.getOrDefault(name, Summary.NOTHING);
    }

    private static OffsetDateTime time(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }
}
