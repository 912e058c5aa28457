package dev.baton.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.AgentId;
import dev.baton.graph.AttemptId;
import dev.baton.graph.EventId;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.journal.Event;
import dev.baton.journal.Position;
import dev.baton.metric.MetricSubjects.Kind;
import dev.baton.task.Task;
import dev.baton.task.TaskEvent;
import dev.baton.task.TaskEvent.AttemptFailed;
import dev.baton.task.TaskEvent.InputProvided;
import dev.baton.task.TaskEvent.InputRequested;
import dev.baton.task.TaskEvent.LeaseExpired;
import dev.baton.task.TaskEvent.TaskChangesRequested;
import dev.baton.task.TaskEvent.TaskClaimed;
import dev.baton.task.TaskEvent.TaskCompleted;
import dev.baton.task.TaskEvent.TaskDeadLettered;
import dev.baton.task.TaskEvent.TaskDelegated;
import dev.baton.task.TaskEvent.TaskHandedOff;
import dev.baton.task.TaskEvent.TaskQueued;
import dev.baton.task.TaskEvent.TaskSubmittedForReview;
import dev.baton.task.TaskPriority;
import dev.baton.task.TaskState;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a task's events amount to in numbers.
class DerivationTests {

    private static final Instant START = Instant.parse("2026-05-01T10:00:00Z");
    private static final OffsetDateTime LATER = START.plusSeconds(9_999).atOffset(ZoneOffset.UTC);
    private static final Task.Failure FAILURE = new Task.Failure("X", "x");

    private final TaskId task = TaskId.next();
    private final AgentId agent = AgentId.next();
    private final AgentId other = AgentId.next();
    private final AttemptId attempt = AttemptId.next();
    private final Derivation derivation = new Derivation(
            Map.of(task, WorkClock.start(task, new Kind("fix-bug", TaskPriority.HIGH), START)), Map.of(agent, 2L));

    @Test
    void aTaskThatGoesWellHasItsTimes() {
        at(0, delegated(TaskState.QUEUED));
        at(10, claimed(agent));
        at(40, new TaskCompleted(task, TaskState.COMPLETED, agent, null));
        assertThat(values("baton.task.queue_wait")).containsExactly(10.0);
        assertThat(values("baton.attempt.run_time")).containsExactly(30.0);
        assertThat(values("baton.task.lead_time")).containsExactly(40.0);
        assertThat(values("baton.task.success")).containsExactly(1.0);
        assertThat(values("baton.agent.load")).as("two others are held").containsExactly(3.0, 2.0);
        assertThat(derivation.samples())
                .filteredOn(sample -> !sample.name().equals("baton.task.delegated"))
                .allSatisfy(sample -> assertThat(sample.series().agent()).isEqualTo(agent))
                .allSatisfy(sample -> assertThat(sample.series().taskType()).isEqualTo("fix-bug"))
                .allSatisfy(sample -> assertThat(sample.task()).isEqualTo(task));
    }

    @Test
    void waitingForInputIsNoWork() {
        at(0, delegated(TaskState.QUEUED));
        at(0, claimed(agent));
        at(10, new InputRequested(task, TaskState.INPUT_REQUIRED, attempt, agent, "?"));
        at(500, new InputProvided(task, TaskState.WORKING, attempt, agent, "!", LATER));
        at(505, new TaskSubmittedForReview(task, TaskState.IN_REVIEW, attempt, agent, null));
        assertThat(values("baton.attempt.run_time")).containsExactly(15.0);
        assertThat(values("baton.task.completed")).isEmpty();
    }

    @Test
    void aTaskThatIsBlockedStandsInNoQueue() {
        at(0, delegated(TaskState.WAITING));
        at(100, new TaskQueued(task, TaskState.QUEUED, null));
        at(103, claimed(agent));
        assertThat(values("baton.task.queue_wait")).containsExactly(3.0);
    }

    @Test
    void strikesEndInADeadLetter() {
        at(0, delegated(TaskState.QUEUED));
        at(1, claimed(agent));
        at(2, new AttemptFailed(task, TaskState.WAITING, attempt, agent, FAILURE, 1, LATER));
        at(3, new TaskQueued(task, TaskState.QUEUED, null));
        at(4, claimed(agent));
        at(6, new TaskDeadLettered(task, TaskState.DEAD_LETTERED, attempt, agent, FAILURE, 2));
        assertThat(values("baton.attempt.started")).hasSize(2);
        assertThat(values("baton.attempt.strikes")).hasSize(2);
        assertThat(values("baton.attempt.run_time")).containsExactly(1.0, 2.0);
        assertThat(values("baton.task.dead_lettered")).hasSize(1);
        assertThat(values("baton.task.success")).containsExactly(0.0);
    }

    @Test
    void aLeaseThatRunsOutIsAStrike() {
        at(0, delegated(TaskState.QUEUED));
        at(1, claimed(agent));
        at(61, new LeaseExpired(task, TaskState.WAITING, attempt, agent, 1, LATER));
        assertThat(values("baton.attempt.strikes")).hasSize(1);
        assertThat(values("baton.attempt.run_time")).containsExactly(60.0);
        assertThat(values("baton.agent.load")).containsExactly(3.0, 2.0);
    }

    @Test
    void whatIsHandedOffCountsForWhoHadIt() {
        at(0, delegated(TaskState.QUEUED));
        at(1, claimed(agent));
        at(8, new TaskHandedOff(task, TaskState.QUEUED, other, agent, null));
        at(9, claimed(other));
        at(9, new TaskChangesRequested(task, TaskState.QUEUED, other, "again"));
        assertThat(derivation.samples().stream()
                        .filter(sample -> sample.name().equals("baton.attempt.run_time"))
                        .map(sample -> sample.series().agent()))
                .containsExactly(agent, other);
        assertThat(values("baton.task.rework")).hasSize(1);
        assertThat(values("baton.task.queue_wait")).containsExactly(1.0, 1.0);
    }

    @Test
    void clocksThatDifferGiveNoNegativeTimes() {
        at(10, delegated(TaskState.QUEUED));
        at(9, claimed(agent));
        assertThat(values("baton.task.queue_wait")).containsExactly(0.0);
    }

    private TaskEvent delegated(TaskState state) {
        return new TaskDelegated(task, state, "t", "fix-bug", TaskPriority.HIGH, null, List.of(), null, null);
    }

    private TaskEvent claimed(AgentId by) {
        return new TaskClaimed(task, TaskState.WORKING, attempt, by, 1, LATER);
    }

    private void at(int second, TaskEvent fact) {
        derivation.add(new Event(
                EventId.next(),
                new Position("", second),
                WorkspaceId.next(),
                "backend",
                "baton",
                START.plusSeconds(second).atOffset(ZoneOffset.UTC),
                fact));
    }

    private List<Double> values(String name) {
        return derivation.samples().stream()
                .filter(sample -> sample.name().equals(name))
                .map(Sample::value)
                .toList();
    }
}
