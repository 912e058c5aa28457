package dev.baton.metric;

import dev.baton.graph.TaskId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One measurement.
///
/// @param series what it is one of
/// @param unit what the value is in
record Sample(
        Series series,
        String unit,
        double value,
        Instant time,
        @Nullable TaskId task) {

    String name() {
        return series.name();
    }

    Sample in(Series other) {
        return new Sample(other, unit, value, time, task);
    }
}
