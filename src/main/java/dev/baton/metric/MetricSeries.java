package dev.baton.metric;

import dev.baton.graph.AgentId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A metric over time, of one group.
///
/// @param key what the group is, or null for the whole workspace and for what is in none
/// @param agentId the agent whose series it is, where it is one's
record MetricSeries(
        String name,
        String unit,
        @Nullable String key,
        @Nullable AgentId agentId,
        List<MetricPoint> points) {

    long samples() {
        return points.stream().mapToLong(MetricPoint::count).sum();
    }

    public Summary total() {
        return Summary.ofAll(points.stream().map(MetricPoint::summary).toList());
    }

    /// What was measured in one bucket: at least one sample.
    record MetricPoint(Bucket bucket, Summary summary) {

        public OffsetDateTime start() {
            return time(bucket.start());
        }

        public OffsetDateTime end() {
            return time(bucket.end());
        }

        public long count() {
            return summary.count();
        }

        public double sum() {
            return summary.sum();
        }

        public double min() {
            return summary.least();
        }

        public double max() {
            return summary.most();
        }

        public double mean() {
            return of(summary.mean());
        }

        public double p50() {
            return of(summary.p50());
        }

        public double p95() {
            return of(summary.p95());
        }

        public double p99() {
            return of(summary.p99());
        }

        private static double of(@Nullable Double value) {
            return Optional.ofNullable(value).orElseThrow();
        }

        private static OffsetDateTime time(Instant moment) {
            return moment.atOffset(ZoneOffset.UTC);
        }
    }
}
