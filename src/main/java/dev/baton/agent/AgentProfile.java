package dev.baton.agent;

import dev.baton.graph.AgentId;
import dev.baton.graph.InputCheck;
import dev.baton.graph.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What holds of an agent however it came to be.
final class AgentProfile {

    private AgentProfile() {}

    /// The agent, if it holds.
    ///
    /// @throws Refusal `InvalidInput` where it does not
    static Agent check(Agent agent) {
        Agent.Resources resources = agent.resources();
        new InputCheck()
                .length("displayName", agent.displayName(), 1, 200)
                .length("division", agent.division(), 1, 100)
                .length("model", agent.model(), 1, 100)
                .names("capabilities", agent.capabilities(), 100)
                .names("tools", agent.tools(), 100)
                .range("resources.memoryMiB", resources.memoryMiB(), 1, Integer.MAX_VALUE)
                .range("resources.cpuShares", resources.cpuShares(), 1, Integer.MAX_VALUE)
                .range("maxConcurrentTasks", agent.maxConcurrentTasks(), 1, 1000)
                .refuse();
        return agent;
    }

    static List<String> distinct(@Nullable List<String> names) {
        return names == null ? List.of() : names.stream().distinct().toList();
    }

    static @Nullable AgentId manager(@Nullable String id) {
        return id == null ? null : AgentId.parse(id).orElseThrow(() -> Refusal.notFound("agent", id));
    }
}
