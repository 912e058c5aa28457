package dev.baton.agent;

import dev.baton.graph.AgentId;
import dev.baton.graph.TaskId;
import dev.baton.journal.Fact;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// What the log says about agents. Each record is a type of the schema, by name and by components.
public sealed interface AgentEvent extends Fact {

    @Override
    AgentId agentId();

    record AgentRegistered(
            AgentId agentId,
            String handle,
            AgentKind kind,
            @Nullable AgentId reportsToId) implements AgentEvent {}

    record AgentUpdated(
            AgentId agentId, AgentKind kind, @Nullable AgentId reportsToId) implements AgentEvent {}

    /// An agent was heard from after a silence.
    record AgentCameOnline(AgentId agentId) implements AgentEvent {}

    /// Nothing was heard from an agent for a while, or it was retired.
    ///
    /// @param lastSeenAt when it was last heard from
    record AgentWentOffline(AgentId agentId, @Nullable OffsetDateTime lastSeenAt) implements AgentEvent {}

    record AgentRetired(AgentId agentId) implements AgentEvent {}

    /// A task that the agent had was handed on. The hand-over itself is about the agent that has it now, and this
    /// is how it is heard by who follows the one that it left.
    ///
    /// @param handedTaskId the task; this is no event of it
    /// @param toAgentId who has it now
    record AgentRelieved(AgentId agentId, TaskId handedTaskId, AgentId toAgentId) implements AgentEvent {}
}
