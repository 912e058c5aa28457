package dev.baton.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce.LettuceBasedProxyManagerBuilder;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/// The buckets in Redis that all nodes share. They may be out of reach at any time, from the start on.
///
/// Once Redis has failed to answer, it is asked by one request a second, until it answers again; the others do
/// not wait for it.
class SharedBuckets implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SharedBuckets.class);
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
    private static final Duration PATIENCE = Duration.ofMillis(250);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MAX_CLIENTS = 10_000;

    private enum Reach {
        UNKNOWN,
        REACHED,
        LOST
    }

    private final Supplier<AbstractRedisClient> redis;
    private final BucketConfiguration configuration;
    private final String prefix;
    private final TimeMeter time;

    /// Requests that share a proxy share a round trip.
    private final Cache<String, AsyncBucketProxy> proxies =
            Caffeine.newBuilder().maximumSize(MAX_CLIENTS).build();

    private final AtomicLong nextTry = new AtomicLong();
    private final AtomicReference<Reach> reach = new AtomicReference<>(Reach.UNKNOWN);
    private volatile @Nullable Connected connected;
    private volatile @Nullable Disposable connecting;

    SharedBuckets(Supplier<AbstractRedisClient> redis, Plan plan, TimeMeter time) {
        this.redis = redis;
        this.configuration = plan.bucket();
        // Another plan is another bucket: what an old one holds means something else.
        this.prefix = "baton:rate:%d:%d:".formatted(plan.capacity(), plan.refillPerSecond());
        this.time = time;
    }

    /// Takes the points from the client's bucket; empty where Redis does not answer.
    Mono<Charge> take(String client, long points) {
        Connected through = connected;
        if (through == null || !worthTrying()) {
            return Mono.empty();
        }
        AsyncBucketProxy bucket = proxies.get(client, name -> through.proxy(prefix + name, configuration));
        return Mono.fromFuture(() -> bucket.tryConsumeAndReturnRemaining(points))
                .map(Charge::of)
                .doOnNext(_ -> reached())
                .onErrorResume(this::lost)
                // The answer comes in on Redis's own thread, which has other answers to read.
                .publishOn(Schedulers.parallel());
    }

    private boolean worthTrying() {
        long due = nextTry.get();
        long now = System.nanoTime();
        return reach.get() != Reach.LOST || (now - due >= 0 && nextTry.compareAndSet(due, now + PAUSE.toNanos()));
    }

    private void reached() {
        if (reach.getAndSet(Reach.REACHED) == Reach.LOST) {
            log.info("Redis answers again: rates are limited for all nodes together.");
        }
    }

    private Mono<Charge> lost(Throwable reason) {
        nextTry.set(System.nanoTime() + PAUSE.toNanos());
        if (reach.getAndSet(Reach.LOST) != Reach.LOST) {
            log.warn("Redis does not answer ({}): this node limits rates by itself until it does.", reason.toString());
        }
        return Mono.empty();
    }

    @Override
    public void start() {
        connecting = Mono.fromCallable(this::connect)
                .subscribeOn(Schedulers.boundedElastic())
                .doOnError(this::lost)
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, PAUSE))
                .subscribe(connection -> connected = connection);
    }

    private Connected connect() {
        return switch (redis.get()) {
            case RedisClient single -> {
                StatefulRedisConnection<String, byte[]> connection = single.connect(CODEC);
                yield new Connected(connection, buckets(Bucket4jLettuce.casBasedBuilder(connection)));
            }
            case RedisClusterClient cluster -> {
                StatefulRedisClusterConnection<String, byte[]> connection = cluster.connect(CODEC);
                yield new Connected(connection, buckets(Bucket4jLettuce.casBasedBuilder(connection)));
            }
            default -> throw new IllegalStateException("There is no third kind of Redis client");
        };
    }

    private AsyncProxyManager<String> buckets(LettuceBasedProxyManagerBuilder<String> builder) {
        return builder.clientClock(time)
                .requestTimeout(PATIENCE)
                .expirationAfterWrite(
                        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofSeconds(10)))
                .build()
                .asAsync();
    }

    private record Connected(StatefulConnection<String, byte[]> connection, AsyncProxyManager<String> buckets) {

        AsyncBucketProxy proxy(String key, BucketConfiguration configuration) {
            return buckets.builder()
                    .withOptimization(Optimizations.batching())
                    .build(key, () -> CompletableFuture.completedFuture(configuration));
        }
    }

    @Override
    public void stop() {
        if (connecting != null) {
            connecting.dispose();
            connecting = null;
        }
        if (connected != null) {
            connected.connection().close();
            connected = null;
        }
        proxies.invalidateAll();
    }

    @Override
    public boolean isRunning() {
        return connecting != null;
    }

    /// After the client that it goes through, and before it on the way down.
    @Override
    public int getPhase() {
        return 1;
    }
}
