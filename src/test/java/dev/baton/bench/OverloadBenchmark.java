package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BatonApplication;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestServers.Place;
import dev.baton.testing.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/// Measures what others do to one who behaves: see the README beside this file.
@EnabledIfSystemProperty(named = "bench", matches = "true")
class OverloadBenchmark {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration SECONDS = Duration.ofSeconds(Integer.getInteger("bench.seconds", 20));
    private static final Duration WARMUP = Duration.ofSeconds(Integer.getInteger("bench.warmup", 20));
    private static final double TIMES_CAPACITY = Double.parseDouble(System.getProperty("bench.overload", "2"));

    private static final String SMALL = body("{ viewer { subject roles } }");
    private static final String BEAT = body("mutation { heartbeat { agent { id } } }");
    private static final String READING = body(
            "{ agents(first: 50) { totalCount nodes { id handle tasks(first: 5) { totalCount nodes { id } } } } }");

    /// Of the operations that ran, and of those that were sent away.
    private record Sample(int status, long micros) {}

    @Test
    void whatIsAdmittedKeepsItsLatencyAtOverload() {
        Place place = TestServers.fresh();
        try (ConfigurableApplicationContext door = node(place);
                ConfigurableApplicationContext open = node(place, "baton.guard.max-running=1000000")) {
            Caller guarded = Caller.of(door, "viewer");
            Caller unguarded = Caller.of(open, "viewer");
            fill(guarded.gateway());
            var agent = new Caller(
                    guarded.gateway(),
                    "Bearer "
                            + Worker.hire(guarded.gateway(), "agent", "work", 10)
                                    .token());
            capacity(unguarded, WARMUP);
            double capacity = capacity(unguarded, SECONDS);
            System.out.printf("%.0f a second are answered, where 64 ask again at once%n", capacity);
            for (double times : new double[] {0.5, 1, TIMES_CAPACITY}) {
                var reads = new ArrayList<Sample>();
                List<Sample> beats = beatsBeside(agent, () -> reads.addAll(flood(guarded, capacity * times)));
                print("with the door, %.1f times what it can".formatted(times), reads);
                print("  an agent's heartbeats beside it", beats);
            }
            print("without a door, %.1f times".formatted(TIMES_CAPACITY), flood(unguarded, capacity * TIMES_CAPACITY));
        }
    }

    @Test
    void aSmallQueryKeepsItsLatencyBesideHostileDocuments() {
        try (ConfigurableApplicationContext node = node(TestServers.fresh())) {
            Caller honest = Caller.of(node, "viewer");
            Caller hostile = Caller.of(node, "operator");
            beside(honest, List.of(), WARMUP);
            for (String round : List.of("with points for all it asks", "the same again", "with the plan that comes")) {
                System.out.println("The other client, " + round + ":");
                if (round.equals("with the plan that comes")) {
                    limit(Caller.of(node, "admin"), "operator");
                }
                print("a small query alone", beside(honest, List.of(), SECONDS));
                besideOther(honest, hostile, "small reads", READING);
                hostile()
                        .forEach((what, text) -> assertThat(besideOther(honest, hostile, what, text))
                                .allMatch(sample -> sample.status() >= 400));
            }
        }
    }

    /// What the other one got.
    private static List<Sample> besideOther(Caller honest, Caller other, String what, String text) {
        List<Sample> answered = new ArrayList<>();
        List<Sample> small = beside(honest, List.of(new Attack(other, text, answered)), SECONDS.dividedBy(4));
        print("a small query beside %,d × %s".formatted(answered.size(), what), small);
        return answered;
    }

    /// To the plan that everybody has where nobody set another.
    private static void limit(Caller admin, String subject) {
        Map<String, Integer> plan = Map.of("capacity", 20_000, "refillPerSecond", 500, "maxOperationCost", 5_000);
        admin.gateway()
                .data(
                        admin.authorization().substring("Bearer ".length()),
                        "mutation ($input: SetClientPlanInput!) { setClientPlan(input: $input) { problems { code } } }",
                        Map.of("input", Map.of("subject", subject, "plan", plan)));
    }

    private record Caller(Gateway gateway, String authorization) {

        static Caller of(ConfigurableApplicationContext node, String client) {
            var gateway = Gateway.of(node.getEnvironment());
            return new Caller(gateway, "Bearer " + gateway.token(client));
        }

        Sample send(String body) {
            long begun = System.nanoTime();
            int status = gateway.post(authorization, body).statusCode();
            return new Sample(status, (System.nanoTime() - begun) / 1_000);
        }
    }

    private record Attack(Caller by, String body, List<Sample> refused) {

        void go() {
            refused.add(by.send(body));
        }
    }

