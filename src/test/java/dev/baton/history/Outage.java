package dev.baton.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A time in which no gateway answered.
record Outage(Instant from, Instant to) {

    // A gateway is asked several times a second; a longer silence is an outage.
    private static final Duration SILENCE = Duration.ofSeconds(1);

    /// An answer to somebody who asks for nothing but a sign of life.
    record Sign(Instant asked, Instant answered) {}

    /// The times between the start and the end in which nobody gave a sign of life.
    static List<Outage> between(Instant start, Instant end, List<Sign> signs) {
        var outages = new ArrayList<Outage>();
        Instant alive = start;
        for (Sign sign :
                signs.stream().sorted(Comparator.comparing(Sign::answered)).toList()) {
            if (silent(alive, sign.answered())) {
                outages.add(new Outage(alive, sign.answered()));
            }
            alive = sign.answered();
        }
        if (silent(alive, end)) {
            outages.add(new Outage(alive, end));
        }
        return outages;
    }

    private static boolean silent(Instant from, Instant to) {
        return Duration.between(from, to).compareTo(SILENCE) > 0;
    }

    /// How much of the time between two moments was not an outage.
    static Duration uptime(List<Outage> outages, Instant from, Instant to) {
        Duration all = Duration.between(from, to);
        for (Outage outage : outages) {
            Instant begin = outage.from.isAfter(from) ? outage.from : from;
            Instant end = outage.to.isBefore(to) ? outage.to : to;
            if (begin.isBefore(end)) {
                all = all.minus(Duration.between(begin, end));
            }
        }
        return all;
    }
}
