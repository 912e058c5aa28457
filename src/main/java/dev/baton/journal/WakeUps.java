package dev.baton.journal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// The doorbell between nodes: a message in Redis that carries nothing. A lost one costs the time until the tail
/// looks by itself, and never an event, so nothing here ever fails.
@Component
class WakeUps {

    static final String CHANNEL = "baton:journal";

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Retry AGAIN =
            Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(200)).maxBackoff(Duration.ofSeconds(5));

    private final @Nullable ReactiveStringRedisTemplate redis;

    /// @param redis none where there is no Redis
    WakeUps(ObjectProvider<ReactiveStringRedisTemplate> redis) {
        this.redis = redis.getIfAvailable();
    }

    /// A signal for each time that a node has something to tell, this one included.
    Flux<?> heard() {
        return redis == null
                ? Flux.never()
                : Flux.defer(() -> redis.listenToChannel(CHANNEL)).retryWhen(AGAIN);
    }

    /// Tells all nodes that the log has grown.
    Mono<?> tell() {
        return redis == null
                ? Mono.empty()
                : redis.convertAndSend(CHANNEL, "").timeout(PATIENCE).onErrorComplete();
    }
}
