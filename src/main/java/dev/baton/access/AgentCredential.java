package dev.baton.access;

import dev.baton.graph.AgentId;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// What an agent signs in with, without its secret.
///
/// @param createdBy the subject of the caller who made it
/// @param rotatedAt when it got its present secret, or null where that is its first
/// @param previousGoodUntil until when the secret before the present one is good too, or null where it never was
/// @param revokedAt since when it is good for nothing, or null
/// @param revokedBy the subject of the caller who revoked it, or null
public record AgentCredential(
        String clientId,
        AgentId agent,
        OffsetDateTime createdAt,
        String createdBy,
        @Nullable OffsetDateTime rotatedAt,
        @Nullable OffsetDateTime previousGoodUntil,
        @Nullable OffsetDateTime revokedAt,
        @Nullable String revokedBy) {

    /// The batch loader of an agent's credentials, by its id.
    public static final String OF_AGENT = "Agent.credentials";
}
