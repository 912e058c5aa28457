package dev.baton.installation;

import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.graph.WorkspaceId;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A workspace from outside of its wall.
///
/// @param suspendedAt since when nobody may come in, or null while it is active
/// @param suspendedReason why, or null while it is active
record ManagedWorkspace(
        WorkspaceId id,
        String name,
        WorkspaceState state,
        OffsetDateTime createdAt,
        @Nullable OffsetDateTime suspendedAt,
        @Nullable String suspendedReason) {

    /// As the column's constraint has it.
    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    static final String A_NAME = "Must be 1 to 63 small letters, digits and dashes, the first of them a letter.";

    /// Of a change that needs another state.
    Refusal conflict(WorkspaceState needed) {
        return new Refusal(new Problem.Conflict(
                "The workspace %s is %s, and has to be %s for this.".formatted(name, state, needed), state.name()));
    }
}
