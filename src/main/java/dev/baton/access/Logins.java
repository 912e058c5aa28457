package dev.baton.access;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Judges what a caller shows who cannot give each request a header, and tells whose right has ended since: for
/// connections that outlive the request that opened them.
@Component
public class Logins {

    private static final String BEARER = "Bearer ";

    private final Tokens tokens;
    private final Retirements retirements;

    Logins(Tokens tokens, Retirements retirements) {
        this.tokens = tokens;
        this.retirements = retirements;
    }

    /// Who shows this.
    ///
    /// @param authorization what a header `Authorization` would hold
    /// @return empty where it is no bearer token, the token does not hold, or its agent is retired
    public Mono<CallerAuthentication> judge(@Nullable Object authorization) {
        return Mono.justOrEmpty(bearer(authorization))
                .flatMap(tokens::verify)
                .onErrorComplete(AuthenticationException.class)
                .flatMap(this::confirm);
    }

    /// The login, empty where its agent is retired. Where that cannot be found out it is not: each operation asks
    /// again.
    public Mono<CallerAuthentication> confirm(CallerAuthentication login) {
        return retirements
                .isRetired(login.getPrincipal())
                .filter(retired -> !retired)
                .map(_ -> login);
    }

    /// Those of the callers who may do nothing any more, though their tokens hold: found out by one statement,
    /// however many they are.
    ///
    /// @return an error signal where it cannot be found out
    public Mono<Set<Caller>> lapsed(Collection<Caller> callers) {
        return retirements.retired(callers);
    }

    private static Optional<String> bearer(@Nullable Object authorization) {
        return authorization instanceof String text && text.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(text.substring(BEARER.length()).strip())
                : Optional.empty();
    }
}
