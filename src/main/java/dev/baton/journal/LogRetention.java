package dev.baton.journal;

import dev.baton.database.Sweeper;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Drops the days of the log that are past the retention. Any node may: the statement takes the head's lock, and looks
/// again behind it.
@Component
class LogRetention extends Sweeper {

    private final LogHead head;
    private final Clock clock;
    private final Duration retention;

    LogRetention(LogHead head, Clock clock, JournalSettings settings) {
        this.head = head;
        this.clock = clock;
        this.retention = settings.retention();
    }

    /// One sweep, until nothing is left to drop: how many days went.
    @Override
    protected Mono<Long> sweep() {
        return Mono.defer(() -> head.dropDay(firstDayToKeep()))
                .repeat()
                .takeUntil(dropped -> dropped == 0)
                .reduce(0L, Long::sum);
    }

    private LocalDate firstDayToKeep() {
        return LocalDate.ofInstant(clock.instant().minus(retention), ZoneOffset.UTC);
    }
}
