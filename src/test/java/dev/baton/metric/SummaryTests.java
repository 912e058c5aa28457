package dev.baton.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Percentiles of sketches beside those of the sorted values.
class SummaryTests {

    @ParameterizedTest
    @ValueSource(strings = {"pareto", "lognormal", "uniform", "both signs", "constant"})
    void percentilesAreWithinOnePercent(String shape) {
        double[] values = DoubleStream.generate(shape(shape)).limit(20_000).toArray();
        // In parts, as they arrive.
        Summary summary =
                Summary.ofAll(Arrays.stream(values).mapToObj(Summary::of).toList());
        Arrays.sort(values);
        assertClose(summary.p50(), values, 0.50);
        assertClose(summary.p95(), values, 0.95);
        assertClose(summary.p99(), values, 0.99);
        assertThat(summary.min()).isEqualTo(values[0]);
        assertThat(summary.max()).isEqualTo(values[values.length - 1]);
        assertThat(summary.count()).isEqualTo(values.length);
    }

    @Test
    void binsAreInTheOrderOfTheirValuesOverAllThatIsAllowed() {
        double[] values = {-Bins.LARGEST, -2, -1, -Bins.SMALLEST, 0, Bins.SMALLEST, 1, 2, Bins.LARGEST};
        assertThat(Arrays.stream(values).mapToObj(Bins::of)).isSorted().doesNotHaveDuplicates();
        assertThat(Bins.of(Bins.LARGEST) - Bins.of(Bins.SMALLEST)).isLessThan(3_500);
    }

    @Test
    void ofFewValuesAsManyAsThePercentileSaysDoNotExceedIt() {
        Summary two = Summary.of(1, 100);
        assertThat(two.p50()).isCloseTo(1, within(0.011));
        assertThat(two.p95()).isCloseTo(100, within(1.0));
        assertThat(Summary.of(1, 2, 100).p99()).isCloseTo(100, within(1.0));
        double[] hundred = IntStream.rangeClosed(1, 100).asDoubleStream().toArray();
        assertThat(Summary.of(hundred).p99()).isCloseTo(99, within(0.99));
        assertThat(Summary.of(hundred).p50()).isCloseTo(50, within(0.5));
        assertThat(Summary.of(7).p99()).isEqualTo(7);
    }

    @Test
    void nothingHasNeitherMeanNorPercentiles() {
        Summary nothing = Summary.ofAll(List.of());
        assertThat(nothing.count()).isZero();
        assertThat(nothing.sum()).isZero();
        assertThat(nothing.mean()).isNull();
        assertThat(nothing.p99()).isNull();
        assertThat(nothing.min()).isNull();
    }

    private static DoubleSupplier shape(String name) {
        var random = new Random(42);
        return switch (name) {
            case "pareto" -> () -> Math.pow(1 - random.nextDouble(), -1 / 0.8);
            case "lognormal" -> () -> Math.exp(random.nextGaussian() * 2);
            case "uniform" -> random::nextDouble;
            case "both signs" -> () -> random.nextGaussian() * 1_000;
            case "constant" -> () -> 4.2;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static void assertClose(@Nullable Double found, double[] sorted, double q) {
        double exact = sorted[(int) (q * (sorted.length - 1))];
        assertThat(Objects.requireNonNull(found))
                .isCloseTo(exact, within(Math.abs(exact) * Bins.RELATIVE_ERROR * 1.000_001));
    }
}
