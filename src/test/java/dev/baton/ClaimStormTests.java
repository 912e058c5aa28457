package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.BesideOthers;
import dev.baton.testing.Gateway;
import dev.baton.testing.MovableClock;
import dev.baton.testing.TestServers;
import dev.baton.testing.Worker;
import dev.baton.testing.Worker.Claimed;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
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
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// Many agents after the same tasks at once, and leases that run out, over the public API.
@BatonTest(properties = {"baton.guard.capacity=1000000000", "baton.guard.refill-per-second=1000000000"})
@Import(MovableClock.InPlace.class)
@BesideOthers
class ClaimStormTests {

    private static final int TASKS = 5_000;
    private static final int PLAN = 500;
    private static final int AGENTS = 32;
    private static final int HANDS = 2;
    /// So little more than needed that nearly all agents end up full.
    private static final int MAX_HELD = 160;

    private static final int LEASES = 20;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Autowired
    private Environment environment;

    @Autowired
    private MovableClock clock;

    private Gateway gateway = new Gateway(0);
    private String operator = "";

    @BeforeEach
    void signIn() {
        gateway = Gateway.of(environment);
        operator = gateway.token("operator");
    }

    @Test
    void ofAllWhoClaimAtOnceOneGetsTheTaskAndNobodyTooMany(@Autowired TestServers.Place place) throws Exception {
        List<Worker> workers = atOnce(IntStream.range(0, AGENTS)
                .<Callable<Worker>>mapToObj(i -> () -> Worker.hire(gateway, "storm-" + i, "storm", MAX_HELD))
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
        assertThat(ask(place, "SELECT count(*) FROM task WHERE type = 'storm' AND attempt_count = 1"))
                .isEqualTo(TASKS);
        assertThat(ask(place, "SELECT count(*) FROM attempt a JOIN task t ON t.id = a.task_id WHERE type = 'storm'"))
                .isEqualTo(TASKS);
    }

    private void claimUntilNothingIsLeft(Worker worker, Map<String, Worker> taken) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (taken.size() < TASKS && countIn(taken, worker) < MAX_HELD) {
            assertThat(Instant.now()).isBefore(deadline);
            int limit = ThreadLocalRandom.current().nextInt(1, 21);
            worker.claim(limit, 3_600)
                    .forEach(claimed -> assertThat(taken.putIfAbsent(claimed.task(), worker))
                            .as("claimed twice: " + claimed.task())
                            .isNull());
        }
    }

    @Test
    void aLeaseThatRanOutMovesNothingAndItsTaskIsOfferedAgain() throws Exception {
        Worker slow = Worker.hire(gateway, "slow", "lease", LEASES);
        Worker quick = Worker.hire(gateway, "quick", "lease", LEASES);
        Set<String> tasks = delegate(LEASES, "lease");
        List<Claimed> lost = slow.claim(LEASES, 5);
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

        List<Claimed> regained = quick.claim(LEASES, 60);
        assertThat(regained).extracting(Claimed::task).containsExactlyInAnyOrderElementsOf(tasks);
        lost.forEach(claimed -> assertThatNothingMoves(slow, claimed));
        regained.forEach(claimed -> complete(quick, claimed));
        tasks.forEach(this::assertThatItWasStruckOnceAndThenCompleted);
    }

    private void assertThatNothingMoves(Worker worker, Claimed claimed) {
        JsonNode answers = gateway.data(worker.token(), """
            mutation($task: ID!, $lease: String!) {
              a: renewLease(input: { taskId: $task, leaseToken: $lease }) { problems { code } }
              b: reportProgress(input: { taskId: $task, leaseToken: $lease, percent: 90 }) { problems { code } }
              c: completeTask(input: { taskId: $task, leaseToken: $lease, result: "slow" }) { problems { code } }
              d: failTask(input: { taskId: $task, leaseToken: $lease, code: "X", message: "x", retryable: true }) {
                problems { code }
              }
            }
            """, Map.of("task", claimed.task(), "lease", claimed.lease()));
        assertThat(answers)
                .hasSize(4)
                .allSatisfy(answer ->
                        assertThat(answer.at("/problems/0/code").asString()).isEqualTo("LEASE_LOST"));
    }

    private void complete(Worker worker, Claimed claimed) {
        String complete = """
            mutation($task: ID!, $lease: String!) {
              completeTask(input: { taskId: $task, leaseToken: $lease, result: "quick" }) { task { state } }
            }
            """;
        JsonNode answer =
                gateway.data(worker.token(), complete, Map.of("task", claimed.task(), "lease", claimed.lease()));
        assertThat(answer.at("/completeTask/task/state").asString()).isEqualTo("COMPLETED");
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

    private Set<String> delegate(int count, String capability) {
        var tasks = new HashSet<String>();
        for (int from = 0; from < count; from += PLAN) {
            var plan = IntStream.range(from, Math.min(from + PLAN, count))
                    .mapToObj(i -> Map.of(
                            "key",
                            "k" + i,
                            "title",
                            "One of many",
                            "type",
                            capability,
                            "requiredCapabilities",
                            List.of(capability),
                            "retryPolicy",
                            Map.of("firstDelayMs", 0)))
                    .toList();
            gateway.data(operator, """
                mutation($plan: [PlanTaskInput!]!) { delegatePlan(input: { tasks: $plan }) { tasks { task { id } } } }
                """, Map.of("plan", plan))
                    .at("/delegatePlan/tasks")
                    .forEach(planned -> tasks.add(planned.at("/task/id").asString()));
        }
        return tasks;
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
