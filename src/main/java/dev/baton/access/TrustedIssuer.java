package dev.baton.access;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Makes a [Caller] of a token of one trusted issuer. It is a person: only Baton itself says who is an agent. Its
/// subject
/// begins with the issuer's name here, so that nobody takes another's by it.
final class TrustedIssuer {

    /// Signatures by a private key; never by a secret, and never none.
    private static final Set<SignatureAlgorithm> ALGORITHMS = Set.of(SignatureAlgorithm.values());

    private static final int LONGEST_SUBJECT = 255;

    private final String name;
    private final TrustSettings.Issuer settings;
    private final IssuerKeys keys;
    private final WorkspaceNames workspaces;
    private final OAuth2TokenValidator<Jwt> validator;

    TrustedIssuer(String name, TrustSettings.Issuer settings, IssuerKeys keys, WorkspaceNames workspaces, Clock clock) {
        this.name = name;
        this.settings = settings;
        this.keys = keys;
        this.workspaces = workspaces;
        this.validator = validator(settings, clock);
    }

    String issuer() {
        return settings.issuer();
    }

    /// Who shows this token.
    Mono<CallerAuthentication> verify(SignedJWT token) {
        JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
        return ALGORITHMS.stream()
                .filter(known -> known.getName().equals(algorithm.getName()))
                .findFirst()
                .map(known -> keys.withId(token.getHeader().getKeyID())
                        .flatMap(found -> decoder(found, known).decode(token.getParsedString()))
                        .flatMap(this::authentication))
                .orElseGet(() -> Mono.error(new InvalidBearerTokenException("The token's algorithm is none of ours")));
    }

    private NimbusReactiveJwtDecoder decoder(List<JWK> found, SignatureAlgorithm algorithm) {
        NimbusReactiveJwtDecoder decoder = NimbusReactiveJwtDecoder.withJwkSource(_ -> Flux.fromIterable(found))
                .jwsAlgorithm(algorithm)
                .build();
        decoder.setJwtValidator(validator);
        return decoder;
    }

    private Mono<CallerAuthentication> authentication(Jwt jwt) {
        String subject = jwt.getSubject();
        Set<Role> roles = roles(claim(jwt.getClaims(), settings.rolesClaim()));
        if (subject == null
                || subject.isBlank()
                || subject.length() > LONGEST_SUBJECT
                || subject.chars().anyMatch(Character::isISOControl)
                || roles.isEmpty()) {
            return Mono.error(unclear());
        }
        Instant expiresAt = Objects.requireNonNull(jwt.getExpiresAt(), "the validator requires exp");
        return Mono.justOrEmpty(claim(jwt.getClaims(), settings.workspaceClaim()))
                .ofType(String.class)
                .filter(settings::isTrustedWith)
                .flatMap(workspaces::find)
                .map(workspace -> new Caller(name + ":" + subject, roles, workspace, null))
                .map(caller -> new CallerAuthentication(caller, null, expiresAt))
                .switchIfEmpty(Mono.error(TrustedIssuer::unclear));
    }

    private static InvalidBearerTokenException unclear() {
        return new InvalidBearerTokenException("The token's claims do not say who calls, or from where");
    }

    /// The claim of that name, or what the parts of the name lead to.
    private static @Nullable Object claim(Map<String, Object> claims, String path) {
        if (claims.containsKey(path)) {
            return claims.get(path);
        }
        Object at = claims;
        for (String part : path.split("\\.", -1)) {
            at = at instanceof Map<?, ?> object ? object.get(part) : null;
        }
        return at;
    }

    /// Those that the issuer may give: it has others, for others. Empty also where the claim is not made of texts.
    private Set<Role> roles(@Nullable Object claim) {
        List<?> names = switch (claim) {
            case String words -> Arrays.asList(words.split(" ", -1));
            case List<?> list -> list;
            case null, default -> List.of();
        };
        return names.stream().allMatch(String.class::isInstance)
                ? settings.roles().stream()
                        .filter(role -> names.contains(settings.nameOf(role)))
                        .collect(Collectors.toSet())
                : Set.of();
    }

    private static OAuth2TokenValidator<Jwt> validator(TrustSettings.Issuer settings, Clock clock) {
        var time = new JwtTimestampValidator(settings.clockSkew());
        time.setAllowEmptyExpiryClaim(false);
        time.setClock(clock);
        var type = new JwtTypeValidator("JWT", "at+jwt");
        type.setAllowEmpty(true);
        return new DelegatingOAuth2TokenValidator<>(
                type, time, new JwtIssuerValidator(settings.issuer()), new JwtAudienceValidator(settings.audience()));
    }
}
