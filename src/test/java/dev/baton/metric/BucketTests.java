package dev.baton.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.graph.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A range in buckets of a time zone, and buckets in what is kept.
class BucketTests {

    @Test
    void aDayHasTheHoursThatTheZonesClocksGiveIt() {
        List<Bucket> days = cover("2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z", Bucket.Length.DAY, "Europe/Berlin");
        assertThat(days)
                .extracting(day -> Duration.between(day.start(), day.end()).toHours())
                .containsExactly(24L, 23L, 24L);
        assertThat(days.getFirst().start()).isEqualTo("2026-03-27T23:00:00Z");
        assertThat(cover("2026-10-25T12:00:00Z", "2026-10-25T13:00:00Z", Bucket.Length.DAY, "Europe/Berlin"))
                .extracting(day -> Duration.between(day.start(), day.end()).toHours())
                .containsExactly(25L);
    }

    @Test
    void aWeekBeginsOnMondayOfTheZoneAndAMonthOnItsFirst() {
        assertThat(cover("2026-03-29T22:30:00Z", "2026-03-29T22:31:00Z", Bucket.Length.WEEK, "Europe/Berlin"))
                .containsExactly(bucket("2026-03-29T22:00:00Z", "2026-04-05T22:00:00Z"));
        assertThat(cover("2026-03-15T00:00:00Z", "2026-04-15T00:00:00Z", Bucket.Length.MONTH, "America/New_York"))
                .containsExactly(
                        bucket("2026-03-01T05:00:00Z", "2026-04-01T04:00:00Z"),
                        bucket("2026-04-01T04:00:00Z", "2026-05-01T04:00:00Z"));
    }

    @Test
    void anHourIsFullByTheZonesClocks() {
        assertThat(cover("2026-05-01T10:00:00Z", "2026-05-01T10:20:00Z", Bucket.Length.HOUR, "Asia/Kathmandu"))
                .containsExactly(
                        bucket("2026-05-01T09:15:00Z", "2026-05-01T10:15:00Z"),
                        bucket("2026-05-01T10:15:00Z", "2026-05-01T11:15:00Z"));
    }

    @Test
    void hoursAreFullAgainAfterClocksChangeByHalfAnHour() {
        assertThat(cover("2026-04-04T14:10:00Z", "2026-04-04T15:40:00Z", Bucket.Length.HOUR, "Australia/Lord_Howe"))
                .containsExactly(
                        bucket("2026-04-04T14:00:00Z", "2026-04-04T15:00:00Z"),
                        bucket("2026-04-04T15:00:00Z", "2026-04-04T15:30:00Z"),
                        bucket("2026-04-04T15:30:00Z", "2026-04-04T16:30:00Z"));
        assertThat(cover("2026-04-04T15:10:00Z", "2026-04-04T15:40:00Z", Bucket.Length.HOUR, "Australia/Lord_Howe"))
                .as("from the second of two half hours")
                .containsExactly(
                        bucket("2026-04-04T15:00:00Z", "2026-04-04T15:30:00Z"),
                        bucket("2026-04-04T15:30:00Z", "2026-04-04T16:30:00Z"));
        assertThat(cover("2026-10-03T14:40:00Z", "2026-10-03T16:10:00Z", Bucket.Length.HOUR, "Australia/Lord_Howe"))
                .containsExactly(
                        bucket("2026-10-03T14:30:00Z", "2026-10-03T15:30:00Z"),
                        bucket("2026-10-03T15:30:00Z", "2026-10-03T16:00:00Z"),
                        bucket("2026-10-03T16:00:00Z", "2026-10-03T17:00:00Z"));
    }

    @Test
    void aDayThatTheZoneLeftOutIsNoBucket() {
        assertThat(cover("2011-12-29T12:00:00Z", "2011-12-31T12:00:00Z", Bucket.Length.DAY, "Pacific/Apia"))
                .isNotEmpty()
                .allMatch(day -> day.start().isBefore(day.end()));
    }

    @Test
    void whatHasNoLengthOrTooManyBucketsIsRefused() {
        Instant now = Instant.parse("2026-05-01T00:00:00Z");
        assertBad("from must be before to", now, now, Bucket.Length.DAY);
        assertBad("from must be before to", now.plusSeconds(1), now, Bucket.Length.DAY);
        assertBad("more than 1,500 buckets", now.minus(3_650, ChronoUnit.DAYS), now, Bucket.Length.MINUTE);
        assertThat(Bucket.cover(now.minus(1, ChronoUnit.DAYS), now, Bucket.Length.MINUTE, ZoneId.of("UTC")))
                .hasSize(1_440);
        assertThatThrownBy(() -> Bucket.zone("Mars/Olympus")).isInstanceOf(Fault.class);
        assertThatThrownBy(() -> cover("2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z", Bucket.Length.DAY, "+05:17"))
                .hasMessageContaining("quarters");
    }

    @ParameterizedTest
    @EnumSource(value = Bucket.Length.class, names = "MINUTE", mode = EnumSource.Mode.EXCLUDE)
    void bucketsLieBehindOneAnotherAndAreCoveredExactly(Bucket.Length length) {
        var random = new Random(7);
        for (String zone : List.of(
                "UTC", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe")) {
            for (int i = 0; i < 50; i++) {
                Instant from = Instant.parse("2025-01-01T00:00:00Z").plusSeconds(random.nextInt(60_000_000));
                assertCovered(
                        Bucket.cover(from, from.plusSeconds(1 + random.nextInt(5_000_000)), length, ZoneId.of(zone)));
            }
        }
    }

    private static void assertCovered(List<Bucket> buckets) {
        Instant place = buckets.getFirst().start();
        for (Bucket bucket : buckets) {
            assertThat(bucket.start()).isEqualTo(place);
            place = bucket.end();
        }
        Instant covered = buckets.getFirst().start();
        for (Cover cover : Cover.of(buckets, Resolution.QUARTER)) {
            assertThat(cover.since())
                    .isEqualTo(covered)
                    .isEqualTo(cover.resolution().floor(cover.since()));
            assertThat(cover.until())
                    .isAfter(cover.since())
                    .isEqualTo(cover.resolution().floor(cover.until()));
            covered = cover.until();
        }
        assertThat(covered).isEqualTo(place);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin", "Asia/Kolkata"})
    void aMonthByDayReadsFewStretches(String zone) {
        List<Cover> covers = Cover.of(
                cover("2026-05-01T12:00:00Z", "2026-05-31T12:00:00Z", Bucket.Length.DAY, zone), Resolution.QUARTER);
        long stretches = covers.stream()
                .mapToLong(
                        cover -> Duration.between(cover.since(), cover.until()).toMinutes()
                                / cover.resolution().minutes())
                .sum();
        assertThat(stretches).isLessThanOrEqualTo(31 * 27L);
    }

    private static List<Bucket> cover(String from, String to, Bucket.Length length, String zone) {
        return Bucket.cover(Instant.parse(from), Instant.parse(to), length, Bucket.zone(zone));
    }

    private static Bucket bucket(String start, String end) {
        return new Bucket(Instant.parse(start), Instant.parse(end));
    }

    private static void assertBad(String message, Instant from, Instant to, Bucket.Length length) {
        assertThatThrownBy(() -> Bucket.cover(from, to, length, ZoneId.of("UTC")))
                .isInstanceOf(Fault.class)
                .hasMessageContaining(message);
    }
}
