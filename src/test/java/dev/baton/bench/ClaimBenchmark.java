package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BatonApplication;
import dev.baton.task.LongQueue;
import dev.baton.testing.Cluster;
import dev.baton.testing.Gateway;
import dev.baton.testing.Statements;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestServers.Place;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Measures claims: see the README beside this file.
@EnabledIfSystemProperty(named = "bench", matches = "true")
class ClaimBenchmark {

    private static final List<Integer> LENGTHS = List.of(1_000, 10_000, 100_000, 1_000_000);
    private static final int CLAIMS = 200;
    private static final int LONGEST = Integer.getInteger("bench.longest", 1_000_000);
    private static final int SECONDS = Integer.getInteger("bench.seconds", 15);
    private static final int WARM_UP = Integer.getInteger("bench.warmup", 90);
    private static final int BULK = 20;
    private static final Path FOLDER = Path.of("target/baton-bench");

    @Test
    void aClaimCostsTheSameHoweverManyTasksAreQueued() throws SQLException {
        Place place = TestServers.fresh();
        // The gateway makes the tables, and must not be heard while the claims are measured.
        place.startNode(BatonApplication.class).close();
        try (Connection connection = place.connect()) {
            LongQueue queue = LongQueue.start(connection);
            queue.prepareClaim();
            int queued = 0;
            for (int length : LENGTHS.stream().filter(some -> some <= LONGEST).toList()) {
                queue.add(queued + 1, length);
                queued = length;
                measure(queue, "%,d tasks queued".formatted(length));
            }
            queue.addOutOfReach(100_000);
            measure(queue, "and 100,000 more urgent and older ones that the agent cannot do");
        }
    }

    private static void measure(LongQueue queue, String what) throws SQLException {
        var micros = new long[CLAIMS];
        for (int i = 0; i < CLAIMS; i++) {
            long start = System.nanoTime();
            queue.run(queue.executeClaim(1));
            micros[i] = (System.nanoTime() - start) / 1_000;
        }
        String plan = queue.explain(queue.executeClaim(1));
        queue.completeClaimed();
        Arrays.sort(micros);
        System.out.printf(
                "%n%s: a claim takes %.2f ms (median of %d, committed; 95%%: %.2f ms)%n",
                what, micros[CLAIMS / 2] / 1e3, CLAIMS, micros[CLAIMS * 95 / 100] / 1e3);
        System.out.println(queue.explain(queue.nextTurn())
                .lines()
                .filter(line -> line.contains("Execution Time"))
                .map(line -> "a place in the line:" + line)
                .findFirst()
                .orElseThrow());
        System.out.println(plan.lines()
                .filter(line -> line.matches(".*( Scan |Sort |LockRows|Time:).*"))
                .reduce("", (all, line) -> all + line + '\n'));
        assertThat(LongQueue.detours(plan)).as(plan).isEmpty();
        assertThat(LongQueue.mostRows(plan)).as(plan).isLessThanOrEqualTo(LongQueue.IN_SIGHT);
    }

    @Test
    void tasksPerSecondThroughTheGatewayAndByPgbench() throws Exception {
        profile();
        try (Cluster cluster = Cluster.start(FOLDER, 1, List.of("-Xmx600m"))) {
            cluster.awaitStart();
            var crew = Crew.hire(cluster.gateways().getFirst());
            // Until the JVM has compiled what it runs most: it starts at a third of what it comes to.
            crew.cycle(1, WARM_UP);
            crew.cycle(BULK, SECONDS);
            double single = crew.cycle(1, SECONDS);
            double bulk = crew.cycle(BULK, SECONDS);
            System.out.printf("%n%d workers, one by one:   %7.0f tasks a second%n", Crew.SIZE, single);
            System.out.printf("%d workers, %d at a time: %7.0f tasks a second%n", Crew.SIZE, BULK, bulk);
            Pgbench.cycle(cluster.postgres(), crew.workspace(cluster.postgres()), SECONDS)
                    .ifPresentOrElse(
                            tps -> System.out.printf(
                                    "pgbench, one by one:     %9.0f tasks a second; the gateway has %.2f of it one by"
                                            + " one, %.2f in bulk%n",
                                    tps, single / tps, bulk / tps),
                            () -> System.out.println(
                                    "There is no pgbench on the PATH, so there is nothing to compare with."));
        }
    }

    private static void profile() {
        List<String> statements;
        var place = TestServers.fresh();
        try (var node = place.startNode(BatonApplication.class)) {
            var crew = Crew.hire(Gateway.of(node.getEnvironment()));
            crew.oneCycleAlone();
            statements = Statements.during(place, crew::oneCycleAlone);
        }
        System.out.println("\nWhat is sent for one task that is delegated, claimed and completed:");
        statements.stream()
                .filter(sql -> !sql.contains("number_events") && !sql.contains("e.position >"))
                .map(sql -> sql.replaceFirst("^Executing query: ", ""))
                .map(sql -> "  " + sql.substring(0, Math.min(sql.length(), 110)))
                .forEach(System.out::println);
    }
}
