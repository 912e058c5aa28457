package dev.baton.deliverable;

import dev.baton.graph.AgentId;
import dev.baton.graph.TaskId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which deliverables; every given condition holds.
record DeliverableFilter(
        @Nullable List<DeliverableKind> kinds,
        @Nullable List<DeliverableReview> reviews,
        @Nullable String taskId,
        @Nullable String agentId) {

    static final DeliverableFilter ALL = new DeliverableFilter(null, null, null, null);

    /// What is no task's id matches nothing, as a missing task's id does.
    @Nullable
    TaskId task() {
        return taskId == null ? null : TaskId.parse(taskId).orElse(TaskId.NONE);
    }

    /// What is no agent's id matches nothing, as a missing agent's id does.
    @Nullable
    AgentId agent() {
        return agentId == null ? null : AgentId.parse(agentId).orElse(AgentId.NONE);
    }
}
