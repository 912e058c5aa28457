package dev.baton.access;

import dev.baton.database.Columns;
import dev.baton.graph.AgentId;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.graph.TypeId;
import dev.baton.graph.WorkspaceId;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// The credentials of agents, as administrators handle them: made, given another secret, revoked. The table keeps the
/// secrets' hashes only.
@Component
class AgentCredentials {

    static final String CLIENT_PREFIX = "client";

    private static final String COLUMNS =
            "client_id, agent_id, created_at, created_by, rotated_at, previous_until, revoked_at, revoked_by";

    private static final String FIND = "SELECT " + COLUMNS + """
         FROM agent_credential
        WHERE workspace_id = :workspace AND client_id = :client
        """;

    /// Of each agent the newest hundred.
    private static final String OF_AGENTS =
            "SELECT found.* FROM unnest(:agents) AS agent (id) CROSS JOIN LATERAL (SELECT " + COLUMNS + """
                 FROM agent_credential
                WHERE workspace_id = :workspace AND agent_id = agent.id
                ORDER BY client_id DESC
                LIMIT 100) found
                """;

    private static final String INSERT = """
        INSERT INTO agent_credential (client_id, workspace_id, agent_id, secret_hash, created_by, created_at)
        VALUES (:client, :workspace, :agent, :hash, :by, :now)
        RETURNING {columns}
        """.replace("{columns}", COLUMNS);

    private static final String ROTATE = """
        UPDATE agent_credential
        SET generation = generation + 1,
            previous_hash = secret_hash,
            previous_until = :until,
            secret_hash = :hash,
            rotated_at = :now
        WHERE workspace_id = :workspace AND client_id = :client AND revoked_at IS NULL
        RETURNING {columns}
        """.replace("{columns}", COLUMNS);

    private static final String REVOKE = """
        UPDATE agent_credential
        SET revoked_at = coalesce(revoked_at, :now), revoked_by = coalesce(revoked_by, :by)
        WHERE workspace_id = :workspace AND client_id = :client
        RETURNING {columns}
        """.replace("{columns}", COLUMNS);

    private final DatabaseClient client;
    private final Secrets secrets;
    private final AgentStanding standing;
    private final Idempotency idempotency;
    private final Revocations revocations;
    private final Clock clock;

    AgentCredentials(
            DatabaseClient client,
            Secrets secrets,
            AgentStanding standing,
            Idempotency idempotency,
            Revocations revocations,
            Clock clock) {
        this.client = client;
        this.secrets = secrets;
        this.standing = standing;
        this.idempotency = idempotency;
        this.revocations = revocations;
        this.clock = clock;
    }

    /// A credential with a new secret.
    ///
    /// @param secret shown once: null where the call was a repetition, for nobody knows it any more
    record Fresh(AgentCredential credential, @Nullable String secret) {

        UUID id() {
            return TypeId.parse(CLIENT_PREFIX, credential.clientId()).orElseThrow();
        }

        @Override
        public String toString() {
            return "Fresh[clientId=" + credential.clientId() + "]";
        }
    }

    /// Those of each agent, the newest first, without any for an agent that has none.
    Mono<Map<AgentId, List<AgentCredential>>> ofAgents(WorkspaceId workspace, Collection<AgentId> agents) {
        return client.sql(OF_AGENTS)
                .bind("workspace", workspace.value())
                .bind("agents", Columns.ids(agents))
                .map(row -> credential(new Columns(row)))
                .all()
                .collect(Collectors.groupingBy(AgentCredential::agent));
    }

    /// @throws Refusal `NotFound` where the caller's workspace has no such agent, `Conflict` where it is retired
    Mono<Fresh> create(Caller admin, AgentId agent, @Nullable String key) {
        String secret = Secrets.fresh();
        String clientId = TypeId.format(CLIENT_PREFIX, TypeId.next());
        // Hashing takes long on purpose, so it is not done in the transaction.
        return requireActive(admin, agent)
                .then(secrets.hash(secret))
                .flatMap(hash -> idempotency.once(
                        admin,
                        key,
                        "createAgentCredential",
                        agent.toString(),
                        insert(admin, agent, clientId, hash).map(made -> new Fresh(made, secret)),
                        Fresh::id,
                        id -> replay(admin, id)));
    }

