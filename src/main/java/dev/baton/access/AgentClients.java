package dev.baton.access;

import dev.baton.database.Columns;
import dev.baton.database.Reach;
import dev.baton.graph.AgentId;
import dev.baton.graph.TypeId;
import dev.baton.graph.WorkspaceId;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// The agents' credentials, as the token endpoint asks for them.
@Component
class AgentClients implements Client.Directory {

    private static final String FIND = """
        SELECT c.workspace_id, c.agent_id, c.generation, c.secret_hash, c.previous_hash, c.previous_until, c.revoked_at
        FROM agent_credential c
        JOIN workspace w ON w.id = c.workspace_id
        WHERE c.client_id = :client_id AND w.state <> 'DELETING'
        """;

    private final DatabaseClient client;
    private final Secrets secrets;
    private final AgentStanding standing;
    private final Clock clock;

    AgentClients(DatabaseClient client, Secrets secrets, AgentStanding standing, Clock clock) {
        this.client = client;
        this.secrets = secrets;
        this.standing = standing;
        this.clock = clock;
    }

    private record Keyed(
            Caller caller,
            Grant grant,
            String hash,
            @Nullable String previousHash,
            @Nullable OffsetDateTime previousUntil,
            boolean revoked) {}

    @Override
    public Mono<Client> find(String clientId) {
        // Also keeps text that PostgreSQL cannot store away from it.
        if (TypeId.parse(AgentCredentials.CLIENT_PREFIX, clientId).isEmpty()) {
            return Mono.empty();
        }
        return client.sql(FIND)
                .bind("client_id", clientId)
                .map(row -> keyed(clientId, new Columns(row)))
                .one()
                .contextWrite(Reach.everywhere())
                .map(found -> new Client(
                        found.caller(), secret -> signIn(found, secret).filterWhen(_ -> isActive(found))));
    }

    // Asked after the secret, so that the time of the answer does not tell.
    private Mono<Boolean> isActive(Keyed found) {
        return found.revoked()
                ? Mono.just(false)
                : standing.isRetired(found.caller().workspace(), found.caller().requireAgent())
                        .contextWrite(Reach.within(found.caller().workspace()))
                        .map(retired -> !retired);
    }

    private Mono<Client.SignedIn> signIn(Keyed found, String secret) {
        Grant now = found.grant();
        var before = new Grant(now.workspace(), now.clientId(), now.generation() - 1, null);
        return matches(secret, found.hash(), now, found.caller())
                .switchIfEmpty(Mono.justOrEmpty(previousHash(found))
                        .flatMap(hash -> matches(secret, hash, before, found.caller())));
    }

    private @Nullable String previousHash(Keyed found) {
        OffsetDateTime until = found.previousUntil();
        return until != null && until.toInstant().isAfter(clock.instant()) ? found.previousHash() : null;
    }

    private Mono<Client.SignedIn> matches(String secret, String hash, Grant grant, Caller caller) {
        return secrets.matches(secret, hash).filter(matches -> matches).map(_ -> new Client.SignedIn(caller, grant));
    }

    private static Keyed keyed(String clientId, Columns columns) {
        var agent = columns.id("agent_id", AgentId::new);
        var workspace = columns.id("workspace_id", WorkspaceId::new);
        return new Keyed(
                new Caller(agent.toString(), Set.of(Role.AGENT), workspace, agent),
                new Grant(workspace, clientId, columns.integer("generation"), null),
                columns.text("secret_hash"),
                columns.find("previous_hash", String.class),
                columns.find("previous_until", OffsetDateTime.class),
                columns.find("revoked_at", OffsetDateTime.class) != null);
    }
}
