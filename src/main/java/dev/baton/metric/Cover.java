package dev.baton.metric;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Stretches of one resolution, from one moment to another, both on its grid.
record Cover(Resolution resolution, Instant since, Instant until) {

    /// The fewest stretches that make up exactly these buckets, which lie behind one another: whole days where
    /// they fit, then hours, then quarters.
    static List<Cover> of(List<Bucket> buckets, Resolution finest) {
        var found = new ArrayList<Cover>();
        for (Bucket bucket : buckets) {
            add(found, Resolution.downTo(finest), bucket.start(), bucket.end());
        }
        return found;
    }

    private static void add(List<Cover> found, List<Resolution> coarseFirst, Instant since, Instant until) {
        if (!since.isBefore(until) || coarseFirst.isEmpty()) {
            return;
        }
        Resolution resolution = coarseFirst.getFirst();
        List<Resolution> finer = coarseFirst.subList(1, coarseFirst.size());
        Instant low = resolution.ceiling(since);
        Instant high = resolution.floor(until);
        if (low.isBefore(high)) {
            add(found, finer, since, low);
            append(found, new Cover(resolution, low, high));
            add(found, finer, high, until);
        } else {
            add(found, finer, since, until);
        }
    }

    // One scan of an index is cheaper than two.
    private static void append(List<Cover> found, Cover next) {
        if (!found.isEmpty()
                && found.getLast().resolution == next.resolution
                && found.getLast().until.equals(next.since)) {
            Cover last = found.removeLast();
            found.add(new Cover(last.resolution, last.since, next.until));
        } else {
            found.add(next);
        }
    }
}
