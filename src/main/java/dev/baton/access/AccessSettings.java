package dev.baton.access;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How Baton's own tokens are made.
///
/// @param issuer the tokens' `iss`; a token of another issuer is refused
/// @param tokenLifetime from the issue to the expiry, at most a day: there is no revocation before it
@ConfigurationProperties("baton.access")
record AccessSettings(
        @DefaultValue("baton") String issuer,
        @DefaultValue("1h") Duration tokenLifetime) {

    private static final Duration LONGEST = Duration.ofDays(1);

    AccessSettings {
        if (issuer.isBlank()) {
            throw new IllegalArgumentException("baton.access.issuer is blank");
        }
        if (!tokenLifetime.isPositive() || tokenLifetime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("baton.access.token-lifetime must be more than zero, and at most a day");
        }
    }
}
