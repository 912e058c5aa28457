package dev.baton.database;

import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Without Redis the gateway is slower to wake and limits each node by itself, but it is not down.
@Component("redisHealth")
class RedisHealth implements ReactiveHealthIndicator {

    private static final Status DEGRADED = new Status("DEGRADED");
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ReactiveRedisConnectionFactory redis;

    RedisHealth(ReactiveRedisConnectionFactory redis) {
        this.redis = redis;
    }

    @Override
    public Mono<Health> health() {
        return Mono.usingWhen(
                        Mono.fromSupplier(redis::getReactiveConnection),
                        ReactiveRedisConnection::ping,
                        ReactiveRedisConnection::closeLater)
                .map(_ -> Health.up().build())
                .timeout(PATIENCE)
                .onErrorResume(thrown -> Mono.just(Health.status(DEGRADED).build()));
    }
}
