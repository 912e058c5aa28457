package dev.baton.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.database.Reach;
import dev.baton.task.Team.Held;
import dev.baton.task.Team.Member;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.MovableClock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// What time does to tasks, and what the bad end of one does to those that wait for it. The sweeps are ticked by hand.
@BatonTest
@Import(MovableClock.InPlace.class)
class TaskTimesTests {

    @Autowired
    private Environment environment;

    @Autowired
    private MovableClock clock;

    @Autowired
    private TaskSweeper sweeper;

    private Team team = new Team(new Gateway(0));
    private String operator = "";
    private Member agent = new Member("", "");

    @BeforeEach
    void meet() {
        team = new Team(Gateway.of(environment));
        operator = team.operator();
        agent = team.hire("SPECIALIST", Map.of());
        // The sweeps of the test itself are the only ones.
        sweeper.stop();
    }

    @Test
    void aTaskIsNotOfferedBeforeItsTime() {
        String task = team.delegate(operator, agent, Map.of("notBefore", in(60)));
        assertThat(team.state(task)).isEqualTo("WAITING");
        sweep();
        assertThat(team.claim(agent)).isEmpty();
        after(61);
        assertThat(team.claimOne(agent).task()).isEqualTo(task);
    }

    @Test
    void aTaskThatMissesItsDeadlineFailsWhereverItIs() {
        String queued = team.delegate(operator, agent, Map.of("deadline", in(30)));
        String working = team.delegate(operator, agent, Map.of("deadline", in(30), "priority", "URGENT"));
        String waiting = team.delegate(operator, agent, Map.of("deadline", in(30), "dependsOn", List.of(queued)));
        Held held = team.claim(agent, 1).getFirst();
        assertThat(held.task()).isEqualTo(working);
        after(31);
        for (String task : List.of(queued, working, waiting)) {
            assertThat(team.see(task, "state failure { code }").toString())
                    .isEqualTo("{\"state\":\"FAILED\",\"failure\":{\"code\":\"DEADLINE_EXCEEDED\"}}");
        }
        assertThat(team.problem(agent.token(), "completeTask", Team.leased(held, Map.of()))
                        .path("code")
                        .asString())
                .isEqualTo("LEASE_LOST");
        assertThat(team.see(working, "attempts { outcome error { code } }").toString())
                .contains("\"FAILED\"", "DEADLINE_EXCEEDED");
        sweep();
        assertThat(team.events(queued)).containsExactly("TaskDelegated", "TaskFailed");

        team.done(operator, "retryTask", Map.of("taskId", queued), "task { id }");
        sweep();
        assertThat(team.see(queued, "state deadline").toString()).isEqualTo("{\"state\":\"QUEUED\",\"deadline\":null}");
    }

    @Test
    void timesThatMakeNoSenseAreRefused() {
        for (Map<String, Object> times : List.<Map<String, Object>>of(
                Map.of("deadline", in(-1)),
                Map.of("deadline", in(60), "notBefore", in(61)),
                Map.of("notBefore", in(400_000_000)),
                Map.of("deadline", in(400_000_000)))) {
            var input = new HashMap<String, Object>(Map.of("title", "t", "type", "t", "assigneeId", agent.id()));
            input.putAll(times);
            assertThat(team.problem(operator, "delegateTask", input)
                            .path("code")
                            .asString())
                    .as(times.toString())
                    .isEqualTo("INVALID_INPUT");
        }
    }

    @Test
    void whatWasDelegatedWithADeadlineIsAnsweredAgainWhenItHasPassed() {
        var task = Map.of("title", "t", "type", "t", "assigneeId", agent.id(), "deadline", in(30), "key", "k");
        var plan = Map.<String, Object>of(
                "tasks", List.of(task), "idempotencyKey", UUID.randomUUID().toString());
        var alone = new HashMap<String, Object>(task);
        alone.put("idempotencyKey", UUID.randomUUID().toString());
        alone.remove("key");
        JsonNode planned = team.done(operator, "delegatePlan", plan, "tasks { task { id } }");
        JsonNode delegated = team.done(operator, "delegateTask", alone, "task { id }");
        clock.advance(Duration.ofSeconds(31));
        assertThat(team.done(operator, "delegatePlan", plan, "tasks { task { id } }"))
                .isEqualTo(planned);
        assertThat(team.done(operator, "delegateTask", alone, "task { id }")).isEqualTo(delegated);
    }

