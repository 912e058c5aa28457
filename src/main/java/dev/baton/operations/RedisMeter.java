package dev.baton.operations;

import dev.baton.database.Sweeper;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Whether Redis answers the node, as its health has it: nothing else that is measured says so, since nothing fails
/// without Redis.
@Component
class RedisMeter extends Sweeper {

    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final ReactiveHealthIndicator redis;
    private volatile boolean up = true;

    RedisMeter(@Qualifier("redisHealth") ReactiveHealthIndicator redis, MeterRegistry meters) {
        this.redis = redis;
        Gauge.builder("baton.redis.up", this, of -> of.up ? 1 : 0)
                .description("1 while Redis answers the node, else 0")
                .register(meters);
    }

    @Override
    protected Duration pause() {
        return PAUSE;
    }

    /// One look.
    @Override
    protected Mono<Long> sweep() {
        return redis.health()
                .map(Health::getStatus)
                .doOnNext(status -> up = status.equals(Status.UP))
                .thenReturn(0L);
    }
}
