package dev.baton.history;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Rule 4: a task that nobody works on any more is noticed within its lease and five seconds, and offered again after
/// its delay. Outages do not count.
final class OfferedAgain {

    private static final Duration AT_MOST = Duration.ofSeconds(5);

    private OfferedAgain() {}

    static Findings check(History history) {
        var findings = new Findings();
        history.lives().values().forEach(life -> {
            for (int i = 0; i < life.size(); i++) {
                Moment moment = life.get(i);
                Moment next = i + 1 < life.size() ? life.get(i + 1) : null;
                inTime(history, moment.after().leaseUntil(), moment, next, findings, "its lease ran out");
                inTime(history, moment.after().notBefore(), moment, next, findings, "its retry was due");
            }
        });
        return findings;
    }

    private static void inTime(
            History history,
            @Nullable Instant due,
            Moment moment,
            @Nullable Moment next,
            Findings findings,
            String what) {
        Instant moved = next == null ? history.observedAt() : next.event().time();
        if (due != null && moved.isAfter(due)) {
            Duration waited = Outage.uptime(history.outages(), due, moved);
            findings.require(
                    waited.compareTo(AT_MOST) <= 0,
                    () -> "%s: %s at %s, and %s of uptime later it was %s (after %s)"
                            .formatted(
                                    moment.event().task(),
                                    what,
                                    due,
                                    waited,
                                    next == null ? "still so" : next.event(),
                                    moment.event()));
        }
    }
}
