package dev.baton.access;

import dev.baton.graph.AgentId;
import dev.baton.graph.WorkspaceId;
import reactor.core.publisher.Mono;

/// Knows which agents are retired: a bean of the feature that has the agents, asked before one of them may do
/// anything.
public interface AgentStanding {

    /// False also where the workspace has no such agent.
    Mono<Boolean> isRetired(WorkspaceId workspace, AgentId agent);
}
