package dev.baton.access;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How Baton's own tokens are made, and how sign-ins are slowed.
///
/// @param issuer the tokens' `iss`; a token of another issuer is refused, unless it is a trusted one
/// @param tokenLifetime from the issue to the expiry, at most a day
/// @param refreshLifetime for how long a family of refresh tokens may go on from its first
/// @param keyLifetime for how long a key signs before the next one does, at least an hour
/// @param keySecret what the private keys are encrypted with in the database, at least 32 characters and the same on
///     all nodes; without it they are kept as they are
/// @param secretCost BCrypt's for the secrets of agents, 4 to 16: each one more doubles what a sign-in takes of the
///     processor. A secret keeps the cost that it was made with.
/// @param failuresPerClient how many sign-ins of a client from an address may fail in a minute before the rest of it
///     is refused
/// @param failuresPerAddress the same of all clients together
@ConfigurationProperties("baton.access")
record AccessSettings(
        @DefaultValue("baton") String issuer,
        @DefaultValue("1h") Duration tokenLifetime,
        @DefaultValue("30d") Duration refreshLifetime,
        @DefaultValue("30d") Duration keyLifetime,
        @Nullable String keySecret,
        @DefaultValue("10") int secretCost,
        @DefaultValue("30") int failuresPerClient,
        @DefaultValue("300") int failuresPerAddress) {

    static final Duration LONGEST_TOKEN = Duration.ofDays(1);
    private static final Duration SHORTEST_KEY = Duration.ofHours(1);
    private static final int SHORTEST_SECRET = 32;

    AccessSettings {
        require(!issuer.isBlank(), "issuer is blank");
        require(
                tokenLifetime.isPositive() && tokenLifetime.compareTo(LONGEST_TOKEN) <= 0,
                "token-lifetime must be more than zero, and at most a day");
        require(refreshLifetime.compareTo(tokenLifetime) >= 0, "refresh-lifetime must not be below token-lifetime");
        require(keyLifetime.compareTo(SHORTEST_KEY) >= 0, "key-lifetime must be an hour or more");
        require(
                keySecret == null || keySecret.length() >= SHORTEST_SECRET,
                "key-secret must have 32 characters or more");
        require(secretCost >= 4 && secretCost <= 16, "secret-cost must be 4 to 16");
        require(failuresPerClient > 0 && failuresPerAddress > 0, "failures-per-client and -address must be 1 or more");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("baton.access." + otherwise);
        }
    }

    @Override
    public String toString() {
        return "AccessSettings[issuer=" + issuer + "]";
    }
}
