package dev.baton.bench;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Which events were heard when, by any of many sockets: noted by one thread, and read when it is done.
final class Heard {

    private final AtomicInteger count = new AtomicInteger();
    private int[] numbers = new int[1024];
    private long[] moments = new long[1024];

    /// @param moment by [System#nanoTime()]
    void add(int number, long moment) {
        int next = count.get();
        if (next == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * next);
            moments = Arrays.copyOf(moments, 2 * next);
        }
        numbers[next] = number;
        moments[next] = moment;
        count.set(next + 1);
    }

    AtomicInteger count() {
        return count;
    }

    /// What is to be said of the events from a number on.
    ///
    /// @param told when each was there to be heard
    Delay since(int from, Map<Integer, Long> told) {
        int size = count.get();
        var nanos = new long[size];
        int taken = 0;
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (int i = 0; i < size; i++) {
            Long then = told.get(numbers[i]);
            if (numbers[i] >= from && then != null) {
                nanos[taken++] = Math.max(0, moments[i] - then);
                first = Math.min(first, then);
                last = Math.max(last, moments[i]);
            }
        }
        long[] sorted = Arrays.copyOf(nanos, taken);
        Arrays.sort(sorted);
        return new Delay(taken, last - first, percentile(sorted, 50), percentile(sorted, 99));
    }

    private static double percentile(long[] sorted, int percent) {
        return sorted[(int) ((sorted.length - 1L) * percent / 100)] / 1e6;
    }

    /// @param count how many were heard
    /// @param nanos from the first commit to the last receipt, in nanoseconds
    /// @param p50 from commit to receipt, in milliseconds
    /// @param p99 likewise
    record Delay(int count, long nanos, double p50, double p99) {

        double perSecond() {
            return count * 1e9 / nanos;
        }
    }
}
