package dev.baton.agent;

import dev.baton.graph.Refusal;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.ArgumentValue;

record UpdateAgentInput(
        String agentId,
        ArgumentValue<String> displayName,
        ArgumentValue<AgentKind> kind,
        ArgumentValue<String> division,
        ArgumentValue<String> model,
        ArgumentValue<List<String>> capabilities,
        ArgumentValue<List<String>> tools,
        ArgumentValue<Agent.Resources> resources,
        ArgumentValue<String> reportsToId,
        ArgumentValue<Integer> maxConcurrentTasks) {

    /// The agent as the input wants it: what is left out stays, null clears what may be empty.
    ///
    /// @throws Refusal where the input does not hold
    Agent applyTo(Agent agent, OffsetDateTime now) {
        return AgentProfile.check(new Agent(
                agent.id(),
                agent.workspace(),
                agent.handle(),
                required("displayName", displayName, agent.displayName()),
                required("kind", kind, agent.kind()),
                optional(division, agent.division()),
                optional(model, agent.model()),
                AgentProfile.distinct(required("capabilities", capabilities, agent.capabilities())),
                AgentProfile.distinct(required("tools", tools, agent.tools())),
                required("resources", resources, agent.resources()),
                reportsToId.isOmitted() ? agent.manager() : AgentProfile.manager(reportsToId.value()),
                required("maxConcurrentTasks", maxConcurrentTasks, agent.maxConcurrentTasks()),
                agent.lastSeenAt(),
                agent.online(),
                agent.retiredAt(),
                agent.createdAt(),
                now));
    }

    private static <T> @Nullable T optional(ArgumentValue<T> given, @Nullable T before) {
        return given.isOmitted() ? before : given.value();
    }

    private static <T> T required(String field, ArgumentValue<T> given, T before) {
        if (given.isOmitted()) {
            return before;
        }
        T value = given.value();
        if (value == null) {
            throw Refusal.invalid(field, "Must not be null. Leave it out to keep what is there.");
        }
        return value;
    }
}
