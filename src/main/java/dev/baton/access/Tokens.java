package dev.baton.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.baton.graph.AgentId;
import dev.baton.graph.WorkspaceId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Makes Baton's own access tokens, and makes a [Caller] of a token that holds. Whatever is wrong with a token, it
/// is an `AuthenticationException`.
@Component
class Tokens implements ReactiveAuthenticationManager {

    static final String AUDIENCE = "baton";
    static final String ROLES = "roles";
    static final String WORKSPACE = "workspace";
    static final String AGENT = "agent";
    static final String CLIENT = "client_id";
    static final String GENERATION = "generation";
    static final String FAMILY = "family";

    /// Longer ones are refused unread; a token of ours has about 700 characters.
    static final int LONGEST = 8192;

    /// These are tokens of our own, by clocks of our own: sockets close at the moment of expiry too.
    private static final Duration CLOCK_SKEW = Duration.ZERO;

    private final SigningKeys keys;
    private final AccessSettings settings;
    private final Clock clock;
    private final ReactiveJwtDecoder decoder;

    Tokens(SigningKeys keys, AccessSettings settings, Clock clock) {
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
        var nimbus = NimbusReactiveJwtDecoder.withJwkSource(_ -> Flux.fromIterable(keys.verifying()))
                .build();
        nimbus.setJwtValidator(validator());
        this.decoder = nimbus;
    }

    /// A signed token for the caller, good for as long as the settings say.
    ///
    /// @param grant with what it may end before, or null
    String issue(Caller caller, @Nullable Grant grant) {
        Instant now = clock.instant();
        AgentId agent = caller.agent();
        var claims = ended(new JWTClaimsSet.Builder(), grant)
                .issuer(settings.issuer())
                .audience(AUDIENCE)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(settings.tokenLifetime())))
                .subject(caller.subject())
                .claim(ROLES, caller.roles().stream().map(Role::name).sorted().toList())
                .claim(WORKSPACE, caller.workspace().toString())
                .claim(AGENT, agent == null ? null : agent.toString())
                .build();
        return sign(claims, keys.signing());
    }

    private static JWTClaimsSet.Builder ended(JWTClaimsSet.Builder claims, @Nullable Grant grant) {
        return grant == null
                ? claims
                : claims.claim(CLIENT, grant.clientId())
                        .claim(GENERATION, grant.generation())
                        .claim(FAMILY, grant.family() == null ? null : String.valueOf(grant.family()));
    }

    @Override
    public Mono<Authentication> authenticate(Authentication authentication) {
        return authentication instanceof BearerTokenAuthenticationToken bearer
                ? verify(bearer.getToken()).cast(Authentication.class)
                : Mono.empty();
    }

    /// Who shows this token.
    Mono<CallerAuthentication> verify(String token) {
        if (token.length() > LONGEST) {
            return Mono.error(new InvalidBearerTokenException("The token is too long"));
        }
        return decoder.decode(token)
                .map(Tokens::authentication)
                .onErrorMap(
                        thrown -> !(thrown instanceof AuthenticationException),
                        thrown -> new InvalidBearerTokenException("The token does not hold", thrown));
    }

    private static CallerAuthentication authentication(Jwt jwt) {
        Instant expiresAt = Objects.requireNonNull(jwt.getExpiresAt(), "the validator requires exp");
        return caller(jwt)
                .map(caller -> new CallerAuthentication(caller, grant(jwt, caller), expiresAt))
                .orElseThrow(() -> new InvalidBearerTokenException("The token's claims do not say who calls"));
    }

    /// Empty where a claim is missing, has another type than it should, or contradicts another one.
    private static Optional<Caller> caller(Jwt jwt) {
        String subject = jwt.getSubject();
        Set<Role> roles = roles(jwt.getClaims().get(ROLES));
        Optional<WorkspaceId> workspace = text(jwt, WORKSPACE).flatMap(WorkspaceId::parse);
        Optional<AgentId> agent = text(jwt, AGENT).flatMap(AgentId::parse);
        boolean isAgent = jwt.hasClaim(AGENT);
        boolean consistent = isAgent == roles.contains(Role.AGENT)
                && isAgent == agent.isPresent()
                && agent.map(AgentId::toString)
                        .filter(id -> !id.equals(subject))
                        .isEmpty();
        if (subject == null || subject.isBlank() || roles.isEmpty() || workspace.isEmpty() || !consistent) {
            return Optional.empty();
        }
        return Optional.of(new Caller(subject, roles, workspace.get(), agent.orElse(null)));
    }

    private static @Nullable Grant grant(Jwt jwt, Caller caller) {
        return jwt.getClaims().get(CLIENT) instanceof String client
                        && jwt.getClaims().get(GENERATION) instanceof Long generation
                ? new Grant(
                        caller.workspace(),
                        client,
                        Math.toIntExact(generation),
                        text(jwt, FAMILY).map(UUID::fromString).orElse(null))
                : null;
    }

    private static Optional<String> text(Jwt jwt, String claim) {
        return jwt.getClaims().get(claim) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /// Empty where the claim is no list of roles: a role that Baton does not know makes the whole token doubtful.
    private static Set<Role> roles(@Nullable Object claim) {
        if (!(claim instanceof List<?> names)) {
            return Set.of();
        }
        Set<Role> known = Set.of(Role.values()).stream()
                .filter(role -> names.contains(role.name()))
                .collect(Collectors.toSet());
        return known.size() == Set.copyOf(names).size() ? known : Set.of();
    }

    private OAuth2TokenValidator<Jwt> validator() {
        var time = new JwtTimestampValidator(CLOCK_SKEW);
        time.setAllowEmptyExpiryClaim(false);
        time.setClock(clock);
        return new DelegatingOAuth2TokenValidator<>(
                JwtTypeValidator.jwt(),
                time,
                new JwtIssuerValidator(settings.issuer()),
                new JwtAudienceValidator(AUDIENCE));
    }

    private static String sign(JWTClaimsSet claims, RSAKey key) {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID())
                .build();
        try {
            var token = new SignedJWT(header, claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("The signing key cannot sign", e);
        }
    }
}
