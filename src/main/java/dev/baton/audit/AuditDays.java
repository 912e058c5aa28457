package dev.baton.audit;

import dev.baton.database.Sweeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// The audit's days: makes tomorrow's before it begins, and drops those that are past the retention. Any node may, at
/// any time.
@Component
@EnableConfigurationProperties(AuditSettings.class)
class AuditDays extends Sweeper {

    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final String BEGIN = "SELECT begin_audit_day(:day)";
    private static final String DROP = "SELECT drop_audit_day(:before) AS dropped";

    private final DatabaseClient client;
    private final AuditSettings settings;
    private final Clock clock;
    private volatile Instant next = Instant.MIN;

    AuditDays(DatabaseClient client, AuditSettings settings, Clock clock) {
        this.client = client;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    protected Mono<Long> sweep() {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return Mono.just(0L);
        }
        next = now.plus(PAUSE);
        return begin(now)
                .then(begin(now.plus(Duration.ofDays(1))))
                .then(drop(now).repeat().takeUntil(dropped -> dropped == 0).reduce(0L, Long::sum));
    }

    /// Makes the day that the moment lies in, where it is missing.
    Mono<Void> begin(Instant at) {
        return client.sql(BEGIN).bind("day", day(at)).fetch().one().then();
    }

    private Mono<Long> drop(Instant now) {
        return client.sql(DROP)
                .bind("before", day(now.minus(settings.retention())))
                .mapValue(Long.class)
                .one();
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }
}
