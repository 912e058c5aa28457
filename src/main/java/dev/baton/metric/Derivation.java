package dev.baton.metric;

import dev.baton.graph.AgentId;
import dev.baton.graph.TaskId;
import dev.baton.journal.Event;
import dev.baton.task.TaskEvent;
import dev.baton.task.TaskEvent.AttemptFailed;
import dev.baton.task.TaskEvent.InputProvided;
import dev.baton.task.TaskEvent.InputRequested;
import dev.baton.task.TaskEvent.LeaseExpired;
import dev.baton.task.TaskEvent.LeaseRenewed;
import dev.baton.task.TaskEvent.ProgressReported;
import dev.baton.task.TaskEvent.SubtasksSettled;
import dev.baton.task.TaskEvent.TaskCanceled;
import dev.baton.task.TaskEvent.TaskChangesRequested;
import dev.baton.task.TaskEvent.TaskClaimed;
import dev.baton.task.TaskEvent.TaskCompleted;
import dev.baton.task.TaskEvent.TaskDeadLettered;
import dev.baton.task.TaskEvent.TaskDeclined;
import dev.baton.task.TaskEvent.TaskDelegated;
import dev.baton.task.TaskEvent.TaskFailed;
import dev.baton.task.TaskEvent.TaskHandedOff;
import dev.baton.task.TaskEvent.TaskQueued;
import dev.baton.task.TaskEvent.TaskReleased;
import dev.baton.task.TaskEvent.TaskRetried;
import dev.baton.task.TaskEvent.TaskSubmittedForReview;
import dev.baton.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the log amounts to in numbers: folds the events of one workspace, in their order, over the clocks of its
/// tasks. The same events over the same clocks give the same samples.
final class Derivation {

    private static final String COUNT = "1";
    private static final String SECONDS = "s";

    private final Map<TaskId, WorkClock> clocks;
    private final Map<AgentId, Long> held;
    private final List<Sample> samples = new ArrayList<>();

    /// @param clocks of all tasks that the events are about, as they were before the first of them
    /// @param held how many tasks each of the agents held by then
    Derivation(Map<TaskId, WorkClock> clocks, Map<AgentId, Long> held) {
        this.clocks = new HashMap<>(clocks);
        this.held = new HashMap<>(held);
    }

    /// The clocks after the events.
    Map<TaskId, WorkClock> clocks() {
        return clocks;
    }

    List<Sample> samples() {
        return samples;
    }

    void add(Event event) {
        WorkClock clock = event.fact() instanceof TaskEvent fact ? clocks.get(fact.taskId()) : null;
        if (clock != null) {
            add(event, (TaskEvent) event.fact(), clock);
        }
    }

    private void add(Event event, TaskEvent fact, WorkClock clock) {
        Instant now = event.time().toInstant();
        boolean held = fact.state() == TaskState.WORKING || fact.state() == TaskState.INPUT_REQUIRED;
        if (clock.holder() != null && !held) {
            end(clock, clock.holder(), now);
        }
        count(event, fact, clock);
        clocks.put(clock.task(), held ? onward(event, fact, clock, now) : clock.idle(fact.state(), now));
    }

    private WorkClock onward(Event event, TaskEvent fact, WorkClock clock, Instant now) {
        return switch (fact) {
            case TaskClaimed claimed -> claim(event, claimed, clock, now);
            case InputRequested _ -> clock.paused(now);
            case InputProvided _ -> clock.resumed(now);
            default -> clock;
        };
    }

    private WorkClock claim(Event event, TaskClaimed claimed, WorkClock clock, Instant now) {
        if (clock.queuedAt() != null) {
            keep("baton.task.queue_wait", clock, claimed.agentId(), event.division(), now, clock.queuedAt());
        }
        WorkClock working = clock.claimed(claimed.agentId(), event.division(), now);
        load(working, claimed.agentId(), 1, now);
        return working;
    }

    private void end(WorkClock clock, AgentId holder, Instant now) {
        keep("baton.attempt.run_time", SECONDS, seconds(clock.ranUntil(now)), clock, holder, clock.division(), now);
        load(clock, holder, -1, now);
    }

    private void load(WorkClock clock, AgentId agent, long change, Instant now) {
        long load = held.merge(agent, change, Long::sum);
        keep("baton.agent.load", COUNT, (double) load, clock, agent, clock.division(), now);
    }

    private void count(Event event, TaskEvent fact, WorkClock clock) {
        Instant now = event.time().toInstant();
        switch (fact) {
            case TaskDelegated _ -> once("baton.task.delegated", event, clock);
            case TaskClaimed _ -> once("baton.attempt.started", event, clock);
            case AttemptFailed _, LeaseExpired _ -> once("baton.attempt.strikes", event, clock);
            case TaskChangesRequested _ -> once("baton.task.rework", event, clock);
            case TaskCompleted _ -> {
                once("baton.task.completed", event, clock);
                outcome(1, event, clock);
                keep("baton.task.lead_time", clock, event.fact().agentId(), event.division(), now, clock.delegatedAt());
            }
            case TaskFailed _ -> {
                once("baton.task.failed", event, clock);
                outcome(0, event, clock);
            }
            case TaskDeadLettered _ -> {
                once("baton.attempt.strikes", event, clock);
                once("baton.task.dead_lettered", event, clock);
                outcome(0, event, clock);
            }
            case TaskCanceled _ -> once("baton.task.canceled", event, clock);
            case TaskDeclined _ -> once("baton.task.declined", event, clock);
            case TaskQueued _,
                    LeaseRenewed _,
                    ProgressReported _,
                    TaskSubmittedForReview _,
                    TaskReleased _,
                    InputRequested _,
                    InputProvided _,
                    TaskHandedOff _,
                    TaskRetried _,
                    SubtasksSettled _ -> {}
        }
    }

    private void outcome(double success, Event event, WorkClock clock) {
        keep(
                "baton.task.success",
                COUNT,
                success,
                clock,
                event.fact().agentId(),
                event.division(),
                event.time().toInstant());
    }

    private void once(String name, Event event, WorkClock clock) {
        keep(
                name,
                COUNT,
                1,
                clock,
                event.fact().agentId(),
                event.division(),
                event.time().toInstant());
    }

    private void keep(
            String name,
            WorkClock clock,
            @Nullable AgentId agent,
            @Nullable String division,
            Instant now,
            Instant since) {
        keep(name, SECONDS, seconds(WorkClock.between(since, now)), clock, agent, division, now);
    }

    private void keep(
            String name,
            String unit,
            double value,
            WorkClock clock,
            @Nullable AgentId agent,
            @Nullable String division,
            Instant now) {
        var series = new Series(
                name, agent, division, clock.kind().type(), clock.kind().priority(), new TreeMap<>());
        samples.add(new Sample(series, unit, value, now, clock.task()));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
