package dev.baton.access;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// A client of the token endpoint, and what its secret is held against.
@FunctionalInterface
interface Client {

    /// Whom the tokens stand for that the secret is good for; empty where it is not the client's.
    Mono<SignedIn> signIn(String secret);

    /// Who showed the right secret.
    ///
    /// @param grant what the tokens hang on, or null where they last until they expire
    record SignedIn(Caller caller, @Nullable Grant grant) {}

    /// Where clients are found by their id.
    @FunctionalInterface
    interface Directory {

        /// Empty where there is no such client here.
        Mono<Client> find(String clientId);
    }
}
