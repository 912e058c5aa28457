package dev.baton.metric;

import dev.baton.database.Sweeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Drops the samples and the minutes that are past their time. Any node may, at any time.
@Component
class MetricRetention extends Sweeper {

    private final Samples samples;
    private final Clock clock;
    private final Duration retention;

    MetricRetention(Samples samples, Clock clock, MetricSettings settings) {
        this.samples = samples;
        this.clock = clock;
        this.retention = settings.retention();
    }

    /// One sweep, until nothing is left to drop.
    @Override
    protected Mono<Long> sweep() {
        Mono<Long> days = Mono.defer(() -> samples.dropDay(LocalDate.ofInstant(before(retention), ZoneOffset.UTC)));
        Mono<Long> minutes = Mono.defer(() -> samples.dropMinutes(before(MetricSettings.MINUTES)));
        return Flux.concatDelayError(exhaust(days), exhaust(minutes)).reduce(0L, Long::sum);
    }

    private static Mono<Long> exhaust(Mono<Long> drop) {
        return drop.repeat().takeUntil(dropped -> dropped == 0).reduce(0L, Long::sum);
    }

    private Instant before(Duration age) {
        return clock.instant().minus(age);
    }
}
