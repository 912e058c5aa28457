package dev.baton.metric;

import dev.baton.graph.InputCheck;
import dev.baton.graph.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Samples as a caller gives them.
record RecordMetricsInput(
        List<MetricSampleInput> samples, @Nullable String idempotencyKey) {

    private static final int MOST = 1_000;
    private static final int MOST_LABELS = 10;
    private static final Duration OLDEST = Duration.ofDays(7);
    private static final Duration AHEAD = Duration.ofMinutes(5);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.-]{0,99}");

    /// Refuses what does not hold, whatever the workspace looks like.
    ///
    /// @throws Refusal `InvalidInput` with every bad field
    void check(Instant now) {
        var check = new InputCheck()
                .require(!samples.isEmpty() && samples.size() <= MOST, "samples", "Must have 1 to 1,000 items.");
        check.refuse();
        for (int i = 0; i < samples.size(); i++) {
            samples.get(i).check(check.below("samples." + i), now);
        }
        check.refuse();
    }

    /// The times of the samples, those left out that are refused.
    List<Instant> times(Instant now) {
        return samples.stream()
                .map(sample -> sample.timeOr(now))
                .filter(time -> !isAhead(time, now) && !isLate(time, now))
                .toList();
    }

    private static boolean isAhead(Instant time, Instant now) {
        return time.isAfter(now.plus(AHEAD));
    }

    private static boolean isLate(Instant time, Instant now) {
        return time.isBefore(now.minus(OLDEST));
    }

    /// One measurement.
    record MetricSampleInput(
            String name,
            @Nullable String unit,
            double value,
            @Nullable OffsetDateTime time,
            @Nullable String agentId,
            @Nullable String taskId,
            @Nullable List<MetricLabelInput> labels) {

        private void check(InputCheck check, Instant now) {
            check.matches(
                            "name",
                            name,
                            NAME,
                            "Must be lower-case letters, digits and _ . - after a letter, 100 at most.")
                    .require(
                            !name.startsWith(Metrics.Metric.DERIVED),
                            "name",
                            "Names that begin with baton. are Baton's.")
                    .length("unit", unit, 1, 32)
                    .require(Math.abs(value) <= Bins.LARGEST, "value", "Must be a number from -1e18 to 1e18.")
                    .require(
                            !isAhead(timeOr(now), now),
                            "time",
                            "Must not be more than 5 minutes ahead. Set the clock, or leave it out.")
                    .require(!isLate(timeOr(now), now), "time", "Must not be more than 7 days ago.");
            checkLabels(check);
        }

        private void checkLabels(InputCheck check) {
            List<MetricLabelInput> given = labelsOrNone();
            check.require(given.size() <= MOST_LABELS, "labels", "Must have at most 10 items.")
                    .require(labelMap().size() == given.size(), "labels", "Must not have two values for one name.");
            given.stream()
                    .limit(MOST_LABELS)
                    .forEach(label ->
                            check.length("labels", label.name(), 1, 100).length("labels", label.value(), 1, 200));
        }

        /// To the microsecond, as the database has it: it would round, and take what is a moment before
        /// midnight for the next day's.
        Instant timeOr(Instant now) {
            return (time == null ? now : time.toInstant()).truncatedTo(ChronoUnit.MICROS);
        }

        String unitOrNone() {
            return Objects.requireNonNullElse(unit, "1");
        }

        SortedMap<String, String> labelMap() {
            var map = new TreeMap<String, String>();
            labelsOrNone().forEach(label -> map.put(label.name(), label.value()));
            return map;
        }

        private List<MetricLabelInput> labelsOrNone() {
            return Objects.requireNonNullElse(labels, List.of());
        }
    }

    /// A name and a value.
    record MetricLabelInput(String name, String value) {}
}
