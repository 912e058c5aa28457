package dev.baton.agent;

import dev.baton.graph.AgentId;
import dev.baton.graph.WorkspaceId;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A registered worker or manager.
///
/// @param handle a short name, unique in the workspace
/// @param manager the agent it reports to, or null at the top of a tree
/// @param maxConcurrentTasks how many tasks it may hold at once
/// @param retiredAt when it was retired, or null: a retired agent is handed nothing and may do nothing
/// @param lastSeenAt when it was last heard from, to within ten seconds, or null before the first time
/// @param online what the log said last of its presence
public record Agent(
        AgentId id,
        WorkspaceId workspace,
        String handle,
        String displayName,
        AgentKind kind,
        @Nullable String division,
        @Nullable String model,
        List<String> capabilities,
        List<String> tools,
        Resources resources,
        @Nullable AgentId manager,
        int maxConcurrentTasks,
        @Nullable OffsetDateTime lastSeenAt,
        boolean online,
        @Nullable OffsetDateTime retiredAt,
        OffsetDateTime createdAt,
        OffsetDateTime updatedAt) {

    /// What an agent may use of a machine; null where nobody said.
    ///
    /// @param memoryMiB in MiB
    /// @param cpuShares 1024 to a core
    public record Resources(
            @Nullable Integer memoryMiB, @Nullable Integer cpuShares) {}

    public boolean isRetired() {
        return retiredAt != null;
    }

    public Presence presence() {
        return online ? Presence.ONLINE : Presence.OFFLINE;
    }

    /// Whether an agent can be counted on now.
    public enum Presence {
        ONLINE,
        OFFLINE
    }
}
