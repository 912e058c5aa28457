package dev.baton.access;

import dev.baton.graph.AgentId;
import dev.baton.graph.WorkspaceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The caller, as the graph shows it.
///
/// @param agentId the agent that the caller is, or null for a person
public record Viewer(
        String subject,
        List<Role> roles,
        WorkspaceId workspaceId,
        @Nullable AgentId agentId) {

    static Viewer of(Caller caller) {
        return new Viewer(
                caller.subject(), caller.roles().stream().sorted().toList(), caller.workspace(), caller.agent());
    }
}
