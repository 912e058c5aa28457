package dev.baton.access;

import reactor.core.publisher.Mono;

/// A client of the token endpoint.
///
/// @param caller whom its tokens stand for
/// @param proof what its secret is held against
record Client(Caller caller, Proof proof) {

    /// Decides whether a secret is the client's.
    @FunctionalInterface
    interface Proof {

        Mono<Boolean> accepts(String secret);
    }

    /// Where clients are found by their id.
    @FunctionalInterface
    interface Directory {

        /// Empty where there is no such client here.
        Mono<Client> find(String clientId);
    }
}
