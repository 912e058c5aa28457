package dev.baton.access;

import dev.baton.graph.WorkspaceId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Through what an agent came by its token, and with what the token therefore ends: its credential, the generation of
/// the credential's secret, and the family of refresh tokens where there is one.
record Grant(
        WorkspaceId workspace,
        String clientId,
        int generation,
        @Nullable UUID family) {

    Grant withFamily(UUID id) {
        return new Grant(workspace, clientId, generation, id);
    }
}
