package dev.baton.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.TypeId;
import dev.baton.task.Team.Held;
import dev.baton.task.Team.Member;
import dev.baton.testing.BatonTest;
import dev.baton.testing.BesideOthers;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// Who gets which task, and in which order.
@BatonTest(properties = {"baton.guard.capacity=1000000000", "baton.guard.refill-per-second=1000000000"})
@BesideOthers
class ClaimTests {

    private static final String CLAIMS = "claims { leaseToken task { id } attempt { id startedAt } }";

    @Autowired
    private Environment environment;

    @Autowired
    private TestServers.Place place;

    /// What all tasks of a test need, so that nobody else takes them.
    private final String skill = "skill-" + UUID.randomUUID();

    private Team team = new Team(new Gateway(0));
    private String operator = "";
    private String admin = "";

    @BeforeEach
    void openOffice() {
        team = new Team(Gateway.of(environment));
        operator = team.operator();
        admin = team.gateway().token("admin");
    }

    @Test
    void anAgentTakesItsOwnTasksAndThoseThatItIsAbleToDo() {
        Member able = hire(Map.of("capabilities", List.of(skill, "other")));
        Member unable = hire(Map.of("capabilities", List.of("other")));
        String pooled = pool(operator, Map.of());
        String both = pool(operator, Map.of("requiredCapabilities", List.of("other", skill)));
        String named = team.delegate(operator, unable, Map.of("requiredCapabilities", List.of(skill)));
        assertThat(ids(team.claim(unable))).containsExactly(named);
        assertThat(ids(team.claim(able))).containsExactly(pooled, both);
        assertThat(team.claim(able)).isEmpty();
    }

    @Test
    void whatIsKeptWithinASubtreeIsTakenThereOnly() {
        Member boss = team.hire("MANAGER", able());
        Member lead = team.hire("MANAGER", with(able(), "reportsToId", boss.id()));
        Member below = hire(with(able(), "reportsToId", lead.id()));
        Member beside = hire(with(able(), "reportsToId", boss.id()));
        List<String> kept = IntStream.range(0, 2)
                .mapToObj(_ -> pool(operator, Map.of("withinId", lead.id())))
                .toList();
        assertThat(team.claim(beside)).isEmpty();
        assertThat(team.claim(boss)).isEmpty();
        assertThat(ids(team.claim(below, 1))).containsExactly(kept.getFirst());
        assertThat(ids(team.claim(lead))).containsExactly(kept.getLast());
    }

    @Test
    void whatAManagerHandsToAnybodyStaysInItsOwnSubtree() {
        Member lead = team.hire("MANAGER", Map.of());
        Member below = hire(with(able(), "reportsToId", lead.id()));
        Member stranger = hire(able());
        String task = pool(lead.token(), Map.of());
        assertThat(team.see(task, "within { id }").at("/within/id").asString()).isEqualTo(lead.id());
        assertThat(team.claim(stranger)).isEmpty();
        assertThat(ids(team.claim(below))).containsExactly(task);
    }

    @Test
    void theMoreUrgentGoFirstAndOfThoseTheOlder() {
        Member worker = hire(able());
        String low = pool(operator, Map.of("priority", "LOW"));
        String named = team.delegate(operator, worker, Map.of("priority", "HIGH"));
        String high = pool(operator, Map.of("priority", "HIGH"));
        String usual = pool(operator, Map.of());
        String urgent = pool(operator, Map.of("priority", "URGENT"));
        String laterUrgent = team.delegate(operator, worker, Map.of("priority", "URGENT"));
        assertThat(ids(team.claim(worker))).containsExactly(urgent, laterUrgent, named, high, usual, low);
    }

    @Test
    void aLowTaskThatHasWaitedForHalfAnHourGoesBeforeAFreshUrgentOne() throws SQLException {
        Member worker = hire(able());
        String old = pool(operator, Map.of("priority", "LOW"));
        String young = pool(operator, Map.of("priority", "LOW"));
        String urgent = pool(operator, Map.of("priority", "URGENT"));
        age(31, List.of(old));
        age(29, List.of(young));
        assertThat(ids(team.claim(worker))).containsExactly(old, urgent, young);
    }

