package dev.baton.metric;

import dev.baton.graph.Fault;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// One stretch of a series, its end exclusive.
record Bucket(Instant start, Instant end) {

    /// The most buckets of a series: a day by minutes.
    static final int MOST = 1_500;

    private static final int QUARTER_SECONDS = 900;
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    /// How long a bucket is.
    enum Length {
        MINUTE,
        HOUR,
        DAY,
        WEEK,
        MONTH;

        /// What such buckets are made of.
        Resolution finest() {
            return this == MINUTE ? Resolution.MINUTE : Resolution.QUARTER;
        }
    }

    /// The whole buckets that cover a range.
    ///
    /// @throws Fault `BAD_REQUEST` where there is nothing to cover, or too much, or where the zone's clocks do not
    ///     stand on a quarter of an hour
    static List<Bucket> cover(Instant from, Instant to, Length length, ZoneId zone) {
        requireRange(from, to);
        if (!isQuarterly(zone, from) || !isQuarterly(zone, to)) {
            throw bad("timeZone must be whole quarters of an hour from UTC, all through the range.");
        }
        return switch (length) {
            case MINUTE -> until(to, Resolution.MINUTE.floor(from), start -> start.plus(Duration.ofMinutes(1)));
            case HOUR -> until(to, startOfHour(from, zone), start -> start.plus(untilFullHour(start, zone)));
            case DAY -> dates(day(from, zone), to, zone, date -> date.plusDays(1));
            case WEEK -> dates(monday(day(from, zone)), to, zone, date -> date.plusWeeks(1));
            case MONTH -> dates(day(from, zone).withDayOfMonth(1), to, zone, date -> date.plusMonths(1));
        };
    }

    /// @throws Fault `BAD_REQUEST` where there is nothing in between, or no such time
    static void requireRange(Instant from, Instant to) {
        if (!from.isBefore(to)) {
            throw bad("from must be before to.");
        }
        if (from.isBefore(FIRST) || to.isAfter(LAST)) {
            throw bad("from and to must be in the years from 1 to 9999.");
        }
    }

    /// @throws Fault `BAD_REQUEST` for a name that is no zone's
    static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException _) {
            throw bad("timeZone must be an IANA name, for instance Europe/Berlin.");
        }
    }

    private static List<Bucket> dates(LocalDate first, Instant to, ZoneId zone, UnaryOperator<LocalDate> next) {
        return until(to, midnight(first, zone), start -> midnight(next.apply(day(start, zone)), zone));
    }

    private static List<Bucket> until(Instant to, Instant first, UnaryOperator<Instant> next) {
        var buckets = new ArrayList<Bucket>();
        Instant start = first;
        while (start.isBefore(to)) {
            if (buckets.size() == MOST) {
                throw bad("These are more than 1,500 buckets. Take longer ones, or a shorter range.");
            }
            Instant end = next.apply(start);
            buckets.add(new Bucket(start, end));
            start = end;
        }
        return buckets;
    }

    // Of half an hour that comes twice, the second one has its full hour before the first.
    private static Instant startOfHour(Instant moment, ZoneId zone) {
        Instant full = moment.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant();
        Instant next = full.plus(untilFullHour(full, zone));
        return next.isAfter(moment) ? full : next;
    }

    // Where clocks change by half an hour, the hour around it is longer or shorter.
    private static Duration untilFullHour(Instant moment, ZoneId zone) {
        return Duration.ofMinutes(60 - moment.atZone(zone).getMinute());
    }

    private static LocalDate day(Instant moment, ZoneId zone) {
        return LocalDate.ofInstant(moment, zone);
    }

    private static LocalDate monday(LocalDate day) {
        return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    private static Instant midnight(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    private static boolean isQuarterly(ZoneId zone, Instant moment) {
        return zone.getRules().getOffset(moment).getTotalSeconds() % QUARTER_SECONDS == 0;
    }

    private static Fault bad(String message) {
        return new Fault(Fault.Code.BAD_REQUEST, message);
    }
}
