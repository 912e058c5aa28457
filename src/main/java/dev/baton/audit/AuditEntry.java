package dev.baton.audit;

import dev.baton.graph.TypeId;
import dev.baton.graph.WorkspaceId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What somebody sets out to do.
///
/// @param workspace null for a sign-in of a client that there is not
/// @param actor the caller's subject, or the client id of who tries to sign in
/// @param operation the mutation's name, or the grant type of a sign-in
/// @param arguments as JSON, redacted, or null
/// @param address where it comes from
record AuditEntry(
        UUID id,
        Instant at,
        @Nullable WorkspaceId workspace,
        Kind kind,
        String actor,
        String operation,
        @Nullable String arguments,
        String address,
        String requestId) {

    static final String PREFIX = "audit";

    enum Kind {
        MUTATION,
        SIGN_IN
    }

    String publicId() {
        return TypeId.format(PREFIX, id);
    }
}
