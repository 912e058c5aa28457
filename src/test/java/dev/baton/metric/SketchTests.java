package dev.baton.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sketches, as they are merged and as they are kept.
class SketchTests {

    private final Random random = new Random(3);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 1_000})
    void aSketchIsTheSameAfterItWasKept(int size) {
        Sketch sketch = Sketch.of(values(size));
        assertThat(Sketch.of(sketch.text())).isEqualTo(sketch);
    }

    @Test
    void partsMakeTheSketchOfTheWhole() {
        double[] values = values(5_000);
        for (int cut : new int[] {0, 1, 2_500, 5_000}) {
            Sketch whole = Sketch.of(Arrays.copyOf(values, cut))
                    .plus(Sketch.of(Arrays.copyOfRange(values, cut, values.length)));
            assertThat(whole).isEqualTo(Sketch.of(values));
        }
    }

    /// What is in databases stays readable: the migration that made texts of arrays made this.
    @Test
    void theFormNeverChanges() {
        String form = "hkuCB8juCoGGDKwrkC2juCgw8rg1E";
        Sketch kept = Sketch.of(form);
        assertThat(kept.text()).isEqualTo(form);
        assertThat(LongStream.of(0, 1, 200, 201, 203, 204, 70_204, 5_000_070_203L)
                        .mapToObj(kept::value))
                .containsExactly(
                        Bins.value(-40_001),
                        Bins.value(-3),
                        Bins.value(-3),
                        0.0,
                        0.0,
                        Bins.value(5),
                        Bins.value(40_000),
                        Bins.value(40_000));
        assertThat(kept.value(5_000_070_204L)).isNull();
    }

    @Test
    void aBinTakesFewLetters() {
        Sketch sketch = Sketch.of(DoubleStream.generate(() -> Math.pow(1 - random.nextDouble(), -1 / 1.5))
                .limit(300_000)
                .toArray());
        assertThat(sketch.text()).hasSizeBetween(300, 1_200);
    }

    // Of both signs, with zero, over all magnitudes.
    private double[] values(int size) {
        return DoubleStream.generate(() -> random.nextGaussian() * Math.pow(10, random.nextInt(-10, 16)))
                .limit(size)
                .toArray();
    }
}
