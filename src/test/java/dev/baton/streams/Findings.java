package dev.baton.streams;

import dev.baton.streams.Log.Written;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is wrong with what a reader heard, held against all that was committed.
///
/// @param events how many there were for it to hear
/// @param gaps events that it never heard
/// @param repeats events that it heard again, or that were never committed
/// @param disorder events that it heard before an earlier one
record Findings(long events, long gaps, long repeats, long disorder) {

    static final Findings NONE = new Findings(0, 0, 0, 0);

    /// @param committed in the log's order
    static Findings of(Reader reader, List<Written> committed) {
        List<String> expected = committed.stream()
                .filter(event -> reader.task() == null || reader.task().equals(event.task()))
                .map(Written::name)
                .toList();
        return compare(expected, reader.heard());
    }

    static Findings compare(List<String> expected, List<String> heard) {
        Map<String, Integer> places = new HashMap<>();
        expected.forEach(name -> places.put(name, places.size()));
        Set<String> fresh = new HashSet<>(expected);
        long repeats = 0;
        long disorder = 0;
        int furthest = -1;
        for (String name : heard) {
            if (!fresh.remove(name)) {
                repeats++;
                continue;
            }
            int place = places.getOrDefault(name, -1);
            if (place < furthest) {
                disorder++;
            }
            furthest = Math.max(furthest, place);
        }
        return new Findings(expected.size(), fresh.size(), repeats, disorder);
    }

    Findings plus(Findings other) {
        return new Findings(
                events + other.events, gaps + other.gaps, repeats + other.repeats, disorder + other.disorder);
    }

    boolean clean() {
        return gaps == 0 && repeats == 0 && disorder == 0;
    }

    @Override
    public String toString() {
        return "%,d events heard or missed: %d gaps, %d repeats, %d out of order"
                .formatted(events, gaps, repeats, disorder);
    }
}
