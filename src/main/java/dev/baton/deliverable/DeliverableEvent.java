package dev.baton.deliverable;

import dev.baton.graph.AgentId;
import dev.baton.graph.DeliverableId;
import dev.baton.graph.TaskId;
import dev.baton.journal.Fact;
import dev.baton.task.TaskState;
import org.jspecify.annotations.Nullable;

/// What the log says about what is handed in. Each record is a type of the schema, by name and by components. It is
/// about the task, too, and carries the state that the task was in: the task stays locked until the fact is written.
public sealed interface DeliverableEvent extends Fact {

    @Override
    TaskId taskId();

    /// Whose work it is, also where somebody else judges it.
    @Override
    AgentId agentId();

    @Override
    TaskState state();

    /// @param late whether the lease was lost; what is read from before there was such a thing was not
    record DeliverableSubmitted(
            TaskId taskId,
            TaskState state,
            AgentId agentId,
            DeliverableId deliverableId,
            String name,
            int revision,
            DeliverableKind kind,
            @Nullable Boolean late)
            implements DeliverableEvent {

        public DeliverableSubmitted {
            late = Boolean.TRUE.equals(late);
        }
    }

    record DeliverableReviewed(
            TaskId taskId,
            TaskState state,
            AgentId agentId,
            DeliverableId deliverableId,
            String name,
            int revision,
            DeliverableReview review,
            @Nullable String comment)
            implements DeliverableEvent {}

    record DeliverableAdopted(
            TaskId taskId,
            TaskState state,
            AgentId agentId,
            DeliverableId deliverableId,
            String name,
            int revision,
            @Nullable String comment)
            implements DeliverableEvent {}
}
