package dev.baton.access;

import static dev.baton.database.Columns.column;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.baton.database.Columns;
import dev.baton.database.Reach;
import dev.baton.graph.Fault;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Turns away tokens whose credential was revoked or rotated away, or whose refresh tokens were used twice. On the
/// node where that happens it takes effect at once, on the others within a second: for so long an answer is
/// remembered, so that an agent at work costs one statement a second for it.
@Component
class Revocations {

    private static final Duration REMEMBERED = Duration.ofSeconds(1);

    private static final String ENDED = """
        SELECT held.number
        FROM unnest(:workspaces, :clients, :generations, :families) WITH ORDINALITY
            AS held (workspace_id, client_id, generation, family, number)
        WHERE NOT EXISTS (
                SELECT FROM agent_credential c
                WHERE c.workspace_id = held.workspace_id
                  AND c.client_id = held.client_id
                  AND c.revoked_at IS NULL
                  AND (c.generation = held.generation
                      OR (c.generation = held.generation + 1 AND c.previous_until > :now)))
           OR EXISTS (
                SELECT FROM refresh_family f
                WHERE f.workspace_id = held.workspace_id AND f.id = held.family AND f.ended_at IS NOT NULL)
        """;

    private final DatabaseClient client;
    private final Clock clock;
    private final AsyncCache<Grant, Boolean> ended =
            Caffeine.newBuilder().expireAfterWrite(REMEMBERED).buildAsync();

    Revocations(DatabaseClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /// Says that something about a credential has changed: what was known of it is asked for again.
    void note(String clientId) {
        ended.synchronous().asMap().keySet().removeIf(grant -> grant.clientId().equals(clientId));
    }

    /// Why the login is good for nothing any more; empty where it is.
    Mono<Fault> refusal(CallerAuthentication login) {
        return ask(login)
                .filter(gone -> gone)
                .map(_ -> new Fault(
                        Fault.Code.UNAUTHENTICATED,
                        "The credential behind this token was revoked or has another secret now. Sign in again."))
                .onErrorResume(failure -> Mono.just(Retirements.unknown(failure)));
    }

    /// False also where it cannot be found out: each operation asks again.
    Mono<Boolean> isEnded(CallerAuthentication login) {
        return ask(login).onErrorReturn(false);
    }

    /// Those of the grants that have ended, by one statement however many they are.
    ///
    /// @return an error signal where it cannot be found out
    Mono<Set<Grant>> ended(Collection<Grant> grants) {
        List<Grant> held = grants.stream().distinct().toList();
        return held.isEmpty()
                ? Mono.just(Set.of())
                : find(held).contextWrite(Reach.everywhere()).collect(Collectors.toSet());
    }

    // Others may wait for the same answer, so nobody's cancellation may reach it.
    private Mono<Boolean> ask(CallerAuthentication login) {
        Grant grant = login.grant();
        return grant == null
                ? Mono.just(false)
                : Mono.fromFuture(
                        () -> ended.get(
                                grant,
                                (held, _) -> find(List.of(held))
                                        .contextWrite(Reach.within(held.workspace()))
                                        .hasElements()
                                        .toFuture()),
                        true);
    }

    private Flux<Grant> find(List<Grant> held) {
        return client.sql(ENDED)
                .bind("workspaces", column(held, grant -> grant.workspace().value(), UUID[]::new))
                .bind("clients", column(held, Grant::clientId, String[]::new))
                .bind("generations", column(held, Grant::generation, Integer[]::new))
                .bind("families", column(held, Grant::family, UUID[]::new))
                .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                .map(row -> held.get((int) new Columns(row).bigint("number") - 1))
                .all();
    }
}