    /// Requests a second that 64 callers get answered who ask again as soon as they are.
    private static double capacity(Caller caller, Duration time) {
        var answered = new AtomicInteger();
        long end = System.nanoTime() + time.toNanos();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < 64; number++) {
                callers.execute(() -> {
                    while (System.nanoTime() < end) {
                        if (caller.send(READING).status() == 200) {
                            answered.incrementAndGet();
                        }
                    }
                });
            }
        }
        return answered.get() / (double) time.toSeconds();
    }

    /// So many requests a second, whether those before are answered or not.
    private static List<Sample> flood(Caller caller, double perSecond) {
        var samples = new ConcurrentLinkedQueue<Sample>();
        long begun = System.nanoTime();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < perSecond * SECONDS.toSeconds(); number++) {
                long due = begun + (long) (number * 1e9 / perSecond);
                LockSupport.parkNanos(due - System.nanoTime());
                callers.execute(() -> samples.add(caller.send(READING)));
            }
        }
        return List.copyOf(samples);
    }

    /// A heartbeat five times a second while something else goes on.
    private static List<Sample> beatsBeside(Caller agent, Runnable work) {
        var samples = new ConcurrentLinkedQueue<Sample>();
        try (var heart = Executors.newSingleThreadScheduledExecutor()) {
            var _ = heart.scheduleAtFixedRate(() -> samples.add(agent.send(BEAT)), 0, 200, TimeUnit.MILLISECONDS);
            work.run();
            heart.shutdownNow();
        }
        return List.copyOf(samples);
    }

    /// One small query after the other, beside those who attack.
    private static List<Sample> beside(Caller honest, List<Attack> attacks, Duration time) {
        var samples = new ArrayList<Sample>();
        var over = new AtomicBoolean();
        try (var attackers = Executors.newVirtualThreadPerTaskExecutor()) {
            attacks.forEach(attack -> attackers.execute(() -> {
                while (!over.get()) {
                    attack.go();
                }
            }));
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                samples.add(honest.send(SMALL));
            }
            over.set(true);
        }
        return samples;
    }

    private static void print(String what, List<Sample> samples) {
        long[] ran = micros(samples, 200);
        long[] shed = micros(samples, 503);
        System.out.printf(
                "%-60s %,6d ran: median %,7d µs, 99%% %,8d µs; %,6d shed: median %,7d µs, 99%% %,8d µs; %d other%n",
                what,
                ran.length,
                part(ran, 50),
                part(ran, 99),
                shed.length,
                part(shed, 50),
                part(shed, 99),
                samples.size() - ran.length - shed.length);
    }

    private static long[] micros(List<Sample> samples, int status) {
        long[] micros = samples.stream()
                .filter(sample -> sample.status() == status)
                .mapToLong(Sample::micros)
                .toArray();
        Arrays.sort(micros);
        return micros;
    }

    private static long part(long[] sorted, int percent) {
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    private static Map<String, String> hostile() {
        return Map.of(
                "10,000 aliases", body("{ " + many(10_000, "a%d: viewer { subject } ") + "}"),
                "10,000 directives", body("{ viewer { subject " + "@include(if: true) ".repeat(10_000) + "} }"),
                "a depth of 500", body("{ task(id: 1) " + "{ parent ".repeat(500) + "{ id }" + " }".repeat(501)),
                "fragments in a circle", body("{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }"),
                "1,000 operations in an array",
                        Stream.generate(() -> SMALL).limit(1_000).collect(Collectors.joining(",", "[", "]")),
                "100,000 tokens", body("{ viewer { " + "subject ".repeat(100_000) + "} }"),
                "pages of 1,000 in pages of 1,000 in pages of 1,000",
                        body("{ tasks(first: 1000) { nodes { subtasks(first: 1000) { nodes { subtasks(first: 1000) {"
                                + " nodes { id } } } } } } }"),
                "a million empty lists",
                        "{\"query\":\"{ a }\",\"variables\":{\"v\":[" + "[],".repeat(1_000_000) + "[]]}}");
    }

    private static String many(int times, String pattern) {
        return IntStream.range(0, times).mapToObj(pattern::formatted).collect(Collectors.joining());
    }

    private static void fill(Gateway gateway) {
        String admin = gateway.token("admin");
        for (int number = 0; number < 50; number++) {
            gateway.data(
                    admin,
                    "mutation { registerAgent(input: { handle: \"a%d\", kind: SPECIALIST }) { agent { id } } }"
                            .formatted(number));
        }
    }

    /// With points for everybody, and one client as good as many.
    private static ConfigurableApplicationContext node(Place place, String... properties) {
        return place.startNode(
                BatonApplication.class,
                Stream.concat(
                                Stream.of(
                                        "baton.guard.patience=500ms",
                                        "baton.guard.redis-patience=250ms",
                                        "baton.guard.capacity=1000000000000",
                                        "baton.guard.refill-per-second=1000000000",
                                        "baton.guard.max-running-per-client=1000000",
                                        "baton.guard.connections-per-client=16"),
                                Stream.of(properties))
                        .toArray(String[]::new));
    }

    private static String body(String query) {
        return JSON.writeValueAsString(Map.of("query", query));
    }
}
