package dev.baton.access;

import dev.baton.graph.WorkspaceId;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Is told of every sign-in at the token endpoint: a bean of the feature that keeps the audit.
public interface SignInWitness {

    /// A client has shown who it is, and no token was made for it yet, nor a refresh token used up. An error
    /// signal refuses it one, and it may try the same again.
    ///
    /// @return to be told what came of it
    Mono<Outcome> begins(Attempt attempt);

    /// A sign-in has failed, and nothing began.
    ///
    /// @param error the OAuth error code
    Mono<Void> failed(Attempt attempt, String error);

    /// Hears what came of a sign-in that began. It never fails: what was done is done.
    interface Outcome {

        /// @param error the OAuth error code, or null where a token is given
        Mono<Void> is(@Nullable String error);
    }

    /// @param workspace null where there is no such client
    /// @param actor the subject that the client's tokens have; the client id as it was sent where there is no such
    ///     client
    record Attempt(
            @Nullable WorkspaceId workspace,
            String actor,
            String clientId,
            String grantType,
            String address,
            String requestId) {}
}
