package dev.baton.metric;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A DDSketch: how many values lie in each of the [Bins], but for those in which none does.
final class Sketch {

    static final Sketch EMPTY = new Sketch(new int[0], new long[0]);

    private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int[] VALUES = new int[128];
    private static final int PAYLOAD = 0x1f;
    private static final int MORE = 0x20;
    private static final int PAYLOAD_BITS = 5;

    static {
        IntStream.range(0, DIGITS.length()).forEach(value -> VALUES[DIGITS.charAt(value)] = value);
    }

    /// Ascending.
    private final int[] bins;

    private final long[] counts;

    private Sketch(int[] bins, long[] counts) {
        this.bins = bins;
        this.counts = counts;
    }

    static Sketch of(double... values) {
        int[] sorted = Arrays.stream(values).mapToInt(Bins::of).sorted().toArray();
        int[] bins = Arrays.stream(sorted).distinct().toArray();
        var counts = new long[bins.length];
        int place = 0;
        for (int bin : sorted) {
            place += bins[place] == bin ? 0 : 1;
            counts[place]++;
        }
        return new Sketch(bins, counts);
    }

    Sketch plus(Sketch other) {
        var merged = new int[bins.length + other.bins.length];
        var sums = new long[merged.length];
        int length = 0;
        for (int i = 0, j = 0; i < bins.length || j < other.bins.length; length++) {
            boolean mine = j == other.bins.length || (i < bins.length && bins[i] <= other.bins[j]);
            boolean theirs = i == bins.length || (j < other.bins.length && other.bins[j] <= bins[i]);
            merged[length] = mine ? bins[i] : other.bins[j];
            sums[length] = (mine ? counts[i++] : 0) + (theirs ? other.counts[j++] : 0);
        }
        return new Sketch(Arrays.copyOf(merged, length), Arrays.copyOf(sums, length));
    }

    /// What stands for the value of this rank, from 0 on; null where there are not so many.
    @Nullable
    Double value(long rank) {
        long below = 0;
        for (int i = 0; i < bins.length; i++) {
            below += counts[i];
            if (below > rank) {
                return Bins.value(bins[i]);
            }
        }
        return null;
    }

    /// For each bin by how much it is above the one before (the first above zero; negative ones as odd numbers),
    /// and what it counts, both in groups of five bits, the lowest first: as source maps have numbers. A bin takes
    /// three letters or four. The driver has text as it comes, where bytes would be hexadecimal in between.
    String text() {
        var text = new StringBuilder(bins.length * 4);
        int before = 0;
        for (int i = 0; i < bins.length; i++) {
            long step = (long) bins[i] - before;
            write(text, (step << 1) ^ (step >> 63));
            write(text, counts[i]);
            before = bins[i];
        }
        return text.toString();
    }

    static Sketch of(String text) {
        var letters = new Letters(text.getBytes(ISO_8859_1));
        var bins = new int[text.length() / 2];
        var counts = new long[bins.length];
        int length = 0;
        int bin = 0;
        while (letters.hasMore()) {
            long step = letters.next();
            bin += (int) ((step >>> 1) ^ -(step & 1));
            bins[length] = bin;
            counts[length++] = letters.next();
        }
        return new Sketch(Arrays.copyOf(bins, length), Arrays.copyOf(counts, length));
    }

    // Most of what it costs to read a series is this: it goes from letter to letter and decides as little as it can.
    private static final class Letters {

        private final byte[] letters;
        private int place;

        Letters(byte[] letters) {
            this.letters = letters;
        }

        boolean hasMore() {
            return place < letters.length;
        }

        long next() {
            int value = VALUES[letters[place++]];
            long number = value & PAYLOAD;
            for (int shift = PAYLOAD_BITS; value >= MORE; shift += PAYLOAD_BITS) {
                value = VALUES[letters[place++]];
                number |= (long) (value & PAYLOAD) << shift;
            }
            return number;
        }
    }

    private static void write(StringBuilder text, long number) {
        long rest = number;
        while (rest > PAYLOAD) {
            text.append(DIGITS.charAt((int) (rest & PAYLOAD) | MORE));
            rest >>>= PAYLOAD_BITS;
        }
        text.append(DIGITS.charAt((int) rest));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Sketch sketch
                && Arrays.equals(bins, sketch.bins)
                && Arrays.equals(counts, sketch.counts);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bins) + Arrays.hashCode(counts);
    }
}
