package dev.baton.access;

import dev.baton.database.Columns;
import dev.baton.database.Reach;
import dev.baton.graph.AgentId;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.graph.TypeId;
import dev.baton.graph.WorkspaceId;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// The credentials that agents sign in with. The table keeps the secrets' hashes only.
@Component
class AgentCredentials implements Client.Directory {

    private static final String CLIENT_PREFIX = "client";

    private static final String FIND = """
        SELECT workspace_id, agent_id, secret_hash
        FROM agent_credential
        WHERE client_id = :client_id
        """;

    private static final String INSERT = """
        INSERT INTO agent_credential (client_id, workspace_id, agent_id, secret_hash, created_by, created_at)
        VALUES (:client_id, :workspace_id, :agent_id, :secret_hash, :created_by, :created_at)
        """;

    private final DatabaseClient client;
    private final Secrets secrets;
    private final AgentStanding standing;
    private final Idempotency idempotency;
    private final Clock clock;

    AgentCredentials(
            DatabaseClient client, Secrets secrets, AgentStanding standing, Idempotency idempotency, Clock clock) {
        this.client = client;
        this.secrets = secrets;
        this.standing = standing;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /// A credential that was made.
    ///
    /// @param secret shown once: null where the call was a repetition, for nobody knows it any more
    record Fresh(UUID id, @Nullable String secret) {

        String clientId() {
            return TypeId.format(CLIENT_PREFIX, id);
        }

        @Override
        public String toString() {
            return "Fresh[clientId=" + clientId() + "]";
        }
    }

    @Override
    public Mono<Client> find(String clientId) {
        // Also keeps text that PostgreSQL cannot store away from it.
        if (TypeId.parse(CLIENT_PREFIX, clientId).isEmpty()) {
            return Mono.empty();
        }
        return client.sql(FIND)
                .bind("client_id", clientId)
                .map(row -> client(new Columns(row)))
                .one()
                .filterWhen(found -> isActive(found.caller()))
                .contextWrite(Reach.everywhere());
    }

    private Mono<Boolean> isActive(Caller caller) {
        return standing.isRetired(caller.workspace(), caller.requireAgent()).map(retired -> !retired);
    }

    /// @throws Refusal `NotFound` where the caller's workspace has no such agent, `Conflict` where it is retired
    Mono<Fresh> create(Caller admin, AgentId agent, @Nullable String key) {
        String secret = Secrets.fresh();
        // Hashing takes long on purpose, so it is not done in the transaction.
        return standing.isRetired(admin.workspace(), agent)
                .doOnNext(AgentCredentials::refuseRetired)
                .then(secrets.hash(secret))
                .flatMap(hash -> idempotency.once(
                        admin,
                        key,
                        "createAgentCredential",
                        agent.toString(),
                        insert(admin, agent, new Fresh(TypeId.next(), secret), hash),
                        Fresh::id,
                        id -> Mono.just(new Fresh(id, null))));
    }

    private static void refuseRetired(boolean retired) {
        if (retired) {
            throw new Refusal(new Problem.Conflict("The agent is retired, and signs in no more.", "RETIRED"));
        }
    }

    private Mono<Fresh> insert(Caller admin, AgentId agent, Fresh fresh, String hash) {
        return client.sql(INSERT)
                .bind("client_id", fresh.clientId())
                .bind("workspace_id", admin.workspace().value())
                .bind("agent_id", agent.value())
                .bind("secret_hash", hash)
                .bind("created_by", admin.subject())
                .bind("created_at", clock.instant().atOffset(ZoneOffset.UTC))
                .then()
                // The only reference that can be missing is the agent's.
                .onErrorMap(DataIntegrityViolationException.class, _ -> Refusal.notFound("agent", agent))
                .thenReturn(fresh);
    }

    private Client client(Columns columns) {
        var agent = new AgentId(columns.uuid("agent_id"));
        var workspace = new WorkspaceId(columns.uuid("workspace_id"));
        String hash = columns.text("secret_hash");
        return new Client(
                new Caller(agent.toString(), Set.of(Role.AGENT), workspace, agent),
                secret -> secrets.matches(secret, hash));
    }
}
