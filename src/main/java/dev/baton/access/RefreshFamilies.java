package dev.baton.access;

import dev.baton.graph.TypeId;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Refresh tokens, each good once. A token names its family, and the family knows only its last one: who shows another
/// one shows a token that was used before, so one of two who have it is a thief, and the family ends for both.
///
/// A token has 256 bits of chance in it, so a fast hash hides it well enough.
@Component
class RefreshFamilies {

    private static final Logger log = LoggerFactory.getLogger(RefreshFamilies.class);
    private static final String PREFIX = "refresh";
    private static final String REUSED = "A refresh token of {} was used twice: its family has ended.";

    /// The tokens of a family may outlive it by so much; until then it is remembered that it has ended or expired.
    private static final Duration REMEMBERED = AccessSettings.LONGEST_TOKEN;

    /// A client that begins one after the other loses the oldest: it has its secret to go on with.
    private static final int MOST = 100;

    private static final String BEGIN = """
        WITH surplus AS (
            DELETE FROM refresh_family
            WHERE id IN (
                SELECT id
                FROM refresh_family
                WHERE workspace_id = :workspace AND client_id = :client AND ended_at IS NULL
                ORDER BY created_at DESC, id DESC
                OFFSET :others)
        )
        INSERT INTO refresh_family (id, workspace_id, client_id, generation, token_sha256, created_at, expires_at)
        VALUES (:id, :workspace, :client, :generation, :hash, :now, :expires)
        """;

    /// Of two who show the same token at once, the second waits for the first here and then finds another hash.
    private static final String TURN = """
        UPDATE refresh_family f
        SET token_sha256 = :next, generation = greatest(f.generation, :generation)
        FROM agent_credential c
        WHERE f.id = :id
          AND f.workspace_id = :workspace
          AND f.client_id = :client
          AND f.token_sha256 = :hash
          AND f.ended_at IS NULL
          AND f.expires_at > :now
          AND c.workspace_id = f.workspace_id
          AND c.client_id = f.client_id
          AND c.revoked_at IS NULL
          AND (c.generation = f.generation OR (c.generation = f.generation + 1 AND c.previous_until > :now))
        """;

    private static final String END = """
        UPDATE refresh_family
        SET ended_at = :now, expires_at = least(expires_at, :now)
        WHERE id = :id
          AND workspace_id = :workspace
          AND client_id = :client
          AND token_sha256 <> :hash
          AND ended_at IS NULL
        """;

    private static final String FORGET = """
        DELETE FROM refresh_family
        WHERE id IN (SELECT id FROM refresh_family WHERE expires_at < :before LIMIT 1000)
        """;

    private final DatabaseClient client;
    private final Revocations revocations;
    private final AccessSettings settings;
    private final Clock clock;

    RefreshFamilies(DatabaseClient client, Revocations revocations, AccessSettings settings, Clock clock) {
        this.client = client;
        this.revocations = revocations;
        this.settings = settings;
        this.clock = clock;
    }

    /// A family's last token.
    ///
    /// @param grant names the family
    record Fresh(Grant grant, String token) {

        @Override
        public String toString() {
            return "Fresh[grant=" + grant + "]";
        }
    }

    /// Begins a family for who has just signed in.
    Mono<Fresh> begin(Grant grant) {
        Fresh fresh = fresh(grant, TypeId.next());
        return bind(client.sql(BEGIN), fresh.grant())
                .bind("generation", grant.generation())
                .bind("others", MOST - 1)
                .bind("hash", Secrets.fingerprint(fresh.token()))
                .bind("now", now())
                .bind("expires", now().plus(settings.refreshLifetime()))
                .then()
                .thenReturn(fresh);
    }

    /// Takes a token for the next one; empty where it is good for nothing, or not this client's.
    Mono<Fresh> turn(Grant grant, String token) {
        return Mono.justOrEmpty(family(token))
                .map(family -> fresh(grant, family))
                .flatMap(fresh -> turn(fresh, token)
                        .filter(turned -> turned == 1)
                        .map(_ -> fresh)
                        .switchIfEmpty(endIfUsedBefore(fresh.grant(), token).then(Mono.empty())));
    }

    /// Removes what nothing hangs on any more: how many families went.
    Mono<Long> forget() {
        return client.sql(FORGET)
                .bind("before", now().minus(REMEMBERED))
                .fetch()
                .rowsUpdated();
    }

    private Mono<Long> turn(Fresh fresh, String token) {
        return bind(client.sql(TURN), fresh.grant())
                .bind("generation", fresh.grant().generation())
                .bind("hash", Secrets.fingerprint(token))
                .bind("next", Secrets.fingerprint(fresh.token()))
                .bind("now", now())
                .fetch()
                .rowsUpdated();
    }

    private Mono<Long> endIfUsedBefore(Grant grant, String token) {
        return bind(client.sql(END), grant)
                .bind("hash", Secrets.fingerprint(token))
                .bind("now", now())
                .fetch()
                .rowsUpdated()
                .filter(ended -> ended == 1)
                .flatMap(ended -> Mono.deferContextual(context -> {
                    LogContext.within(context, () -> log.warn(REUSED, grant.clientId()));
                    revocations.note(grant.clientId());
                    return Mono.just(ended);
                }));
    }

    private static DatabaseClient.GenericExecuteSpec bind(DatabaseClient.GenericExecuteSpec spec, Grant grant) {
        UUID family = grant.family();
        if (family == null) {
            throw new IllegalArgumentException("The grant has no family");
        }
        return spec.bind("id", family)
                .bind("workspace", grant.workspace().value())
                .bind("client", grant.clientId());
    }

    private static Fresh fresh(Grant grant, UUID family) {
        return new Fresh(grant.withFamily(family), TypeId.format(PREFIX, family) + "." + Secrets.fresh());
    }

    private static Optional<UUID> family(String token) {
        int dot = token.indexOf('.');
        return dot < 0 ? Optional.empty() : TypeId.parse(PREFIX, token.substring(0, dot));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
