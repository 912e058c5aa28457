package dev.baton.agent;

import dev.baton.graph.AgentId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which agents; every given condition holds.
///
/// @param retired whether to see the retired ones, or those that are not; the latter unless told
record AgentFilter(
        @Nullable List<AgentKind> kinds,
        @Nullable List<String> divisions,
        @Nullable List<String> capabilities,
        @Nullable String reportsToId,
        @Nullable Boolean retired) {

    static final AgentFilter ALL = new AgentFilter(null, null, null, null, null);

    /// What is no agent's id matches no agent, as a missing agent's id does.
    @Nullable
    AgentId manager() {
        return reportsToId == null ? null : AgentId.parse(reportsToId).orElse(AgentId.NONE);
    }
}
