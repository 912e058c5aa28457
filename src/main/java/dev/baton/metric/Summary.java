package dev.baton.metric;

import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What samples amount to: exact but for the percentiles, which are within [Bins#RELATIVE_ERROR].
///
/// @param bins how many values are in each of the [Bins]
record Summary(long count, double sum, double least, double most, SortedMap<Integer, Long> bins) {

    static final Summary NOTHING =
            new Summary(0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, new TreeMap<>());

    static Summary of(double value) {
        return new Summary(1, value, value, value, new TreeMap<>(Map.of(Bins.of(value), 1L)));
    }

    static Summary ofAll(Collection<Summary> parts) {
        var bins = new TreeMap<Integer, Long>();
        parts.forEach(part -> part.bins.forEach((bin, n) -> bins.merge(bin, n, Long::sum)));
        return new Summary(
                parts.stream().mapToLong(Summary::count).sum(),
                parts.stream().mapToDouble(Summary::sum).sum(),
                parts.stream().mapToDouble(Summary::least).min().orElse(NOTHING.least),
                parts.stream().mapToDouble(Summary::most).max().orElse(NOTHING.most),
                bins);
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
        return quantile(0.50);
    }

    @Nullable
    public Double p95() {
        return quantile(0.95);
    }

    @Nullable
    public Double p99() {
        return quantile(0.99);
    }

    /// The value at the rank `q` of the way from the smallest to the largest, rounded down.
    private @Nullable Double quantile(double q) {
        long rank = (long) (q * (count - 1));
        long below = 0;
        for (var bin : bins.entrySet()) {
            below += bin.getValue();
            if (below > rank) {
                return Math.clamp(Bins.value(bin.getKey()), least, most);
            }
        }
        return null;
    }
}
