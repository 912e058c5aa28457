package dev.baton.access;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The keys that there are, the newest first, and what each is for at a moment. All nodes read them from one table and
/// decide the same.
///
/// A key is shown for [#LEAD] before it signs: by then every node, and every verifier that heeds the published keys'
/// freshness, knows it. It is kept until the last token that it may have signed has expired.
record KeyRing(List<Kept> keys) {

    /// How long a key is known before it signs: more than the nodes take to look again, and verifiers may.
    static final Duration LEAD = Duration.ofMinutes(10);

    private static final Duration SPARE = Duration.ofMinutes(10);

    record Kept(RSAKey key, Instant createdAt) {}

    KeyRing {
        keys = List.copyOf(keys);
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /// The newest that has been known long enough; the first of all signs at once.
    RSAKey signing(Instant now) {
        return keys.stream()
                .filter(kept -> !kept.createdAt().plus(LEAD).isAfter(now))
                .findFirst()
                .orElseGet(keys::getLast)
                .key();
    }

    /// Whether it is time for the next key.
    boolean isDue(Instant now, Duration lifetime) {
        return isEmpty() || !keys.getFirst().createdAt().plus(lifetime).isAfter(now);
    }

    /// The ids of the keys that no token can need any more: their successor has signed for as long as a token
    /// lives.
    List<String> spent(Instant now) {
        Instant before = now.minus(AccessSettings.LONGEST_TOKEN).minus(LEAD).minus(SPARE);
        return keys.stream()
                .dropWhile(kept -> kept.createdAt().isAfter(before))
                .skip(1)
                .map(kept -> kept.key().getKeyID())
                .toList();
    }

    /// All of them, with their private halves left out.
    JWKSet published() {
        return new JWKSet(List.copyOf(keys.stream().map(Kept::key).toList())).toPublicJWKSet();
    }
}
