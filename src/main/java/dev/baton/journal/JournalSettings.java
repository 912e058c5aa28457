package dev.baton.journal;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How much of the log is kept, and for whom.
///
/// @param retention how long an event is kept at least, a day or more; whole days of the log go at once, so an event
///     may stay a day longer
/// @param buffer how many events of the log may pass a live stream by, while its client does not take what waits for
///     it
@ConfigurationProperties("baton.journal")
record JournalSettings(
        @DefaultValue("90d") Duration retention,
        @DefaultValue("10000") int buffer) {

    private static final Duration SHORTEST = Duration.ofDays(1);

    JournalSettings {
        if (retention.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("baton.journal.retention must be a day or more");
        }
        if (buffer < 1) {
            throw new IllegalArgumentException("baton.journal.buffer must be 1 or more");
        }
    }
}