    @Test
    void anOldFloodGoesBeforeAnothersUrgentTaskOnceAndThenWaitsAgain() throws SQLException {
        Member worker = hire(able());
        List<String> old = poolMany(40, "LOW");
        age(31, old);
        List<String> urgent = IntStream.range(0, 3)
                .mapToObj(_ -> pool(admin, Map.of("priority", "URGENT")))
                .toList();
        assertThat(ids(team.claim(worker, 1))).containsExactly(old.getFirst());
        assertThat(ids(team.claim(worker, 5)))
                .containsExactly(urgent.get(0), urgent.get(1), urgent.get(2), old.get(1), old.get(2));
    }

    @Test
    void anothersMoreUrgentFloodKeepsATaskWaitingForTenMinutesALevel() throws SQLException {
        Member worker = hire(able());
        List<String> flood = poolMany(40, "HIGH");
        List<String> few = List.of(pool(admin, Map.of()), pool(admin, Map.of()));
        age(11, flood);
        assertThat(ids(team.claim(worker, 1))).containsExactly(flood.get(0));
        age(11, few);
        assertThat(ids(team.claim(worker, 1))).containsExactly(few.get(0));
        assertThat(ids(team.claim(worker, 2))).containsExactly(flood.get(1), flood.get(2));
    }

    @Test
    void whoIsServedInOneLineAllTheTimeHasItsTurnInAnother() {
        Member inOne = hire(Map.of("capabilities", List.of("one-" + skill)));
        Member inOther = hire(able());
        for (int i = 0; i < 12; i++) {
            pool(operator, Map.of("requiredCapabilities", List.of("one-" + skill)));
        }
        List<String> others =
                IntStream.range(0, 12).mapToObj(_ -> pool(admin, Map.of())).toList();
        String alone = pool(operator, Map.of());
        List<String> order = IntStream.range(0, 3)
                .mapToObj(_ -> {
                    assertThat(team.claim(inOne, 1)).hasSize(1);
                    return ids(team.claim(inOther, 1)).getFirst();
                })
                .toList();
        assertThat(order).containsExactly(others.get(0), alone, others.get(1));
    }

    @Test
    void whoIsServedAlsoByOthersInAnotherLineIsDueAfterTenMinutesInThisOne() throws SQLException {
        Member inBoth = hire(Map.of("capabilities", List.of(skill, "one-" + skill)));
        Member inOne = hire(Map.of("capabilities", List.of("one-" + skill)));
        for (int i = 0; i < 12; i++) {
            pool(operator, Map.of("requiredCapabilities", List.of("one-" + skill)));
        }
        String alone = pool(operator, Map.of());
        List<String> others =
                IntStream.range(0, 12).mapToObj(_ -> pool(admin, Map.of())).toList();
        for (int i = 0; i < 3; i++) {
            assertThat(team.claim(inOne, 1)).hasSize(1);
            assertThat(ids(team.claim(inBoth, 1))).containsExactly(others.get(i));
        }
        age(11, List.of(alone));
        assertThat(ids(team.claim(inBoth, 1))).containsExactly(alone);
    }

    @Test
    void aReleasedTaskDoesNotLetALaterDelegatorGoBeforeThoseWhoWait() {
        Member worker = hire(able());
        List<String> flood = poolMany(40);
        Held released = team.claim(worker, 1).getFirst();
        assertThat(team.claim(worker, 20)).hasSize(20);
        team.done(
                worker.token(),
                "releaseTask",
                Map.of("taskId", released.task(), "leaseToken", released.lease()),
                "task { id }");
        List<String> later =
                IntStream.range(0, 30).mapToObj(_ -> pool(admin, Map.of())).toList();
        List<String> order = IntStream.range(0, 6)
                .mapToObj(_ -> ids(team.claim(worker, 1)).getFirst())
                .toList();
        assertThat(order)
                .containsExactly(flood.get(0), later.get(0), flood.get(21), later.get(1), flood.get(22), later.get(2));
    }

