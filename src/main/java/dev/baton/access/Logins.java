package dev.baton.access;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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
    private final Revocations revocations;

    Logins(Tokens tokens, Retirements retirements, Revocations revocations) {
        this.tokens = tokens;
        this.retirements = retirements;
        this.revocations = revocations;
    }

    /// Who shows this.
    ///
    /// @param authorization what a header `Authorization` would hold
    /// @return empty where it is no bearer token, the token does not hold, or its right has ended
    public Mono<CallerAuthentication> judge(@Nullable Object authorization) {
        return Mono.justOrEmpty(bearer(authorization))
                .flatMap(tokens::verify)
                .onErrorComplete(AuthenticationException.class)
                .flatMap(this::confirm);
    }

    /// The login, empty where its agent is retired, its credential has ended or its workspace is not active. Where
    /// that cannot be found out it is not: each operation asks again.
    public Mono<CallerAuthentication> confirm(CallerAuthentication login) {
        return Mono.just(login)
                .filterWhen(it -> retirements.isRetired(it.getPrincipal()).map(retired -> !retired))
                .filterWhen(it -> revocations.isEnded(it).map(ended -> !ended));
    }

    /// Which of the logins are good for nothing any more, though their tokens hold: found out by two statements,
    /// however many they are.
    ///
    /// @return an error signal where it cannot be found out
    public Mono<Predicate<CallerAuthentication>> lapsed(Collection<CallerAuthentication> logins) {
        List<Caller> callers = logins.stream()
                .map(CallerAuthentication::getPrincipal)
                .distinct()
                .toList();
        return retirements.retired(callers).zipWith(revocations.ended(logins), Logins::isEither);
    }

    private static Predicate<CallerAuthentication> isEither(
            Set<Caller> retired, Predicate<CallerAuthentication> ended) {
        return login -> retired.contains(login.getPrincipal()) || ended.test(login);
    }

    private static Optional<String> bearer(@Nullable Object authorization) {
        return authorization instanceof String text && text.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(text.substring(BEARER.length()).strip())
                : Optional.empty();
    }
}
