package dev.baton.access;

import dev.baton.graph.AgentId;
import dev.baton.graph.WorkspaceId;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Knows which agents are retired: a bean of the feature that has the agents, asked before one of them may do
/// anything.
public interface AgentStanding {

    /// False also where the workspace has no such agent.
    Mono<Boolean> isRetired(WorkspaceId workspace, AgentId agent);

    /// Those of the agents that are retired, each looked for in its workspace, by one statement.
    Flux<AgentId> retired(Map<AgentId, WorkspaceId> agents);
}
