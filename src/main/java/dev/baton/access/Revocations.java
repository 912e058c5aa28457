package dev.baton.access;

import static dev.baton.database.Columns.column;

import dev.baton.database.Columns;
import dev.baton.database.Reach;
import dev.baton.graph.WorkspaceId;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Turns away tokens whose credential was revoked or rotated away, or whose refresh tokens were used twice, and all
/// tokens of a workspace that is not active. On the node where that happens it takes effect at once, on the others
/// within a second: for so long an answer is remembered, so that an agent at work costs one statement a second for it,
/// as do all people of a workspace together.
@Component
public class Revocations {

    private static final Duration REMEMBERED = Duration.ofSeconds(1);

    private static final String LAPSES = """
        SELECT held.number,
               CASE
                   WHEN w.id IS NULL THEN 'WORKSPACE_GONE'
                   WHEN w.state = 'SUSPENDED' THEN 'WORKSPACE_SUSPENDED'
                   ELSE 'CREDENTIAL_ENDED'
               END AS lapse
        FROM unnest(:workspaces, :clients, :generations, :families) WITH ORDINALITY
            AS held (workspace_id, client_id, generation, family, number)
        LEFT JOIN workspace w ON w.id = held.workspace_id AND w.state <> 'DELETING'
        WHERE w.state IS DISTINCT FROM 'ACTIVE'
           OR (held.client_id IS NOT NULL
               AND NOT EXISTS (
                   SELECT FROM agent_credential c
                   WHERE c.workspace_id = held.workspace_id
                     AND c.client_id = held.client_id
                     AND c.revoked_at IS NULL
                     AND (c.generation = held.generation
                         OR (c.generation = held.generation + 1 AND c.previous_until > :now))))
           OR EXISTS (
                SELECT FROM refresh_family f
                WHERE f.workspace_id = held.workspace_id AND f.id = held.family AND f.ended_at IS NOT NULL)
        """;

    private final DatabaseClient client;
    private final Clock clock;
    private final Remembered<Held, Optional<Lapse>> known = new Remembered<>(REMEMBERED);

    Revocations(DatabaseClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /// What a token's right hangs on.
    ///
    /// @param grant null where that is the workspace alone
    private record Held(WorkspaceId workspace, @Nullable Grant grant) {

        static Held of(CallerAuthentication login) {
            return new Held(login.getPrincipal().workspace(), login.grant());
        }

        <T> @Nullable T of(Function<Grant, @Nullable T> part) {
            return grant == null ? null : part.apply(grant);
        }
    }

    private record Found(Held held, Lapse lapse) {}

    /// Says that something about a credential has changed: what was known of it is asked for again.
    void note(String clientId) {
        known.forget(held -> clientId.equals(held.of(Grant::clientId)));
    }

    /// Says that a workspace was suspended, resumed or deleted.
    public void note(WorkspaceId workspace) {
        known.forget(held -> held.workspace().equals(workspace));
    }

    /// Why the login is good for nothing; empty where it is good.
    ///
    /// @return an error signal where it cannot be found out
    Mono<Lapse> lapse(CallerAuthentication login) {
        return ask(Held.of(login)).flatMap(Mono::justOrEmpty);
    }

    /// Why no token of the workspace is good; empty where they are.
    ///
    /// @return an error signal where it cannot be found out
    Mono<Lapse> lapse(WorkspaceId workspace) {
        return ask(new Held(workspace, null)).flatMap(Mono::justOrEmpty);
    }

    /// False also where it cannot be found out: each operation asks again.
    Mono<Boolean> isEnded(CallerAuthentication login) {
        return ask(Held.of(login)).map(Optional::isPresent).onErrorReturn(false);
    }

    /// Those of the logins that are good for nothing, by one statement however many they are.
    ///
    /// @return an error signal where it cannot be found out
    Mono<Predicate<CallerAuthentication>> ended(Collection<CallerAuthentication> logins) {
        List<Held> all = logins.stream().map(Held::of).distinct().toList();
        Mono<Set<Held>> ended = all.isEmpty()
                ? Mono.just(Set.of())
                : find(all).contextWrite(Reach.everywhere()).map(Found::held).collect(Collectors.toSet());
        return ended.map(gone -> login -> gone.contains(Held.of(login)));
    }

    private Mono<Optional<Lapse>> ask(Held held) {
        return known.ask(
                held,
                () -> find(List.of(held))
                        .contextWrite(Reach.within(held.workspace()))
                        .map(Found::lapse)
                        .next()
                        .singleOptional());
    }

    private Flux<Found> find(List<Held> all) {
        return client.sql(LAPSES)
                .bind("workspaces", column(all, held -> held.workspace().value(), UUID[]::new))
                .bind("clients", column(all, held -> held.of(Grant::clientId), String[]::new))
                .bind("generations", column(all, held -> held.of(Grant::generation), Integer[]::new))
                .bind("families", column(all, held -> held.of(Grant::family), UUID[]::new))
                .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                .map(row -> found(all, new Columns(row)))
                .all();
    }

    private static Found found(List<Held> all, Columns row) {
        return new Found(all.get((int) row.bigint("number") - 1), row.constant("lapse", Lapse.class));
    }
}
