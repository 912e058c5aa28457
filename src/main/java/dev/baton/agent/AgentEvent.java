package dev.baton.agent;

import dev.baton.graph.AgentId;
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
}