    @Test
    void oneDelegatorsFloodDoesNotKeepAnothersTasksWaiting() {
        Member worker = hire(able());
        List<String> flood = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            flood.addAll(poolMany(50));
        }
        List<String> few =
                IntStream.range(0, 5).mapToObj(_ -> pool(admin, Map.of())).toList();
        for (int i = 0; i < few.size(); i++) {
            assertThat(ids(team.claim(worker, 2))).containsExactly(flood.get(i), few.get(i));
        }
        assertThat(ids(team.claim(worker, 100))).isEqualTo(flood.subList(5, 105));
    }

    @Test
    void aFloodInOneLineDoesNotKeepAnothersTasksInOtherLinesWaiting() {
        String boss = team.hire("MANAGER", Map.of()).id();
        String lead = team.hire("MANAGER", Map.of("reportsToId", boss)).id();
        Member worker = hire(Map.of("capabilities", List.of(skill, "also-" + skill), "reportsToId", lead));
        List<String> flood = poolMany(30);
        List<String> few = List.of(
                pool(admin, Map.of("requiredCapabilities", List.of("also-" + skill))),
                pool(admin, Map.of("withinId", boss)),
                team.delegate(admin, worker, Map.of()));
        List<String> order = IntStream.range(0, 7)
                .mapToObj(_ -> ids(team.claim(worker, 1)).getFirst())
                .toList();
        assertThat(order)
                .containsExactly(
                        flood.get(0), few.get(0), flood.get(1), few.get(1), flood.get(2), few.get(2), flood.get(3));
    }

    @Test
    void whoComesOnceAndLateWaitsForThoseBeforeItThatWereNotServedYet() {
        Member worker = hire(able());
        String first = pool(operator, Map.of());
        String second = pool(admin, Map.of());
        assertThat(ids(team.claim(worker, 1))).containsExactly(first);
        assertThat(ids(team.claim(worker, 1))).containsExactly(second);
    }

    @Test
    void anAgentNeverHoldsMoreThanItMayHoweverOftenItAsksAtOnce() {
        Member worker = hire(with(able(), "maxConcurrentTasks", 7));
        List<String> tasks = poolMany(40);
        var taken = new ConcurrentLinkedQueue<Held>();
        Team.atOnce(IntStream.range(0, 8)
                .<Callable<Object>>mapToObj(_ -> () -> taken.addAll(team.claim(worker, 5)))
                .toList());
        assertThat(ids(taken)).hasSize(7).doesNotHaveDuplicates().isSubsetOf(tasks);
        team.complete(taken.element());
        assertThat(team.claim(worker)).hasSize(1);
        assertThat(team.claim(worker)).isEmpty();
    }

    @Test
    void whatOthersHaveInHandIsNotWaitedForAndNothingElseIsKeptFromTheNext() throws SQLException {
        Member worker = hire(able());
        List<String> tasks = poolMany(40);
        try (Connection other = place.connect()) {
            other.setAutoCommit(false);
            // More than the first look sees.
            lock(other, 30);
            assertThat(ids(team.claim(worker, 3))).isEqualTo(tasks.subList(30, 33));
            other.rollback();
        }
        assertThat(ids(team.claim(worker, 3))).isEqualTo(tasks.subList(0, 3));
    }

    @Test
    void aClaimThatIsNotYetCommittedLocksNoMoreThanItTakes() throws SQLException {
        Member worker = hire(able());
        List<String> tasks = poolMany(10);
        try (Connection other = place.connect()) {
            other.setAutoCommit(false);
            var claim = new LongQueue(other, workspace(), uuid(worker.id()), skill);
            claim.prepareClaim();
            claim.run(claim.executeClaim(2));
            assertThat(ids(team.claim(worker))).isEqualTo(tasks.subList(2, 10));
            other.rollback();
        }
        assertThat(ids(team.claim(worker))).isEqualTo(tasks.subList(0, 2));
    }

    @Test
    void whatIsGivenBackGoesBackToItsPlace() {
        Member worker = hire(able());
        List<String> tasks = poolMany(3);
        List<Held> held = team.claim(worker, 2);
        team.done(worker.token(), "releaseTask", Team.leased(held.getFirst(), Map.of()), "task { state }");
        assertThat(ids(team.claim(worker))).containsExactly(tasks.getFirst(), tasks.getLast());
    }

    @Test
    void aRepeatedClaimAnswersWhatTheFirstOneTookAndStillHolds() throws SQLException {
        Member worker = hire(able());
        poolMany(5);
        Map<String, Object> input = Map.of("limit", 4, "idempotencyKey", "once-" + UUID.randomUUID());
        List<JsonNode> first = claims(worker, input);
        assertThat(first).hasSize(4);
        assertThat(claims(worker, input)).isEqualTo(first);

        team.complete(held(worker, first.get(1)));
        run("UPDATE task SET lease_expires_at = now() - interval '1 second' WHERE id = '%s'"
                .formatted(uuid(held(worker, first.get(2)).task())));
        var report = Team.leased(held(worker, first.get(3)), Map.of("percent", 50));
        team.done(worker.token(), "reportProgress", report, "task { state }");
        assertThat(claims(worker, input)).containsExactly(first.get(0), first.get(3));
        assertThat(team.claim(worker)).hasSize(1);
    }

    @Test
    void theSameKeyWithAnotherLimitIsAConflict() {
        Member worker = hire(able());
        String key = "once-" + UUID.randomUUID();
        assertThat(claims(worker, Map.of("limit", 2, "idempotencyKey", key))).isEmpty();
        assertThat(team.problem(worker.token(), "claimTasks", Map.of("limit", 3, "idempotencyKey", key))
                        .path("code")
                        .asString())
                .isEqualTo("IDEMPOTENCY_CONFLICT");
    }

    @Test
    void aRepetitionOfAClaimThatFoundNothingFindsNothing() {
        Member worker = hire(able());
        Map<String, Object> input = Map.of("limit", 2, "idempotencyKey", "once-" + UUID.randomUUID());
        assertThat(claims(worker, input)).isEmpty();
        pool(operator, Map.of());
        assertThat(claims(worker, input)).isEmpty();
        assertThat(team.claim(worker)).hasSize(1);
    }

    private Map<String, Object> able() {
        return Map.of("capabilities", List.of(skill));
    }

    private static Map<String, Object> with(Map<String, Object> profile, String key, Object value) {
        var more = new HashMap<>(profile);
        more.put(key, value);
        return more;
    }

    private Member hire(Map<String, ?> profile) {
        return team.hire("SPECIALIST", profile);
    }

    /// A task for whoever is able to do it.
    private String pool(String token, Map<String, ?> more) {
        var input = new HashMap<String, Object>(
                Map.of("title", "Do it", "type", "work", "requiredCapabilities", List.of(skill)));
        input.putAll(more);
        return team.done(token, "delegateTask", input, "task { id }")
                .at("/task/id")
                .asString();
    }

    private List<String> poolMany(int count) {
        return poolMany(count, "MEDIUM");
    }

    private List<String> poolMany(int count, String priority) {
        String one = """
            delegateTask(input: {
              title: "One of many", type: "work", requiredCapabilities: ["%s"], priority: %s
            }) { task { id } }
            """.formatted(skill, priority);
        String all = IntStream.range(0, count)
                .mapToObj(i -> "t" + i + ": " + one)
                .collect(Collectors.joining(" ", "mutation { ", " }"));
        return team.gateway()
                .data(operator, all)
                .valueStream()
                .map(payload -> payload.at("/task/id").asString())
                .toList();
    }

    private List<JsonNode> claims(Member worker, Map<String, Object> input) {
        return team.done(worker.token(), "claimTasks", input, CLAIMS)
                .path("claims")
                .valueStream()
                .toList();
    }

    private static Held held(Member worker, JsonNode claim) {
        return new Held(
                worker,
                claim.at("/task/id").asString(),
                claim.path("leaseToken").asString());
    }

    private static List<String> ids(Collection<Held> held) {
        return held.stream().map(Held::task).toList();
    }

    private static UUID uuid(String id) {
        return TypeId.parse(id.substring(0, id.indexOf('_')), id).orElseThrow();
    }

    private void age(int minutes, List<String> tasks) throws SQLException {
        for (String task : tasks) {
            run("UPDATE task SET queued_at = queued_at - interval '%d minutes' WHERE id = '%s'"
                    .formatted(minutes, uuid(task)));
        }
    }

    private void lock(Connection connection, int count) throws SQLException {
        try (var sql = connection.createStatement()) {
            sql.execute("""
                SELECT id FROM task WHERE required_capabilities = ARRAY['%s'] ORDER BY turn LIMIT %d FOR NO KEY UPDATE
                """.formatted(skill, count));
        }
    }

    private UUID workspace() throws SQLException {
        try (Connection connection = place.connect();
                var sql = connection.createStatement();
                var rows = sql.executeQuery(
                        "SELECT workspace_id FROM task WHERE required_capabilities = ARRAY['%s']".formatted(skill))) {
            rows.next();
            return rows.getObject(1, UUID.class);
        }
    }

    private void run(String statement) throws SQLException {
        try (Connection connection = place.connect();
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
