package dev.baton.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BatonApplication;
import dev.baton.task.Team.Held;
import dev.baton.task.Team.Member;
import dev.baton.testing.BesideOthers;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Writes that meet on the same tasks wait for one another, and never each for the other.
@BesideOthers
class LockOrderTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String WAITING = """
        SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
        """;

    private static final String DEADLOCKED = """
        SELECT count(*) FROM pg_stat_activity one JOIN pg_stat_activity two ON two.pid = ANY(pg_blocking_pids(one.pid))
        WHERE one.pid = ANY(pg_blocking_pids(two.pid))
        """;

    @Test
    void theEndOfAPartAndAReportOnItAndItsWholeDoNotHoldEachOtherUp() throws Exception {
        var place = TestServers.fresh();
        try (var node = place.startNode(BatonApplication.class);
                var blocker = place.connect();
                var watch = place.connect();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var team = new Team(Gateway.of(node.getEnvironment()));
            Member agent = team.hire("SPECIALIST", Map.of());
            String whole = team.delegate(team.operator(), agent, Map.of());
            String part = team.delegate(team.operator(), agent, Map.of("parentId", whole));
            List<Held> held = team.claim(agent);
            Held onWhole = of(held, whole);
            Held onPart = of(held, part);

            // So that the end of the part is next in line for it, and the report behind it.
            blocker.setAutoCommit(false);
            count(
                    blocker,
                    "SELECT count(*) FROM (SELECT FROM task WHERE parent_id IS NOT NULL FOR NO KEY UPDATE) part");
            Callable<Object> end = () -> team.complete(onPart);
            Callable<Object> report = () -> team.done(
                    agent.token(),
                    "reportProgressOnTasks",
                    Map.of(
                            "items",
                            List.of(
                                    Team.leased(onWhole, Map.of("percent", 1)),
                                    Team.leased(onPart, Map.of("percent", 1)))),
                    "results { task { id } }");
            Future<Object> ended = threads.submit(end);
            awaitWaiting(watch, 1);
            Future<Object> reported = threads.submit(report);
            awaitWaiting(watch, 2);
            blocker.commit();
            while (!ended.isDone() || !reported.isDone()) {
                assertThat(count(watch, DEADLOCKED))
                        .as("each waits for the other")
                        .isZero();
                TimeUnit.MILLISECONDS.sleep(10);
            }
            ended.get();
            reported.get();
        }
    }

    @Test
    void nobodyStandsBehindTheTasksThatALongTransactionHolds() throws Exception {
        var place = TestServers.fresh();
        try (var node = place.startNode(BatonApplication.class);
                var blocker = place.connect();
                var watch = place.connect();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var team = new Team(Gateway.of(node.getEnvironment()));
            Member busy = team.hire("SPECIALIST", Map.of());
            Member stranger = team.hire("SPECIALIST", Map.of());
            IntStream.range(0, 8).forEach(_ -> team.delegate(team.operator(), busy, Map.of("title", "Blocked")));
            team.delegate(team.operator(), stranger, Map.of());
            List<Held> stuck = team.claim(busy);
            Held free = team.claimOne(stranger);

            blocker.setAutoCommit(false);
            count(blocker, "SELECT count(*) FROM (SELECT FROM task WHERE title = 'Blocked' FOR NO KEY UPDATE) held");
            List<Future<JsonNode>> renewals = new ArrayList<>();
            for (Held one : stuck) {
                renewals.add(threads.submit(() -> renewal(team, one)));
                renewals.add(threads.submit(
                        () -> answer(team, one, "failTask", ", code: \"x\", message: \"x\", retryable: true")));
            }
            awaitWaiting(watch, 1);
            assertThat(code(renewal(team, free))).isEmpty();
            assertThat(renewals).as("those that wait").noneMatch(Future::isDone);

            for (Future<JsonNode> renewal : renewals) {
                assertThat(code(renewal.get())).isEqualTo("UNAVAILABLE");
                assertThat(renewal.get().at("/errors/0/extensions/retryable").asBoolean())
                        .isTrue();
            }
            blocker.commit();
            assertThat(stuck).allMatch(one -> code(renewal(team, one)).isEmpty());
        }
    }

    @Test
    void anEndWaitsForItsParentAlone() throws Exception {
        var place = TestServers.fresh();
        try (var node = place.startNode(BatonApplication.class);
                var blocker = place.connect();
                var watch = place.connect();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var team = new Team(Gateway.of(node.getEnvironment()));
            Member agent = team.hire("SPECIALIST", Map.of());
            String whole = team.delegate(team.operator(), agent, Map.of());
            String part = team.delegate(team.operator(), agent, Map.of("parentId", whole));
            Held onPart = of(team.claim(agent), part);

            blocker.setAutoCommit(false);
            count(blocker, "SELECT count(*) FROM (SELECT FROM task WHERE parent_id IS NULL FOR NO KEY UPDATE) whole");
            assertThat(code(renewal(team, onPart))).as("what does not end it").isEmpty();
            Future<JsonNode> ended = threads.submit(() -> team.complete(onPart));
            awaitWaiting(watch, 1);
            assertThat(ended.isDone()).isFalse();
            blocker.commit();
            assertThat(ended.get().at("/task/state").asString()).isEqualTo("COMPLETED");
            assertThat(team.events(whole)).containsOnlyOnce("SubtasksSettled");
            assertThat(code(renewal(team, new Held(agent, "task_01h455vb4pex5vsknk084sn02q", "x"))))
                    .as("what is not there")
                    .isEqualTo("NOT_FOUND");
        }
    }

    private static JsonNode renewal(Team team, Held held) {
        return answer(team, held, "renewLease", "");
    }

    private static JsonNode answer(Team team, Held held, String mutation, String more) {
        String operation =
                "mutation { %s(input: { taskId: \"%s\", leaseToken: \"%s\"%s }) { task { id } problems { code } } }"
                        .formatted(mutation, held.task(), held.lease(), more);
        return team.gateway().execute(held.by().token(), operation, Map.of());
    }

    /// The code of what went wrong, or nothing.
    private static String code(JsonNode answer) {
        List<String> codes = answer.findValuesAsString("code");
        return codes.isEmpty() ? "" : codes.getFirst();
    }

    private static Held of(List<Held> held, String task) {
        return held.stream().filter(one -> one.task().equals(task)).findFirst().orElseThrow();
    }

    private static void awaitWaiting(Connection watch, int sessions) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (count(watch, WAITING) < sessions) {
            assertThat(System.nanoTime()).as("not %d wait".formatted(sessions)).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static int count(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
