package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

@ExtendWith(OutputCaptureExtension.class)
class RateLimitTests {

    private static final Plan TEN = new Plan(10, 2);

    /// Stands still unless a test moves it.
    private final AtomicLong time = new AtomicLong(Duration.ofDays(20_000).toNanos());

    private final List<Runnable> afterwards = new ArrayList<>();
    private OwnRedis redis;
    private int witnesses;

    @BeforeEach
    void aRedisOfItsOwn(@TempDir Path folder) {
        redis = new OwnRedis(folder);
    }

    @AfterEach
    void stopAll() {
        afterwards.reversed().forEach(Runnable::run);
        redis.close();
    }

    @Test
    void anEmptyBucketSaysHowLongToWait() {
        RateLimit node = node();
        assertThat(node.charge("ann", 10).block()).isEqualTo(new Charge(true, 0, Duration.ZERO));
        assertThat(node.charge("ann", 3).block()).isEqualTo(new Charge(false, 0, Duration.ofMillis(1_500)));
        assertThat(node.charge("bob", 3).block()).isEqualTo(new Charge(true, 7, Duration.ZERO));
        pass(Duration.ofMillis(1_500));
        assertThat(node.charge("ann", 3).block()).isEqualTo(new Charge(true, 0, Duration.ZERO));
    }

    @Test
    void ofSixtyFourAtOnceExactlyTenPassOnTwoNodesTogether() {
        redis.start();
        RateLimit one = node();
        RateLimit two = node();
        untilShared(one);
        untilShared(two);
        assertThat(granted(64, one, two)).isEqualTo(10);
    }

    @Test
    void withoutRedisExactlyTenPassOnEachNode() {
        RateLimit one = node();
        RateLimit two = node();
        assertThat(granted(64, one)).isEqualTo(10);
        assertThat(granted(64, two)).isEqualTo(10);
    }

    @Test
    void whatRedisRefusesIsNotTakenFromTheNodesOwnBucketEither() {
        redis.start();
        RateLimit one = node();
        RateLimit two = node();
        untilShared(one);
        untilShared(two);
        assertThat(one.charge("ann", 8).block()).isEqualTo(new Charge(true, 2, Duration.ZERO));
        assertThat(two.charge("ann", 5).block()).isEqualTo(new Charge(false, 2, Duration.ofMillis(1_500)));
        assertThat(two.charge("ann", 2).block()).isEqualTo(new Charge(true, 0, Duration.ZERO));
        redis.kill();
        // Of its own ten, the second node has granted two.
        assertThat(two.charge("ann", 8).block()).isEqualTo(new Charge(true, 0, Duration.ZERO));
    }

    @Test
    void whenRedisIsKilledNothingIsRefusedAndNothingIsFree(CapturedOutput output) {
        redis.start();
        RateLimit node = node();
        untilShared(node);
        // A Redis that was slow to start has been complained about before.
        int begun = output.getOut().length();
        assertThat(node.charge("ann", 6).block()).isEqualTo(new Charge(true, 4, Duration.ZERO));
        redis.kill();
        assertThat(granted(64, node)).isEqualTo(4);
        assertThat(node.charge("bob", 1).block()).isEqualTo(new Charge(true, 9, Duration.ZERO));

        redis.start();
        pass(Duration.ofSeconds(TEN.windowSeconds()));
        untilShared(node);
        assertThat(granted(64, node)).isEqualTo(10);
        String told = output.getOut().substring(begun);
        assertThat(told.split("Redis does not answer", -1)).hasSize(2);
        assertThat(told.split("Redis answers again", -1)).hasSize(2);
    }

    @Test
    void whenRedisFreezesNobodyWaitsForItTwice(CapturedOutput output) {
        redis.start();
        RateLimit node = node();
        untilShared(node);
        redis.freeze();
        try {
            assertThat(granted(64, node)).isEqualTo(10);
            assertThat(output).contains("Redis does not answer");
            for (int client = 0; client < 1_000; client++) {
                assertThat(node.charge("client" + client, 1).block(Duration.ofSeconds(10)))
                        .isEqualTo(new Charge(true, 9, Duration.ZERO));
            }
        } finally {
            redis.thaw();
        }
        untilShared(node);
        assertThat(output).contains("Redis answers again");
    }

    @Test
    void aNodeThatStartsBeforeRedisFindsIt(CapturedOutput output) {
        RateLimit node = node();
        until(() -> output.getOut().contains("Redis does not answer"));
        assertThat(node.charge("ann", 1).block()).isEqualTo(new Charge(true, 9, Duration.ZERO));
        redis.start();
        untilShared(node);
    }

    private RateLimit node() {
        RedisClient client = redis.client();
        afterwards.add(client::shutdown);
        var clock = new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return time.get();
            }

            @Override
            public boolean isWallClockBased() {
                return true;
            }
        };
        var shared = new SharedBuckets(() -> client, TEN, clock);
        shared.start();
        afterwards.add(shared::stop);
        return new RateLimit(TEN, shared, clock);
    }

    private void pass(Duration duration) {
        time.addAndGet(duration.toNanos());
    }

    private static long granted(int requests, RateLimit... nodes) {
        return Flux.range(0, requests)
                .flatMap(
                        request ->
                                nodes[request % nodes.length].charge("ann", 1).subscribeOn(Schedulers.parallel()),
                        requests)
                .filter(Charge::granted)
                .count()
                .blockOptional()
                .orElseThrow();
    }

    /// Waits until the node's charges reach Redis.
    private void untilShared(RateLimit node) {
        try (RedisClient client = redis.client()) {
            until(() -> {
                String witness = "witness" + witnesses++;
                node.charge(witness, 1).block();
                return canSee(client, witness);
            });
        }
    }

    private static boolean canSee(RedisClient client, String key) {
        try (var connection = client.connect()) {
            return !connection.sync().keys("*" + key).isEmpty();
        } catch (RedisConnectionException notYet) {
            return false;
        }
    }

    private static void until(BooleanSupplier holds) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("20 seconds have passed").isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }
}
