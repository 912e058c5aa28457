package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// Many agents after the same tasks at once, and leases that run out, over the public API. The clock goes ahead when
/// it is told to.
@BatonTest(properties = {"baton.guard.capacity=1000000000", "baton.guard.refill-per-second=1000000000"})
class ClaimStormTests {

    private static final int TASKS = 5_000;
    private static final int BATCH = 50;
    private static final int AGENTS = 32;
    private static final int HANDS = 2;
    /// So little more than needed that nearly all agents end up full.
    private static final int MAX_HELD = 160;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String CLAIM = """
        mutation($input: ClaimTasksInput!) {
          claimTasks(input: $input) { claims { leaseToken task { id } } problems { code message } }
        }
        """;

    @Autowired
    private Environment environment;

    @Autowired
    private MovableClock clock;

    private Gateway gateway = new Gateway(0);
    private String admin = "";
    private String operator = "";

    @BeforeEach
    void signIn() {
        gateway = Gateway.of(environment);
        admin = gateway.token("admin");
        operator = gateway.token("operator");
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Time {
        @Bean
        @Primary
        MovableClock movableClock() {
            return new MovableClock();
        }
    }

    static final class MovableClock extends Clock {
        private volatile Duration ahead = Duration.ZERO;

        synchronized void advance(Duration by) {
            ahead = ahead.plus(by);
        }

        @Override
        public Instant instant() {
            return InstantSource.system().instant().plus(ahead).truncatedTo(ChronoUnit.MICROS);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private record Worker(String id, String token) {}

    private record Claimed(String task, String lease) {}

    @Test
    void ofAllWhoClaimAtOnceOneGetsTheTaskAndNobodyTooMany(@Autowired TestServers.Place place) throws Exception {
        List<Worker> workers = atOnce(IntStream.range(0, AGENTS)
                .<Callable<Worker>>mapToObj(i -> () -> hire("storm-" + i, "storm", MAX_HELD))
                .toList());
        Set<String> tasks = delegate(TASKS, "storm");
        var taken = new ConcurrentHashMap<String, Worker>();
        atOnce(IntStream.range(0, AGENTS * HANDS)
                .<Callable<Void>>mapToObj(i -> () -> {
                    claimUntilNothingIsLeft(workers.get(i % AGENTS), taken);
                    return null;
                })
                .toList());

        assertThat(taken.keySet()).isEqualTo(tasks);
        Map<Worker, Long> held = taken.values().stream().collect(Collectors.groupingBy(w -> w, Collectors.counting()));
        assertThat(held.values()).allMatch(count -> count <= MAX_HELD);
        workers.forEach(
                worker -> assertThat(countHeld(worker)).as(worker.id()).isEqualTo(held.getOrDefault(worker, 0L)));
        assertThat(ask(place, "SELECT count(*) FROM attempt")).isEqualTo(TASKS);
        assertThat(ask(place, "SELECT count(DISTINCT task_id) FROM attempt")).isEqualTo(TASKS);
        assertThat(ask(place, "SELECT count(DISTINCT lease_token) FROM task")).isEqualTo(TASKS);
    }

    private void claimUntilNothingIsLeft(Worker worker, Map<String, Worker> taken) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (taken.size() < TASKS && countIn(taken, worker) < MAX_HELD) {
            assertThat(Instant.now()).isBefore(deadline);
            int limit = ThreadLocalRandom.current().nextInt(1, 21);
            claim(worker, limit, 3_600)
                    .forEach(claimed -> assertThat(taken.putIfAbsent(claimed.task(), worker))
                            .as("claimed twice: " + claimed.task())
                            .isNull());
        }
    }

    @Test
    void aLeaseThatRanOutMovesNothingAndItsTaskIsOfferedAgain() throws Exception {
        Worker slow = hire("slow", "lease", 40);
        Worker quick = hire("quick", "lease", 40);
        Set<String> tasks = delegate(40, "lease");
        List<Claimed> lost = claim(slow, 40, 5);
        assertThat(lost).extracting(Claimed::task).containsExactlyInAnyOrderElementsOf(tasks);

        clock.advance(Duration.ofSeconds(6));
        atOnce(lost.stream()
                .<Callable<Void>>map(claimed -> () -> {
                    assertThatNothingMoves(slow, claimed);
                    return null;
                })
                .toList());
        awaitState("QUEUED", tasks);
        lost.forEach(claimed -> assertThatNothingMoves(slow, claimed));

        List<Claimed> regained = claim(quick, 40, 60);
        assertThat(regained).extracting(Claimed::task).containsExactlyInAnyOrderElementsOf(tasks);
        lost.forEach(claimed -> assertThatNothingMoves(slow, claimed));
        regained.forEach(claimed -> assertThat(move(
                        quick,
                        "completeTask",
                        Map.of("taskId", claimed.task(), "leaseToken", claimed.lease(), "result", "quick")))
                .isEmpty());
        tasks.forEach(this::assertThatItWasStruckOnceAndThenCompleted);
    }

    private void assertThatNothingMoves(Worker worker, Claimed claimed) {
        Map<String, Object> lease = Map.of("taskId", claimed.task(), "leaseToken", claimed.lease());
        assertThat(move(worker, "renewLease", lease)).containsExactly("LEASE_LOST");
        assertThat(move(worker, "reportProgress", with(lease, Map.of("percent", 90))))
                .containsExactly("LEASE_LOST");
        assertThat(move(worker, "completeTask", with(lease, Map.of("result", "slow"))))
                .containsExactly("LEASE_LOST");
        assertThat(move(worker, "failTask", with(lease, Map.of("code", "X", "message", "x", "retryable", true))))
                .containsExactly("LEASE_LOST");
    }

    private void assertThatItWasStruckOnceAndThenCompleted(String id) {
        JsonNode task = gateway.data(operator, """
            query($id: ID!) {
              task(id: $id) {
                state result strikes progress { percent } attempts { outcome }
                events(first: 100) { nodes { __typename } }
              }
            }
            """, Map.of("id", id)).path("task");
        assertThat(task.toString()).isEqualTo("""
            {"state":"COMPLETED","result":"quick","strikes":1,"progress":{"percent":100},\
            "attempts":[{"outcome":"LEASE_EXPIRED"},{"outcome":"COMPLETED"}],\
            "events":{"nodes":[{"__typename":"TaskDelegated"},{"__typename":"TaskClaimed"},\
            {"__typename":"LeaseExpired"},{"__typename":"TaskQueued"},{"__typename":"TaskClaimed"},\
            {"__typename":"TaskCompleted"}]}}\
            """);
    }

    private Worker hire(String handle, String capability, int maxConcurrentTasks) {
        String id = gateway.data(
                        admin,
                        "mutation($input: RegisterAgentInput!) { registerAgent(input: $input) { agent { id } } }",
                        Map.of(
                                "input",
                                Map.of(
                                        "handle",
                                        handle,
                                        "kind",
                                        "SPECIALIST",
                                        "capabilities",
                                        List.of(capability),
                                        "maxConcurrentTasks",
                                        maxConcurrentTasks)))
                .at("/registerAgent/agent/id")
                .asString();
        JsonNode credential = gateway.data(
                        admin,
                        "mutation($id: ID!) { createAgentCredential(input: { agentId: $id }) { clientId clientSecret }"
                                + " }",
                        Map.of("id", id))
                .path("createAgentCredential");
        return new Worker(
                id,
                gateway.token(
                        credential.path("clientId").asString(),
                        credential.path("clientSecret").asString()));
    }

    private Set<String> delegate(int count, String capability) throws InterruptedException, ExecutionException {
        String one = """
            delegateTask(input: {
              title: "One of many", type: "storm", requiredCapabilities: ["%s"], retryPolicy: { firstDelayMs: 0 }
            }) { task { id } }
            """.formatted(capability);
        List<Callable<List<String>>> batches = new ArrayList<>();
        for (int from = 0; from < count; from += BATCH) {
            String all = IntStream.range(from, Math.min(from + BATCH, count))
                    .mapToObj(i -> "t" + i % BATCH + ": " + one)
                    .collect(Collectors.joining(" ", "mutation { ", " }"));
            batches.add(() -> gateway.data(operator, all)
                    .valueStream()
                    .map(payload -> payload.at("/task/id").asString())
                    .toList());
        }
        return atOnce(batches).stream().flatMap(List::stream).collect(Collectors.toSet());
    }

    private List<Claimed> claim(Worker worker, int limit, int leaseSeconds) {
        JsonNode answer = gateway.data(
                        worker.token(), CLAIM, Map.of("input", Map.of("limit", limit, "leaseSeconds", leaseSeconds)))
                .path("claimTasks");
        assertThat(answer.path("problems")).isEmpty();
        return answer.path("claims")
                .valueStream()
                .map(claim -> new Claimed(
                        claim.at("/task/id").asString(),
                        claim.path("leaseToken").asString()))
                .toList();
    }

    /// The codes of the problems.
    private List<String> move(Worker worker, String mutation, Map<String, ?> input) {
        String document = "mutation($input: %sInput!) { %s(input: $input) { problems { code } } }"
                .formatted(Character.toUpperCase(mutation.charAt(0)) + mutation.substring(1), mutation);
        return gateway.data(worker.token(), document, Map.of("input", input))
                .at("/" + mutation + "/problems")
                .valueStream()
                .map(problem -> problem.path("code").asString())
                .toList();
    }

    private void awaitState(String state, Collection<String> tasks) {
        Instant deadline = Instant.now().plus(PATIENCE);
        Set<String> seen;
        do {
            assertThat(Instant.now()).isBefore(deadline);
            seen = gateway.data(
                            operator,
                            "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Task { state } } }",
                            Map.of("ids", tasks))
                    .path("nodes")
                    .valueStream()
                    .map(task -> task.path("state").asString())
                    .collect(Collectors.toSet());
        } while (!seen.equals(Set.of(state)));
    }

    private long countHeld(Worker worker) {
        return gateway.data(
                        operator,
                        "query($id: ID!) { agent(id: $id) { tasks(filter: { states: [WORKING] }) { totalCount } } }",
                        Map.of("id", worker.id()))
                .at("/agent/tasks/totalCount")
                .asLong();
    }

    private static long countIn(Map<String, Worker> taken, Worker worker) {
        return taken.values().stream().filter(worker::equals).count();
    }

    private static Map<String, Object> with(Map<String, Object> some, Map<String, Object> more) {
        var all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    private static <T> List<T> atOnce(Collection<Callable<T>> work) throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<T>();
            for (Future<T> done : threads.invokeAll(work)) {
                results.add(done.get());
            }
            return results;
        }
    }

    private static long ask(TestServers.Place place, String query) throws SQLException {
        try (var connection = place.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
