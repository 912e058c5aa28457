package dev.baton.guard;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.baton.access.Caller;
import dev.baton.database.Columns;
import dev.baton.database.Reach;
import dev.baton.graph.Fault;
import dev.baton.graph.WorkspaceId;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// The plans that administrators gave to single clients. On the node that was told, a new one holds at once; on the
/// others within some seconds, for so long a plan is remembered. Where the database is away, the last one goes on; of
/// a client that this node does not know yet nothing runs until its plan can be read, which may be smaller than its
/// roles'.
@Component
class ClientPlans {

    private static final Logger log = LoggerFactory.getLogger(ClientPlans.class);
    private static final int MAX_CLIENTS = 100_000;
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /// Whoever is not known here yet is worth waiting for a connection.
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(2);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final String FIND = """
        SELECT capacity, refill_per_second, max_operation_cost
        FROM client_plan
        WHERE workspace_id = :workspace_id AND subject = :subject
        """;

    private static final String SET = """
        INSERT INTO client_plan (workspace_id, subject, capacity, refill_per_second, max_operation_cost, set_by, set_at)
        VALUES (:workspace_id, :subject, :capacity, :refill_per_second, :max_operation_cost, :set_by, :set_at)
        ON CONFLICT (workspace_id, subject) DO UPDATE
        SET capacity = excluded.capacity,
            refill_per_second = excluded.refill_per_second,
            max_operation_cost = excluded.max_operation_cost,
            set_by = excluded.set_by,
            set_at = excluded.set_at
        """;

    private static final String CLEAR = """
        DELETE FROM client_plan
        WHERE workspace_id = :workspace_id AND subject = :subject
        """;

    private final DatabaseClient database;
    private final Clock clock;
    private final AsyncLoadingCache<Client, Optional<Plan>> known = Caffeine.newBuilder()
            .maximumSize(MAX_CLIENTS)
            .refreshAfterWrite(FRESH)
            .expireAfterWrite(REMEMBERED)
            .buildAsync((client, _) -> load(client));

    ClientPlans(DatabaseClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    record Client(WorkspaceId workspace, String subject) {}

    /// The client's own plan, if it has one.
    ///
    /// @throws Fault as an error signal, `UNAVAILABLE` where nobody knows
    Mono<Optional<Plan>> of(Caller caller) {
        // Others may wait for the same answer, so nobody's cancellation may reach it.
        return Mono.fromFuture(() -> known.get(new Client(caller.workspace(), caller.subject())), true)
                .switchIfEmpty(Mono.error(ClientPlans::unknown));
    }

    Mono<Void> set(Caller administrator, String subject, Plan plan) {
        return forClient(SET, new Client(administrator.workspace(), subject))
                .bind("capacity", plan.capacity())
                .bind("refill_per_second", plan.refillPerSecond())
                .bind("max_operation_cost", plan.maxOperationCost())
                .bind("set_by", administrator.subject())
                .bind("set_at", clock.instant())
                .then()
                .doOnSuccess(_ -> note(administrator, subject, Optional.of(plan)));
    }

    /// The client goes back to the plan of its roles.
    Mono<Void> clear(Caller administrator, String subject) {
        return forClient(CLEAR, new Client(administrator.workspace(), subject))
                .then()
                .doOnSuccess(_ -> note(administrator, subject, Optional.empty()));
    }

    private void note(Caller administrator, String subject, Optional<Plan> plan) {
        known.put(new Client(administrator.workspace(), subject), CompletableFuture.completedFuture(plan));
    }

    private static Fault unknown() {
        return new Fault(
                Fault.Code.UNAVAILABLE,
                "The client's plan cannot be read at the moment. Try again shortly.",
                Map.of("retryAfterMs", PAUSE.toMillis()));
    }

    /// The future's null says that nobody knows.
    private CompletableFuture<@Nullable Optional<Plan>> load(Client client) {
        CompletableFuture<Optional<Plan>> before = known.getIfPresent(client);
        Optional<Plan> last = before == null ? null : before.getNow(null);
        return forClient(FIND, client)
                .map(row -> plan(new Columns(row)))
                .one()
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .timeout(last == null ? FIRST_PATIENCE : PATIENCE)
                .doOnError(reason -> log.debug("The plan of {} is as it was: {}", client, reason.toString()))
                .onErrorResume(_ -> last == null ? Mono.empty() : Mono.just(last))
                .contextWrite(Reach.within(client.workspace()))
                .toFuture();
    }

    private DatabaseClient.GenericExecuteSpec forClient(String sql, Client client) {
        return database.sql(sql)
                .bind("workspace_id", client.workspace().value())
                .bind("subject", client.subject());
    }

    private static Plan plan(Columns columns) {
        return new Plan(
                columns.bigint("capacity"), columns.bigint("refill_per_second"), columns.bigint("max_operation_cost"));
    }
}
