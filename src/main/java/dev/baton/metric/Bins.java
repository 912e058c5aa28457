package dev.baton.metric;

import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;

/// Which bin of a DDSketch a value is in: what a bin holds lies within 1 % of what stands for it. The bins' order is
/// that of the values. They are kept in the database, so this never changes.
final class Bins {

    static final double RELATIVE_ERROR = 0.01;

    /// What is nearer to zero is in zero's bin.
    static final double SMALLEST = 1e-9;

    /// The largest value there is, so that a sketch has some thousand bins at the most.
    static final double LARGEST = 1e18;

    private static final IndexMapping MAPPING = new LogarithmicMapping(RELATIVE_ERROR);

    /// More than any index is below zero, so that the bins of positive values are positive.
    private static final int OFFSET = 40_000;

    private Bins() {}

    static int of(double value) {
        if (Math.abs(value) < SMALLEST) {
            return 0;
        }
        int bin = MAPPING.index(Math.abs(value)) + OFFSET;
        return value < 0 ? -bin : bin;
    }

    /// What stands for all values of the bin.
    static double value(int bin) {
        return bin == 0 ? 0 : Math.signum(bin) * MAPPING.value(Math.abs(bin) - OFFSET);
    }
}
