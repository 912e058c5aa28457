package dev.baton.guard;

import io.github.bucket4j.TimeMeter;
import io.lettuce.core.RedisClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Measures how often a second one bucket decides: see the README of `dev.baton.bench`.
@EnabledIfSystemProperty(named = "bench", matches = "true")
class HotBucketBenchmark {

    private static final Plan ENDLESS = new Plan(1_000_000_000_000L, Plan.FASTEST_REFILL, 1);
    private static final int CALLERS = 32;
    private static final int WARM_UP = 5;
    private static final int SECONDS = Integer.getInteger("bench.seconds", 10);

    @Test
    void decisionsASecondOnOneBucket(@TempDir Path folder) {
        try (var redis = new OwnRedis(folder).start();
                RedisClient client = redis.client()) {
            var buckets = new SharedBuckets(() -> client, TimeMeter.SYSTEM_MILLISECONDS, Prices.LIMITS.redisPatience());
            buckets.start();
            var limit = new RateLimit(buckets, TimeMeter.SYSTEM_MILLISECONDS);
            run(limit, WARM_UP);
            double each = run(limit, SECONDS);
            String told = client.connect().sync().info("commandstats");
            System.out.printf("%nOne bucket in Redis, %d callers: %,.0f decisions a second%n", CALLERS, each);
            told.lines()
                    .filter(line -> line.contains("eval") || line.contains("_get:"))
                    .forEach(System.out::println);
            buckets.stop();
        }
    }

    private static double run(RateLimit limit, int seconds) {
        var decisions = new AtomicLong();
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        Flux.range(0, CALLERS)
                .flatMap(
                        _ -> Mono.defer(() -> limit.charge(ENDLESS, "hot", 1))
                                .doOnNext(_ -> decisions.incrementAndGet())
                                .repeat(() -> System.nanoTime() < end)
                                .subscribeOn(Schedulers.parallel()),
                        CALLERS)
                .blockLast();
        return decisions.doubleValue() / seconds;
    }
}
