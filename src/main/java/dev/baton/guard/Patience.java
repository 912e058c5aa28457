package dev.baton.guard;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// How long callers of one kind wait for a place: for some time, in which a burst is worked off. Where that was not
/// enough for one of them there is more to do than can be done, and a line would only make all of them late: as long
/// as any is sent away, those who come wait for a tenth of it.
final class Patience {

    /// After that those who were sent away come back.
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private static final int TENTH = 10;

    private final Duration usual;
    private final Clock clock;
    private volatile Instant sentAway = Instant.MIN;

    Patience(Duration usual, Clock clock) {
        this.usual = usual;
        this.clock = clock;
    }

    Duration usual() {
        return usual;
    }

    Duration now() {
        boolean isOverloaded = clock.instant().minus(RETRY_AFTER).isBefore(sentAway);
        return isOverloaded ? usual.dividedBy(TENTH) : usual;
    }

    void sentAway() {
        sentAway = clock.instant();
    }
}