    /// Gives a credential another secret. Tokens, and refresh tokens, that the secret before was good for end with
    /// it.
    ///
    /// @param overlap for how long the secret before stays good
    /// @throws Refusal `NotFound` where the caller's workspace has no such credential, `Conflict` where it is
    ///     revoked or its agent retired
    Mono<Fresh> rotate(Caller admin, String clientId, Duration overlap, @Nullable String key) {
        String secret = Secrets.fresh();
        return find(admin.workspace(), clientId)
                .map(AgentCredentials::usable)
                .flatMap(found -> requireActive(admin, found.agent()))
                .then(secrets.hash(secret))
                .flatMap(hash -> idempotency.once(
                        admin,
                        key,
                        "rotateAgentCredential",
                        List.of(clientId, overlap.toSeconds()),
                        replace(admin, clientId, overlap, hash).map(made -> new Fresh(made, secret)),
                        Fresh::id,
                        id -> replay(admin, id)))
                .doOnNext(_ -> revocations.note(clientId));
    }

    /// Makes a credential good for nothing, with all that was got by it. Revoking it again changes nothing.
    ///
    /// @throws Refusal `NotFound` where the caller's workspace has no such credential
    Mono<AgentCredential> revoke(Caller admin, String clientId) {
        return client.sql(REVOKE)
                .bind("workspace", admin.workspace().value())
                .bind("client", plain(clientId))
                .bind("by", admin.subject())
                .bind("now", now())
                .map(row -> credential(new Columns(row)))
                .one()
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("credential", clientId)))
                .doOnNext(_ -> revocations.note(clientId));
    }

    private Mono<AgentCredential> find(WorkspaceId workspace, String clientId) {
        return client.sql(FIND)
                .bind("workspace", workspace.value())
                .bind("client", plain(clientId))
                .map(row -> credential(new Columns(row)))
                .one()
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("credential", clientId)));
    }

    private Mono<Fresh> replay(Caller admin, UUID id) {
        return find(admin.workspace(), TypeId.format(CLIENT_PREFIX, id)).map(found -> new Fresh(found, null));
    }

    private Mono<Void> requireActive(Caller admin, AgentId agent) {
        return standing.isRetired(admin.workspace(), agent)
                .filter(retired -> retired)
                .flatMap(_ -> Mono.error(
                        new Refusal(new Problem.Conflict("The agent is retired, and signs in no more.", "RETIRED"))));
    }

    private static AgentCredential usable(AgentCredential credential) {
        if (credential.revokedAt() != null) {
            throw revoked();
        }
        return credential;
    }

    private static Refusal revoked() {
        return new Refusal(new Problem.Conflict("The credential is revoked. Create another one.", "REVOKED"));
    }

    private Mono<AgentCredential> insert(Caller admin, AgentId agent, String clientId, String hash) {
        return client.sql(INSERT)
                .bind("client", clientId)
                .bind("workspace", admin.workspace().value())
                .bind("agent", agent.value())
                .bind("hash", hash)
                .bind("by", admin.subject())
                .bind("now", now())
                .map(row -> credential(new Columns(row)))
                .one()
                // The only reference that can be missing is the agent's.
                .onErrorMap(DataIntegrityViolationException.class, _ -> Refusal.notFound("agent", agent));
    }

    private Mono<AgentCredential> replace(Caller admin, String clientId, Duration overlap, String hash) {
        return client.sql(ROTATE)
                .bind("workspace", admin.workspace().value())
                .bind("client", clientId)
                .bind("until", now().plus(overlap))
                .bind("hash", hash)
                .bind("now", now())
                .map(row -> credential(new Columns(row)))
                .one()
                .switchIfEmpty(Mono.error(AgentCredentials::revoked));
    }

    /// What is no client id names nothing, and may be text that PostgreSQL cannot store.
    private static String plain(String clientId) {
        return TypeId.parse(CLIENT_PREFIX, clientId).isPresent() ? clientId : "";
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static AgentCredential credential(Columns columns) {
        return new AgentCredential(
                columns.text("client_id"),
                columns.id("agent_id", AgentId::new),
                columns.time("created_at"),
                columns.text("created_by"),
                columns.find("rotated_at", OffsetDateTime.class),
                columns.find("previous_until", OffsetDateTime.class),
                columns.find("revoked_at", OffsetDateTime.class),
                columns.find("revoked_by", String.class));
    }
}
