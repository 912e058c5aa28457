package dev.baton.agent;

import dev.baton.graph.AgentId;
import dev.baton.graph.InputCheck;
import dev.baton.graph.Refusal;
import dev.baton.graph.WorkspaceId;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

record RegisterAgentInput(
        String handle,
        @Nullable String displayName,
        AgentKind kind,
        @Nullable String division,
        @Nullable String model,
        @Nullable List<String> capabilities,
        @Nullable List<String> tools,
        Agent.@Nullable Resources resources,
        @Nullable String reportsToId,
        @Nullable Integer maxConcurrentTasks,
        @Nullable String idempotencyKey) {

    private static final Pattern HANDLE = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final Agent.Resources UNSAID = new Agent.Resources(null, null);

    /// The new agent.
    ///
    /// @throws Refusal where the input does not hold
    Agent agent(WorkspaceId workspace, OffsetDateTime now) {
        new InputCheck()
                .matches(
                        "handle",
                        handle,
                        HANDLE,
                        "Must be 1 to 64 lower-case letters, digits and hyphens, starting with a letter.")
                .refuse();
        return AgentProfile.check(new Agent(
                AgentId.next(),
                workspace,
                handle,
                displayName == null ? handle : displayName,
                kind,
                division,
                model,
                AgentProfile.distinct(capabilities),
                AgentProfile.distinct(tools),
                Objects.requireNonNullElse(resources, UNSAID),
                AgentProfile.manager(reportsToId),
                maxConcurrentTasks == null ? 1 : maxConcurrentTasks,
                null,
                false,
                null,
                now,
                now));
    }
}
