package dev.baton.metric;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// What samples amount to: exact but for the percentiles, which are within [Bins#RELATIVE_ERROR].
record Summary(long count, double sum, double least, double most, Sketch sketch) {

    static final Summary NOTHING = new Summary(0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Sketch.EMPTY);

    /// Of one value or more.
    static Summary of(double... values) {
        return new Summary(
                values.length,
                Arrays.stream(values).sum(),
                Arrays.stream(values).min().orElse(NOTHING.least),
                Arrays.stream(values).max().orElse(NOTHING.most),
                Sketch.of(values));
    }

    static Summary ofAll(Collection<Summary> parts) {
        return parts.stream().reduce(Summary::plus).orElse(NOTHING);
    }

    Summary plus(Summary other) {
        return new Summary(
                count + other.count,
                sum + other.sum,
                Math.min(least, other.least),
                Math.max(most, other.most),
                sketch.plus(other.sketch));
    }

    @Nullable
    public Double min() {
        return count == 0 ? null : Double.valueOf(least);
    }

    @Nullable
    public Double max() {
        return count == 0 ? null : Double.valueOf(most);
    }

    @Nullable
    public Double mean() {
        return count == 0 ? null : Double.valueOf(sum / count);
    }

    @Nullable
    public Double p50() {
        return percentile(50);
    }

    @Nullable
    public Double p95() {
        return percentile(95);
    }

    @Nullable
    public Double p99() {
        return percentile(99);
    }

    /// The smallest value that so many per cent of the values do not exceed.
    private @Nullable Double percentile(int percent) {
        Double found = sketch.value((percent * count + 99) / 100 - 1);
        return found == null ? null : Double.valueOf(Math.clamp(found, least, most));
    }
}
