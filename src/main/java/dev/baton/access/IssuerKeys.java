package dev.baton.access;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The public keys of a trusted issuer, as they were read last. They are read again when they are ten minutes old, or
/// when a token names another one; not more often than every ten seconds, whatever tokens come. While the issuer
/// cannot be reached, those that are known go on verifying, and nobody waits longer than a moment for an issuer that
/// is slow to show newer ones.
final class IssuerKeys {

    private static final Logger log = LoggerFactory.getLogger(IssuerKeys.class);
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration A_MOMENT = Duration.ofMillis(250);

    /// Secrets are no public keys: an issuer that shows one is not taken at its word.
    private static final Set<KeyType> PUBLIC = Set.of(KeyType.RSA, KeyType.EC);

    private static final JsonMapper JSON = JsonMapper.shared();

    private final WebClient web;
    private final TrustSettings.Issuer issuer;
    private final Clock clock;
    private volatile @Nullable Known known;
    private @Nullable Reading reading;
    private Instant lastTry = Instant.MIN;

    IssuerKeys(WebClient web, TrustSettings.Issuer issuer, Clock clock) {
        this.web = web;
        this.issuer = issuer;
        this.clock = clock;
    }

    private record Known(List<JWK> keys, Instant readAt) {

        boolean has(@Nullable String id) {
            return id == null || keys.stream().anyMatch(key -> id.equals(key.getKeyID()));
        }
    }

    /// @param whole until it has succeeded or failed; it goes on whether anybody waits for it or not
    /// @param moment fails where the issuer has not answered a moment after the first has asked
    private record Reading(Mono<Known> whole, Mono<Known> moment) {

        static Reading of(Mono<Known> read) {
            Mono<Known> whole = read.cache();
            return new Reading(whole, whole.timeout(A_MOMENT).cache());
        }
    }

    /// The keys, among them the one with this id where the issuer has it.
    ///
    /// @return [Undecided] as an error signal where none are known
    Mono<List<JWK>> withId(@Nullable String id) {
        return Mono.defer(() -> find(id))
                .map(Known::keys)
                .switchIfEmpty(Mono.error(() -> new Undecided("The issuer's keys cannot be read")));
    }

    private Mono<Known> find(@Nullable String id) {
        Known have = known;
        if (have == null || !have.has(id)) {
            return readUnlessJustTried().whole().onErrorResume(_ -> Mono.justOrEmpty(have));
        }
        boolean isFresh = have.readAt().plus(FRESH).isAfter(clock.instant());
        return isFresh ? Mono.just(have) : readUnlessJustTried().moment().onErrorReturn(have);
    }

    /// One reading for all who ask meanwhile.
    private synchronized Reading readUnlessJustTried() {
        Reading underWay = reading;
        if (underWay != null) {
            return underWay;
        }
        Instant now = clock.instant();
        if (lastTry.isAfter(now.minus(PAUSE))) {
            return Reading.of(Mono.justOrEmpty(known));
        }
        lastTry = now;
        Reading next = Reading.of(read().timeout(PATIENCE)
                .doOnNext(found -> known = found)
                .doOnError(e -> log.warn("The keys of {} cannot be read: {}", issuer.issuer(), e.toString()))
                .doFinally(_ -> done()));
        reading = next;
        return next;
    }

    private synchronized void done() {
        reading = null;
    }

    private Mono<Known> read() {
        return Mono.justOrEmpty(issuer.jwkSetUri())
                .switchIfEmpty(Mono.defer(this::discover))
                .flatMap(this::get)
                .map(this::parse);
    }

    private Mono<URI> discover() {
        return get(URI.create(issuer.issuer().replaceAll("/$", "") + "/.well-known/openid-configuration"))
                .map(JSON::readTree)
                .map(this::jwkSetUri);
    }

    private URI jwkSetUri(JsonNode description) {
        if (!description.path("issuer").asString("").equals(issuer.issuer())) {
            throw new IllegalStateException("The provider says that it is another issuer");
        }
        return URI.create(description.path("jwks_uri").asString(""));
    }

    private Mono<String> get(URI uri) {
        return web.get().uri(uri).retrieve().bodyToMono(String.class);
    }

    private Known parse(String text) {
        try {
            List<JWK> keys = JWKSet.parse(text).getKeys().stream()
                    .filter(key -> PUBLIC.contains(key.getKeyType()))
                    .filter(key -> key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
                    .map(JWK::toPublicJWK)
                    .toList();
            return new Known(keys, clock.instant());
        } catch (ParseException e) {
            throw new IllegalStateException("The issuer shows no set of keys", e);
        }
    }
}
