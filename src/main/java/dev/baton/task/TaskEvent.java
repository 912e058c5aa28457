package dev.baton.task;

import dev.baton.graph.AgentId;
import dev.baton.graph.AttemptId;
import dev.baton.graph.TaskId;
import dev.baton.journal.Fact;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the log says about a task's life. Each record is a type of the schema, by name and by components, and
/// carries the state that the task was in after it: folding a task's events gives what a query shows.
public sealed interface TaskEvent extends Fact {

    @Override
    TaskId taskId();

    @Override
    TaskState state();

    record TaskDelegated(
            TaskId taskId,
            TaskState state,
            String title,
            String type,
            TaskPriority priority,
            @Nullable TaskId parentId,
            List<TaskId> dependsOn,
            @Nullable AgentId assigneeId,
            @Nullable AgentId agentId)
            implements TaskEvent {}

    record TaskQueued(
            TaskId taskId, TaskState state, @Nullable AgentId agentId) implements TaskEvent {}

    record TaskClaimed(
            TaskId taskId,
            TaskState state,
            AttemptId attemptId,
            AgentId agentId,
            int attemptNumber,
            OffsetDateTime leaseExpiresAt)
            implements TaskEvent {}

    record LeaseRenewed(
            TaskId taskId, TaskState state, AttemptId attemptId, AgentId agentId, OffsetDateTime leaseExpiresAt)
            implements TaskEvent {}

    record ProgressReported(
            TaskId taskId,
            TaskState state,
            AttemptId attemptId,
            AgentId agentId,
            int percent,
            @Nullable String milestone,
            @Nullable String message,
            OffsetDateTime leaseExpiresAt)
            implements TaskEvent {}

    record TaskSubmittedForReview(
            TaskId taskId,
            TaskState state,
            AttemptId attemptId,
            AgentId agentId,
            @Nullable Object result) implements TaskEvent {}

    record TaskCompleted(
            TaskId taskId,
            TaskState state,
            @Nullable AgentId agentId,
            @Nullable Object result) implements TaskEvent {}

    record TaskChangesRequested(
            TaskId taskId, TaskState state, @Nullable AgentId agentId, String comment) implements TaskEvent {}

    record AttemptFailed(
            TaskId taskId,
            TaskState state,
            AttemptId attemptId,
            AgentId agentId,
            Task.Failure failure,
            int strikes,
            OffsetDateTime notBefore)
            implements TaskEvent {}

    record LeaseExpired(
            TaskId taskId, TaskState state, AttemptId attemptId, AgentId agentId, int strikes, OffsetDateTime notBefore)
            implements TaskEvent {}

    record TaskDeadLettered(
            TaskId taskId, TaskState state, AttemptId attemptId, AgentId agentId, Task.Failure failure, int strikes)
            implements TaskEvent {}

    /// For good: its agent gave up, or its deadline passed, whether or not anybody worked on it.
    record TaskFailed(
            TaskId taskId,
            TaskState state,
            @Nullable AttemptId attemptId,
            @Nullable AgentId agentId,
            Task.Failure failure)
            implements TaskEvent {}

    record TaskDeclined(TaskId taskId, TaskState state, AgentId agentId, String reason) implements TaskEvent {}

    record TaskReleased(
            TaskId taskId,
            TaskState state,
            AttemptId attemptId,
            AgentId agentId,
            @Nullable String reason) implements TaskEvent {}

    record InputRequested(TaskId taskId, TaskState state, AttemptId attemptId, AgentId agentId, String question)
            implements TaskEvent {}

    record InputProvided(
            TaskId taskId,
            TaskState state,
            AttemptId attemptId,
            AgentId agentId,
            Object answer,
            OffsetDateTime leaseExpiresAt)
            implements TaskEvent {}

    /// @param agentId who has it now
    /// @param fromAgentId who had it
    record TaskHandedOff(
            TaskId taskId,
            TaskState state,
            AgentId agentId,
            AgentId fromAgentId,
            @Nullable String note) implements TaskEvent {}

    record TaskRetried(
            TaskId taskId,
            TaskState state,
            @Nullable AgentId agentId,
            @Nullable String note) implements TaskEvent {}

    record TaskCanceled(
            TaskId taskId,
            TaskState state,
            @Nullable AgentId agentId,
            @Nullable String reason) implements TaskEvent {}

    /// The last open part of the task has ended.
    record SubtasksSettled(
            TaskId taskId, TaskState state, @Nullable AgentId agentId, int completed, int notCompleted)
            implements TaskEvent {}
}
