package dev.baton.task;

import dev.baton.agent.AgentEvent;
import dev.baton.graph.AgentId;
import dev.baton.journal.Fact;
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
import org.jspecify.annotations.Nullable;

/// What an event means to an agent that waits for work.
enum WakeUp {
    /// Nothing became available to it.
    SLEEP,
    /// Something may have become available to it.
    LOOK,
    /// It has room again, or is another agent than it was: what it was told before counts anew.
    LOOK_AFRESH;

    static WakeUp of(Fact fact, AgentId agent) {
        return switch (fact) {
            case TaskEvent event -> of(event, agent);
            case AgentEvent event -> of(event, agent);
            default -> SLEEP;
        };
    }

    private static WakeUp of(TaskEvent event, AgentId agent) {
        return switch (event) {
            case TaskDelegated _, TaskQueued _, TaskRetried _, TaskChangesRequested _ ->
                event.state() == TaskState.QUEUED && isFor(agent, event.agentId()) ? LOOK : SLEEP;
            case TaskReleased released -> agent.equals(released.agentId()) ? LOOK_AFRESH : LOOK;
            case TaskHandedOff handed when agent.equals(handed.fromAgentId()) -> LOOK_AFRESH;
            case TaskHandedOff handed -> agent.equals(handed.agentId()) ? LOOK : SLEEP;
            case TaskSubmittedForReview _,
                    TaskCompleted _,
                    AttemptFailed _,
                    LeaseExpired _,
                    TaskDeadLettered _,
                    TaskFailed _,
                    TaskDeclined _,
                    TaskCanceled _ -> agent.equals(event.agentId()) ? LOOK_AFRESH : SLEEP;
            case TaskClaimed _,
                    LeaseRenewed _,
                    ProgressReported _,
                    InputRequested _,
                    InputProvided _,
                    SubtasksSettled _ -> SLEEP;
        };
    }

    private static WakeUp of(AgentEvent event, AgentId agent) {
        return switch (event) {
            // A manager that moves opens its subtree's lines to those below it.
            case AgentEvent.AgentUpdated _ -> agent.equals(event.agentId()) ? LOOK_AFRESH : LOOK;
            case AgentEvent.AgentRetired _ -> agent.equals(event.agentId()) ? LOOK_AFRESH : SLEEP;
            case AgentEvent.AgentRegistered _,
                    AgentEvent.AgentCameOnline _,
                    AgentEvent.AgentWentOffline _,
                    AgentEvent.AgentRelieved _ -> SLEEP;
        };
    }

    private static boolean isFor(AgentId agent, @Nullable AgentId assignee) {
        return assignee == null || agent.equals(assignee);
    }
}
