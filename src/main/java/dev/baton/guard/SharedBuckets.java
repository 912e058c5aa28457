package dev.baton.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce.LettuceBasedProxyManagerBuilder;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
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
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MAX_CLIENTS = 10_000;

    private enum Reach {
        UNKNOWN,
        REACHED,
        LOST
    }

    /// Counts the nodes by Redis's clock: one that was not heard of for five seconds is gone.
    private static final String COUNT_NODES = """
        local now = tonumber(redis.call('TIME')[1])
        redis.call('ZADD', KEYS[1], now, ARGV[1])
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 5)
        redis.call('EXPIRE', KEYS[1], 60)
        return redis.call('ZCARD', KEYS[1])
        """;

    private final String node = UUID.randomUUID().toString();
    private final Supplier<AbstractRedisClient> redis;
    private final TimeMeter time;
    private final Duration patience;

    /// Requests that share a proxy share a round trip.
    private final Cache<RateLimit.Key, AsyncBucketProxy> proxies =
            Caffeine.newBuilder().maximumSize(MAX_CLIENTS).build();

    private final AtomicLong nextTry = new AtomicLong();
    private final AtomicReference<Reach> reach = new AtomicReference<>(Reach.UNKNOWN);
    private volatile int nodes = 1;
    private volatile @Nullable Connected connected;
    private volatile @Nullable Disposable connecting;

    /// @param patience how long Redis may take for an answer until it counts as away
    SharedBuckets(Supplier<AbstractRedisClient> redis, TimeMeter time, Duration patience) {
        this.redis = redis;
        this.time = time;
        this.patience = patience;
    }

    /// How many nodes share the buckets, as far as is known; at least this one.
    int nodes() {
        return nodes;
    }

    /// Takes the points from the bucket; empty where Redis does not answer.
    Mono<Charge> take(RateLimit.Key key, long points) {
        Connected through = connected;
        if (through == null || !worthTrying()) {
            return Mono.empty();
        }
        return Mono.fromFuture(() -> bucket(through, key).tryConsumeAndReturnRemaining(points))
                .map(Charge::of)
                .doOnNext(_ -> reached())
                .onErrorResume(this::lost)
                // The answer comes in on Redis's own thread, which has other answers to read.
                .publishOn(Schedulers.parallel());
    }

    /// Adds the points to the bucket, where Redis answers.
    void give(RateLimit.Key key, long points) {
        tell(key, bucket -> bucket.addTokens(points));
    }

    /// Takes the points from the bucket, whether it holds them or not.
    void owe(RateLimit.Key key, long points) {
        tell(key, bucket -> bucket.consumeIgnoringRateLimits(points));
    }

    private void tell(RateLimit.Key key, Function<AsyncBucketProxy, CompletableFuture<?>> message) {
        Connected through = connected;
        if (through != null && reach.get() != Reach.LOST) {
            var _ = message.apply(bucket(through, key)).exceptionally(reason -> {
                lose(reason);
                return null;
            });
        }
    }

    private AsyncBucketProxy bucket(Connected through, RateLimit.Key key) {
        return proxies.get(key, through::proxy);
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
        lose(reason);
        return Mono.empty();
    }

    private void lose(Throwable reason) {
        nextTry.set(System.nanoTime() + PAUSE.toNanos());
        if (reach.getAndSet(Reach.LOST) != Reach.LOST) {
            log.warn("Redis does not answer ({}): this node limits rates by itself until it does.", reason.toString());
        }
    }

    @Override
    public void start() {
        connecting = Mono.fromCallable(this::connect)
                .subscribeOn(Schedulers.boundedElastic())
                .doOnError(this::lost)
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, PAUSE))
                .doOnNext(connection -> connected = connection)
                .flatMapMany(this::countNodes)
                .subscribe();
    }

    private Flux<Long> countNodes(Connected through) {
        return Flux.interval(Duration.ZERO, PAUSE)
                .onBackpressureDrop()
                .concatMap(_ -> Mono.fromCompletionStage(through.count(node))
                        .timeout(PAUSE)
                        .doOnNext(count -> nodes = Math.max(1, count.intValue()))
                        // The last count holds while Redis is away.
                        .onErrorComplete());
    }

    private Connected connect() {
        return switch (redis.get()) {
            case RedisClient single -> {
                StatefulRedisConnection<String, byte[]> connection = single.connect(CODEC);
                yield new Connected(
                        connection, connection.async(), buckets(Bucket4jLettuce.casBasedBuilder(connection)));
            }
            case RedisClusterClient cluster -> {
                StatefulRedisClusterConnection<String, byte[]> connection = cluster.connect(CODEC);
                yield new Connected(
                        connection, connection.async(), buckets(Bucket4jLettuce.casBasedBuilder(connection)));
            }
            default -> throw new IllegalStateException("There is no third kind of Redis client");
        };
    }

    private AsyncProxyManager<String> buckets(LettuceBasedProxyManagerBuilder<String> builder) {
        return builder.clientClock(time)
                .requestTimeout(patience)
                .expirationAfterWrite(
                        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofSeconds(10)))
                .build()
                .asAsync();
    }

    private record Connected(
            StatefulConnection<String, byte[]> connection,
            RedisScriptingAsyncCommands<String, byte[]> scripts,
            AsyncProxyManager<String> buckets) {

        AsyncBucketProxy proxy(RateLimit.Key key) {
            Plan plan = key.plan();
            String name = "baton:rate:%d:%d:%s".formatted(plan.capacity(), plan.refillPerSecond(), key.name());
            return buckets.builder()
                    .withOptimization(Optimizations.batching())
                    .build(name, () -> CompletableFuture.completedFuture(plan.bucket()));
        }

        Supplier<CompletionStage<Long>> count(String node) {
            return () -> scripts.eval(
                    COUNT_NODES,
                    ScriptOutputType.INTEGER,
                    new String[] {"baton:nodes"},
                    node.getBytes(StandardCharsets.US_ASCII));
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
