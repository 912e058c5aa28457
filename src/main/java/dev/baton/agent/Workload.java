package dev.baton.agent;

import dev.baton.graph.AgentId;
import dev.baton.graph.WorkspaceId;
import reactor.core.publisher.Mono;

/// Knows what an agent still has to do: a bean of the feature that has the tasks, asked before an agent is retired.
public interface Workload {

    /// How many tasks have not ended that are the agent's, or that only its subtree may do. Counts what was
    /// committed before it was asked.
    Mono<Long> openTasks(WorkspaceId workspace, AgentId agent);
}
