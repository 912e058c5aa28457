package dev.baton.agent;

import dev.baton.graph.AgentId;
import dev.baton.journal.Fact;
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
}
