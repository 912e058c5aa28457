package dev.baton.access;

import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The trusted issuers, by the `iss` of their tokens.
record TrustedIssuers(Map<String, TrustedIssuer> byIssuer) {

    static TrustedIssuers of(List<TrustedIssuer> issuers) {
        return new TrustedIssuers(
                issuers.stream().collect(Collectors.toUnmodifiableMap(TrustedIssuer::issuer, issuer -> issuer)));
    }

    /// A token, and who it says has issued it: to be believed when that one has verified it.
    record Claimed(SignedJWT token, TrustedIssuer issuer) {}

    /// Empty where it is no signed token, or names none of these.
    Optional<Claimed> claimed(String token) {
        try {
            SignedJWT parsed = SignedJWT.parse(token);
            String issuer = parsed.getJWTClaimsSet().getIssuer();
            return Optional.ofNullable(issuer).map(byIssuer::get).map(found -> new Claimed(parsed, found));
        } catch (ParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
