package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.event.command.CommandListener;
import io.lettuce.core.event.command.CommandStartedEvent;
import io.lettuce.core.protocol.CommandType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
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

    private static final Plan TEN = new Plan(10, 2, 10);

    /// So that a busy machine is not taken for a Redis that is away.
    private static final Duration PATIENT = Duration.ofSeconds(3);

    private static final Duration IMPATIENT = Duration.ofMillis(250);

    /// Stands still unless a test moves it.
    private final AtomicLong time = new AtomicLong(Duration.ofDays(20_000).toNanos());

    private final List<Runnable> afterwards = new ArrayList<>();
    private final List<SharedBuckets> shared = new ArrayList<>();
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
        assertThat(node.charge(TEN, "ann", 10).block()).isEqualTo(new Charge(true, 0, Duration.ZERO));
        assertThat(node.charge(TEN, "ann", 3).block()).isEqualTo(new Charge(false, 0, Duration.ofMillis(1_500)));
        assertThat(node.charge(TEN, "bob", 3).block()).isEqualTo(new Charge(true, 7, Duration.ZERO));
        pass(Duration.ofMillis(1_500));
        assertThat(node.charge(TEN, "ann", 3).block()).isEqualTo(new Charge(true, 0, Duration.ZERO));
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
    void ofThousandsOnTwoNodesAsManyPassAsOnOne() {
        redis.start();
        RateLimit one = node();
        RateLimit two = node();
        untilShared(one);
        untilShared(two);
        assertThat(granted(new Plan(1_000, 1, 1), 4_000, one, two)).isBetween(990L, 1_010L);
    }

    @Test
    void withoutRedisEachNodeHasItsShareOfWhatWasLeftAndOwesWhatItSpends() {
        redis.start();
        RateLimit one = node();
        RateLimit two = node();
        untilShared(one);
        untilShared(two);
        until(() -> shared.stream().allMatch(buckets -> buckets.nodes() == 2));
        assertThat(one.charge(TEN, "ann", 2).block()).isEqualTo(new Charge(true, 8, Duration.ZERO));
        assertThat(two.charge(TEN, "ann", 2).block()).isEqualTo(new Charge(true, 6, Duration.ZERO));
        redis.kill();
        // Half of what each was told last.
        assertThat(granted(64, one)).isEqualTo(4);
        assertThat(granted(64, two)).isEqualTo(3);
        assertThat(one.charge(TEN, "bob", 10).block()).isEqualTo(new Charge(true, 0, Duration.ZERO));
        pass(Duration.ofSeconds(1));
        assertThat(one.charge(TEN, "bob", 1).block())
                .as("What was dearer than the whole share is paid from what flows in")
                .isEqualTo(new Charge(false, 0, Duration.ofSeconds(5)));

        // With every bucket full again.
        redis.start();
        untilShared(one);
        untilShared(two);
        assertThat(one.charge(TEN, "ann", 1).block()).isEqualTo(new Charge(true, 9, Duration.ZERO));
        assertThat(two.charge(TEN, "ann", 1).map(Charge::granted).block()).isTrue();
        // What the nodes owe comes behind their answers. More than there is takes nothing, and tells what there is.
        until(() ->
                one.charge(TEN, "ann", 5).map(Charge::available).blockOptional().orElseThrow() == 1);
        assertThat(granted(64, one, two)).isEqualTo(1);
    }

    @Test
    void whatIsGivenBackCanBeSpentAgain() {
        redis.start();
        RateLimit one = node();
        RateLimit two = node();
        untilShared(one);
        untilShared(two);
        until(() -> shared.stream().allMatch(buckets -> buckets.nodes() == 2));
        assertThat(one.charge(TEN, "ann", 9).block()).isEqualTo(new Charge(true, 1, Duration.ZERO));
        one.giveBack(TEN, "ann", 6);
        assertThat(one.charge(TEN, "ann", 2).block()).isEqualTo(new Charge(true, 5, Duration.ZERO));
        assertThat(two.charge(TEN, "ann", 5).block()).isEqualTo(new Charge(true, 0, Duration.ZERO));
        redis.kill();
        assertThat(one.charge(TEN, "bob", 5).block()).isEqualTo(new Charge(true, 0, Duration.ZERO));
        one.giveBack(TEN, "bob", 2);
        assertThat(granted("bob", TEN, 64, one)).isEqualTo(2);
    }

    @Test
    void whenRedisIsKilledNothingIsRefusedAndNothingIsFree(CapturedOutput output) {
        redis.start();
        RateLimit node = node();
        untilShared(node);
        // A Redis that was slow to start has been complained about before.
        int begun = output.getOut().length();
        assertThat(node.charge(TEN, "ann", 6).block()).isEqualTo(new Charge(true, 4, Duration.ZERO));
        redis.kill();
        assertThat(granted(64, node)).isEqualTo(4);
        assertThat(node.charge(TEN, "bob", 1).block()).isEqualTo(new Charge(true, 9, Duration.ZERO));

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
        RedisClient client = redis.client();
        var asked = new AtomicInteger();
        client.addListener(new CommandListener() {
            @Override
            public void commandStarted(CommandStartedEvent event) {
                asked.addAndGet(event.getCommand().getType() == CommandType.GET ? 1 : 0);
            }
        });
        RateLimit node = node(IMPATIENT, client);
        untilShared(node);
        assertThat(asked).hasPositiveValue();
        redis.freeze();
        try {
            assertThat(granted(64, node)).isEqualTo(10);
            assertThat(output).contains("Redis does not answer");
            asked.set(0);
            long frozen = System.nanoTime();
            long waited = IntStream.range(0, 10_000)
                    .mapToObj(number -> node.charge(TEN, "client" + number, 1).toFuture())
                    .filter(charge -> !charge.isDone())
                    .count();
            assertThat(asked.get())
                    .as("One looks whether Redis is back, once a second")
                    .isLessThanOrEqualTo(
                            (int) Duration.ofNanos(System.nanoTime() - frozen).toSeconds() + 1);
            assertThat(waited).isLessThanOrEqualTo(asked.get());
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
        assertThat(node.charge(TEN, "ann", 1).block()).isEqualTo(new Charge(true, 9, Duration.ZERO));
        redis.start();
        untilShared(node);
    }

    private RateLimit node() {
        return node(PATIENT, redis.client());
    }

    private RateLimit node(Duration patience, RedisClient client) {
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
        var buckets = new SharedBuckets(() -> client, clock, patience);
        buckets.start();
        shared.add(buckets);
        afterwards.add(buckets::stop);
        return new RateLimit(buckets, clock);
    }

    private void pass(Duration duration) {
        time.addAndGet(duration.toNanos());
    }

    private static long granted(int requests, RateLimit... nodes) {
        return granted(TEN, requests, nodes);
    }

    private static long granted(Plan plan, int requests, RateLimit... nodes) {
        return granted("ann", plan, requests, nodes);
    }

    private static long granted(String name, Plan plan, int requests, RateLimit... nodes) {
        return Flux.range(0, requests)
                .flatMap(
                        request -> nodes[request % nodes.length]
                                .charge(plan, name, 1)
                                .subscribeOn(Schedulers.parallel()),
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
                node.charge(TEN, witness, 1).block();
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
