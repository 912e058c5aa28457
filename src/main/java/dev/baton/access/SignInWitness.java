package dev.baton.access;

import dev.baton.graph.WorkspaceId;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Is told of every sign-in at the token endpoint, granted or refused, before it is answered: a bean of the feature
/// that keeps the audit. An error signal from it refuses the token.
public interface SignInWitness {

    Mono<Void> saw(Attempt attempt);

    /// @param workspace null where there is no such client
    /// @param actor the subject that the client's tokens have; the client id as it was sent where there is no such
    ///     client
    /// @param refusal the OAuth error code, or null where a token is given
    record Attempt(
            @Nullable WorkspaceId workspace,
            String actor,
            String clientId,
            String grantType,
            String address,
            String requestId,
            @Nullable String refusal) {}
}
