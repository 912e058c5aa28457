package dev.baton.metric;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// How long the stretches are that samples are summed up in, by UTC. Every time zone of today is whole quarters of an
/// hour from UTC, so any zone's hours and days are made of these.
enum Resolution {
    MINUTE(1),
    QUARTER(15),
    HOUR(60),
    DAY(1_440);

    private final int minutes;

    Resolution(int minutes) {
        this.minutes = minutes;
    }

    int minutes() {
        return minutes;
    }

    /// All down to this one, the coarsest first.
    static List<Resolution> downTo(Resolution finest) {
        return Arrays.stream(values())
                .filter(resolution -> resolution.minutes >= finest.minutes)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /// When the stretch begins that the moment is in.
    Instant floor(Instant moment) {
        long seconds = Duration.ofMinutes(minutes).toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(moment.getEpochSecond(), seconds) * seconds);
    }

    /// The first beginning of a stretch that is not before the moment.
    Instant ceiling(Instant moment) {
        Instant floor = floor(moment);
        return floor.equals(moment) ? floor : floor.plus(Duration.ofMinutes(minutes));
    }
}