    @Test
    void aLeaseWhoseHolderWaitsForAnAnswerDoesNotRunOut() {
        String task = team.delegate(operator, agent, Map.of());
        Held held = team.claimOne(agent);
        team.done(agent.token(), "requestInput", Team.leased(held, Map.of("question", "?")), "task { id }");
        after(300);
        assertThat(team.state(task)).isEqualTo("INPUT_REQUIRED");
        team.done(operator, "provideInput", Map.of("taskId", task, "answer", 42), "task { id }");
        after(30);
        team.complete(held);
        assertThat(team.state(task)).isEqualTo("COMPLETED");
    }

    @Test
    void aDependentFollowsItsOwnWishWhenADependencyEndsBadly() {
        String broken = team.delegate(operator, agent, Map.of("priority", "URGENT"));
        Map<String, Object> behind = Map.of("dependsOn", List.of(broken));
        String waits = team.delegate(operator, agent, behind);
        String runs = team.delegate(operator, agent, with(behind, "RUN"));
        String canceled = team.delegate(operator, agent, with(behind, "CANCEL"));
        String part = team.delegate(operator, agent, Map.of("parentId", canceled, "priority", "LOW"));
        String follows = team.delegate(operator, agent, with(Map.of("dependsOn", List.of(part)), "CANCEL"));
        Held held = team.claim(agent, 1).getFirst();
        assertThat(held.task()).isEqualTo(broken);
        team.done(
                agent.token(),
                "failTask",
                Team.leased(held, Map.of("code", "X", "message", "x", "retryable", false)),
                "task { id }");
        assertThat(states(waits, runs, canceled, part, follows))
                .containsExactly("WAITING", "QUEUED", "CANCELED", "CANCELED", "CANCELED");

        assertThat(team.problem(operator, "retryTask", Map.of("taskId", canceled))
                        .path("code")
                        .asString())
                .isEqualTo("CONFLICT");
        team.done(operator, "retryTask", Map.of("taskId", broken), "task { id }");
        team.done(operator, "retryTask", Map.of("taskId", canceled), "task { id }");
        assertThat(team.state(canceled)).isEqualTo("WAITING");
        team.claim(agent).forEach(team::complete);
        assertThat(states(broken, waits, runs)).containsExactly("COMPLETED", "QUEUED", "COMPLETED");
        assertThat(team.events(runs)).containsOnlyOnce("TaskQueued");
        assertThat(team.events(waits)).containsOnlyOnce("TaskQueued");
    }

    @Test
    void aNewTaskBehindABrokenOneFollowsItsOwnWishToo() {
        String broken = team.delegate(operator, agent, Map.of());
        team.done(operator, "cancelTask", Map.of("taskId", broken), "task { id }");
        Map<String, Object> behind = Map.of("dependsOn", List.of(broken));
        assertThat(team.state(team.delegate(operator, agent, behind))).isEqualTo("WAITING");
        assertThat(team.state(team.delegate(operator, agent, with(behind, "RUN"))))
                .isEqualTo("QUEUED");
        var input = new HashMap<String, Object>(with(behind, "CANCEL"));
        input.putAll(Map.of("title", "t", "type", "t", "assigneeId", agent.id()));
        assertThat(team.problem(operator, "delegateTask", input).path("code").asString())
                .isEqualTo("CONFLICT");
    }

    @Test
    void aLongRowOfDependentsIsCanceledWithTheFirst() {
        String first = team.delegate(operator, agent, Map.of());
        String last = first;
        for (int i = 0; i < 300; i++) {
            last = team.delegate(operator, agent, with(Map.of("dependsOn", List.of(last)), "CANCEL"));
        }
        team.done(operator, "cancelTask", Map.of("taskId", first), "task { id }");
        assertThat(team.state(last)).isEqualTo("CANCELED");
    }

    private List<String> states(String... tasks) {
        return List.of(tasks).stream().map(team::state).toList();
    }

    private static Map<String, Object> with(Map<String, Object> input, String onDependencyFailure) {
        var more = new HashMap<String, Object>(input);
        more.put("onDependencyFailure", onDependencyFailure);
        return more;
    }

    private String in(long seconds) {
        return OffsetDateTime.now(clock).plusSeconds(seconds).toString();
    }

    private void after(long seconds) {
        clock.advance(Duration.ofSeconds(seconds));
        sweep();
    }

    private void sweep() {
        sweeper.sweep().contextWrite(Reach.everywhere()).block();
    }
}
