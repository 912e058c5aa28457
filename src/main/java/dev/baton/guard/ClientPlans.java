package dev.baton.guard;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.baton.access.Caller;
import dev.baton.database.Columns;
import dev.baton.database.Reach;
import dev.baton.graph.Fault;
import dev.baton.graph.InputCheck;
import dev.baton.graph.Refusal;
import dev.baton.graph.WorkspaceId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// The plans that administrators gave to single clients, read for a whole workspace at a time: there are few of them,
/// and when a node dies thousands of clients come to the next at once. On the node that was told, a new one holds at
/// once; on the others within some seconds, for so long they are remembered. Where the database is away, the last ones
/// go on; of a workspace that this node does not know yet nothing runs until they can be read, for a client's may be
/// smaller than its roles'.
@Component
class ClientPlans {

    /// Of a workspace.
    static final int MOST = 10_000;

    private static final Logger log = LoggerFactory.getLogger(ClientPlans.class);
    private static final int MAX_WORKSPACES = 10_000;
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /// What is not known here yet is worth waiting for a connection.
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(2);

    private static final String FIND_ALL = """
        SELECT subject, capacity, refill_per_second, max_operation_cost
        FROM client_plan
        WHERE workspace_id = :workspace_id
        """;

    private static final String SET = """
        INSERT INTO client_plan (workspace_id, subject, capacity, refill_per_second, max_operation_cost, set_by, set_at)
        SELECT :workspace_id, :subject, :capacity, :refill_per_second, :max_operation_cost, :set_by, :set_at
        WHERE (SELECT count(*) FROM client_plan WHERE workspace_id = :workspace_id AND subject <> :subject) < :most
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
    private final AsyncLoadingCache<WorkspaceId, Read> known = Caffeine.newBuilder()
            .maximumSize(MAX_WORKSPACES)
            .refreshAfterWrite(FRESH)
            .expireAfterWrite(REMEMBERED)
            .buildAsync((workspace, _) -> load(workspace));

    private record Read(Map<String, Plan> plans, Instant at) {}

    ClientPlans(DatabaseClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// The client's own plan, if it has one.
    ///
    /// @throws Fault as an error signal, `UNAVAILABLE` where nobody knows
    Mono<Optional<Plan>> of(Caller caller) {
        // Others may wait for the same answer, so nobody's cancellation may reach it.
        return Mono.fromFuture(() -> known.get(caller.workspace()), true)
                .flatMap(read -> isOld(read) ? readAgain(caller.workspace()) : Mono.just(read))
                .map(read -> Optional.ofNullable(read.plans().get(caller.subject())))
                .switchIfEmpty(Mono.error(ClientPlans::unknown));
    }

    /// The cache reads anew only what somebody asks for, and answers what it has meanwhile.
    private boolean isOld(Read read) {
        return read.at().isBefore(clock.instant().minus(FRESH.multipliedBy(2)));
    }

    private Mono<Read> readAgain(WorkspaceId workspace) {
        return Mono.fromFuture(() -> known.synchronous().refresh(workspace), true);
    }

    /// @throws Refusal as an error signal, where the workspace has [#MOST] others
    Mono<Void> set(Caller administrator, String subject, Plan plan) {
        return database.sql(SET)
                .bind("workspace_id", administrator.workspace().value())
                .bind("subject", subject)
                .bind("capacity", plan.capacity())
                .bind("refill_per_second", plan.refillPerSecond())
                .bind("max_operation_cost", plan.maxOperationCost())
                .bind("set_by", administrator.subject())
                .bind("set_at", clock.instant())
                .bind("most", MOST)
                .fetch()
                .rowsUpdated()
                .doOnNext(rows -> new InputCheck()
                        .require(rows > 0, "subject", "A workspace has at most %,d plans.".formatted(MOST))
                        .refuse())
                .then(Mono.fromRunnable(() -> readAnew(administrator.workspace())));
    }

    /// The client goes back to the plan of its roles.
    Mono<Void> clear(Caller administrator, String subject) {
        return database.sql(CLEAR)
                .bind("workspace_id", administrator.workspace().value())
                .bind("subject", subject)
                .then()
                .then(Mono.fromRunnable(() -> readAnew(administrator.workspace())));
    }

    private void readAnew(WorkspaceId workspace) {
        known.synchronous().invalidate(workspace);
    }

    private static Fault unknown() {
        return new Fault(Fault.Code.UNAVAILABLE, "The client's plan cannot be read at the moment. Try again shortly.");
    }

    /// The future's null says that nobody knows.
    private CompletableFuture<@Nullable Read> load(WorkspaceId workspace) {
        // Quietly: what reads it the usual way would begin the reload that this belongs to.
        Read last = known.synchronous().policy().getIfPresentQuietly(workspace);
        return database.sql(FIND_ALL)
                .bind("workspace_id", workspace.value())
                .map(row -> plan(new Columns(row)))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .map(plans -> new Read(plans, clock.instant()))
                .timeout(last == null ? FIRST_PATIENCE : PATIENCE)
                .doOnError(reason -> log.debug("The plans of {} are as they were: {}", workspace, reason.toString()))
                .onErrorResume(_ -> Mono.justOrEmpty(last))
                .contextWrite(Reach.within(workspace))
                .toFuture();
    }

    /// With whose it is.
    private static Map.Entry<String, Plan> plan(Columns columns) {
        return Map.entry(
                columns.text("subject"),
                new Plan(
                        columns.bigint("capacity"),
                        columns.bigint("refill_per_second"),
                        columns.bigint("max_operation_cost")));
    }
}
