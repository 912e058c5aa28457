package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.bench.Heard.Delay;
import dev.baton.graph.TaskId;
import dev.baton.testing.Cluster;
import dev.baton.testing.Gateway;
import dev.baton.testing.Prey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Measures streams to many sockets: see the README beside this file.
@EnabledIfSystemProperty(named = "bench", matches = "true")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FanOutBenchmark {

    private static final List<Integer> SOCKETS = Stream.of(
                    System.getProperty("bench.sockets", "100,1000,5000").split(","))
            .map(Integer::valueOf)
            .toList();
    private static final int SECONDS = Integer.getInteger("bench.seconds", 15);
    private static final int WARM_UP = Integer.getInteger("bench.warmup", 60);
    private static final int COMING_BACK = Integer.getInteger("bench.returning", 2_000);
    private static final int OTHERS = Integer.getInteger("bench.others", 1_000);
    private static final int STUCK = 50;
    private static final int RATE = 20;
    private static final int MISSED = 200;
    private static final List<String> JVM = List.of("-Xmx1500m");
    private static final String LARGE = " " + "x".repeat(50_000);
    private static final int SMALL_BUFFER = 8_192;
    private static final Path FOLDER = Path.of("target/baton-fan-out");

    private final Map<Integer, Long> told = new HashMap<>();
    private Cluster cluster;
    private Gateway gateway;
    private String token;
    private Teller teller;
    private int next;

    /// Tells an event, and answers when it was there to be heard.
    private interface Source {
        long tell(int number) throws Exception;
    }

    @BeforeAll
    void start() throws Exception {
        cluster = Cluster.start(
                FOLDER,
                1,
                JVM,
                "baton.sockets.per-caller=100000",
                "baton.sockets.keep-alive=10m",
                // All sockets are one client's here, and begin at once.
                "baton.guard.max-running-per-client=100000");
        cluster.awaitStart();
        gateway = cluster.gateways().getFirst();
        token = gateway.token("viewer");
        teller = new Teller(
                cluster,
                gateway.data(token, "{ workspace { id } }").at("/workspace/id").asString());
        var topic = TaskId.next();
        try (var listeners = listen(Collections.nCopies(SOCKETS.getFirst(), topic))) {
            tell(WARM_UP * RATE, number -> teller.tell(topic, number, ""));
            listeners.awaitHeard(SOCKETS.getFirst() * (WARM_UP * RATE + 1));
        }
    }

    @AfterAll
    void stop() throws Exception {
        teller.close();
        cluster.close();
    }

    @Test
    @Order(1)
    void oneTopicATopicEachAndABareBroadcast() throws Exception {
        for (int sockets : SOCKETS) {
            var topic = TaskId.next();
            gateway("one topic", Collections.nCopies(sockets, topic), number -> teller.tell(topic, number, ""));
            List<TaskId> each = Stream.generate(TaskId::next).limit(sockets).toList();
            gateway("a topic each", each, number -> teller.tell(each.get(number % sockets), number, ""));
            bare(sockets);
        }
    }

    @Test
    @Order(2)
    void someStopReading() throws Exception {
        var topic = TaskId.next();
        var heavy = TaskId.next();
        String head = head();
        try (var others = listen(Collections.nCopies(OTHERS, topic));
                var slow = new Listeners(uri(), token, SMALL_BUFFER)) {
            slow.open(Collections.nCopies(STUCK, Listeners.subscription(heavy.toString(), head)), false);
            Source both = number -> {
                long committed = teller.tell(topic, number, "");
                teller.tell(heavy, number, LARGE);
                return committed;
            };
            besideReaders("warming up", others, both);
            besideReaders("%d readers of large events, all reading".formatted(STUCK), others, both);
            slow.stopReading(1);
            besideReaders("one of them stuck", others, both);
            slow.stopReading(STUCK);
            besideReaders("all of them stuck", others, both);
            besideReaders("for as long again", others, both);
        }
    }

    @Test
    @Order(3)
    void manyComeBackAtOnce() throws Exception {
        comeBack("the same gateway", () -> {});
        comeBack("a gateway that was killed", () -> cluster.kill(Prey.GATEWAY, new Random()));
    }

    private void besideReaders(String what, Listeners others, Source source) throws Exception {
        Measured measured = measure(others, OTHERS, source, process());
        System.out.printf("%-40s others: %s%n%40s gateway: %s%n", what, measured, "", Footprint.of(process()));
    }

    private void gateway(String what, List<TaskId> topics, Source source) throws Exception {
        Footprint before = Footprint.of(process());
        try (var listeners = listen(topics)) {
            int each = (int) topics.stream().distinct().count();
            print(what, topics.size(), measure(listeners, topics.size() / each, source, process()), before, process());
        }
    }

    private void bare(int sockets) throws Exception {
        String text = sample();
        try (var bare = BareBroadcast.start(JVM);
                var listeners = new Listeners(bare.uri(), token, 0)) {
            Footprint before = Footprint.of(bare.process().toHandle());
            listeners.open(Collections.nCopies(sockets, ""), false);
            Source source = number -> {
                long sent = System.nanoTime();
                bare.send(Listeners.renumber(text, number));
                return sent;
            };
            ProcessHandle process = bare.process().toHandle();
            print("bare broadcast", sockets, measure(listeners, sockets, source, process), before, process);
        }
    }

    private String sample() throws Exception {
        try (var listeners = listen(List.of(TaskId.next()))) {
            return listeners.awaitExpected(1).getFirst();
        }
    }

    private record Measured(Delay delay, Duration cpu) {
        @Override
        public String toString() {
            return "%,9.0f delivered a second, p50 %,8.1f ms, p99 %,8.1f ms, %6.1f µs of processor time each"
                    .formatted(delay.perSecond(), delay.p50(), delay.p99(), cpu.toNanos() / 1e3 / delay.count());
        }
    }

    /// @param each how many sockets hear an event
    private Measured measure(Listeners listeners, int each, Source source, ProcessHandle process) throws Exception {
        int heard = listeners.heard().count().get();
        int warm = SECONDS * RATE / 3;
        tell(warm, source);
        listeners.awaitHeard(heard + warm * each);
        int from = next;
        Duration before = cpu(process);
        tell(SECONDS * RATE, source);
        listeners.awaitHeard(heard + (warm + SECONDS * RATE) * each);
        Duration spent = cpu(process).minus(before);
        assertThat(listeners.surprises()).isEmpty();
        assertThat(listeners.heard().count().get())
                .as("events heard")
                .isEqualTo(heard + (warm + SECONDS * RATE) * each);
        return new Measured(listeners.heard().since(from, told), spent);
    }

    private static void print(String what, int sockets, Measured measured, Footprint before, ProcessHandle process)
            throws Exception {
        Footprint more = Footprint.of(process).minus(before);
        System.out.printf(
                "%,6d sockets, %-14s %s; a socket takes %5.1f kB of heap, %5.1f kB resident%n",
                sockets, what, measured, more.heap() / 1e3 / sockets, more.resident() / 1e3 / sockets);
    }

    /// Tells so many events, at the rate.
    private void tell(int count, Source source) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            TimeUnit.NANOSECONDS.sleep(start + i * 1_000_000_000L / RATE - System.nanoTime());
            told.put(next, source.tell(next));
            next++;
        }
    }

    /// Sockets that are live: each has heard the first event of its topic.
    private Listeners listen(List<TaskId> topics) throws Exception {
        String head = head();
        var listeners = new Listeners(uri(), token, 0);
        listeners.expect(next);
        teller.tellAll(topics.stream().distinct().toList(), next++);
        listeners.open(
                topics.stream()
                        .map(topic -> Listeners.subscription(topic.toString(), head))
                        .toList(),
                false);
        listeners.awaitExpected(topics.size());
        return listeners;
    }

    private interface Trouble {
        void happen() throws Exception;
    }

    private void comeBack(String where, Trouble trouble) throws Exception {
        var topic = TaskId.next();
        List<String> subscriptions;
        try (var listeners = listen(Collections.nCopies(COMING_BACK, topic))) {
            subscriptions = listeners.awaitExpected(COMING_BACK).stream()
                    .map(text -> Listeners.subscription(topic.toString(), Listeners.cursor(text)))
                    .toList();
        }
        trouble.happen();
        for (int i = 0; i < MISSED; i++) {
            teller.tell(topic, next++, "");
        }
        cluster.awaitStart();
        try (var listeners = new Listeners(uri(), token, 0)) {
            listeners.expect(next - 1);
            long start = System.nanoTime();
            listeners.open(subscriptions, true);
            double open = (System.nanoTime() - start) / 1e9;
            listeners.awaitExpected(COMING_BACK);
            double live = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    "%,d sockets come back to %s at once, %d events behind: all open after %.1f s, all live after"
                            + " %.1f s%n",
                    COMING_BACK, where, MISSED, open, live);
        }
    }

    private URI uri() {
        return URI.create("ws://localhost:%d/graphql".formatted(gateway.port()));
    }

    private String head() {
        return gateway.data(token, "{ workspace { head } }")
                .at("/workspace/head")
                .asString();
    }

    private ProcessHandle process() {
        return cluster.processes().getFirst();
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
