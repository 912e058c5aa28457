package dev.baton.access;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// A client of the token endpoint.
///
/// @param caller whom its tokens stand for
/// @param proof what its secret is held against
record Client(Caller caller, Proof proof) {

    /// Decides whether a secret is the client's.
    @FunctionalInterface
    interface Proof {

        /// Whom the tokens stand for that the secret is good for; empty where it is not the client's.
        Mono<SignedIn> signIn(String secret);
    }

    /// Who showed the right secret.
    ///
    /// @param grant what the tokens hang on, or null where they last until they expire
    record SignedIn(Caller caller, @Nullable Grant grant) {}

    /// Where clients are found by their id.
    @FunctionalInterface
    interface Directory {

        /// Empty where there is no such client here. One that may sign in no more is found, and no secret is
        /// its.
        Mono<Client> find(String clientId);
    }
}
