package dev.baton.task;

import dev.baton.graph.AgentId;
import dev.baton.graph.TaskId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which tasks; every given condition holds.
record TaskFilter(
        @Nullable List<TaskState> states,
        @Nullable List<String> types,
        @Nullable List<TaskPriority> priorities,
        @Nullable List<String> labels,
        @Nullable String assigneeId,
        @Nullable String parentId) {

    static final TaskFilter ALL = new TaskFilter(null, null, null, null, null, null);

    /// What is no agent's id matches no task, as a missing agent's id does.
    @Nullable
    AgentId assignee() {
        return assigneeId == null ? null : AgentId.parse(assigneeId).orElse(AgentId.NONE);
    }

    /// What is no task's id matches no task, as a missing task's id does.
    @Nullable
    TaskId parent() {
        return parentId == null ? null : TaskId.parse(parentId).orElse(TaskId.NONE);
    }
}
