package dev.baton.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.WorkspaceId;
import dev.baton.testing.BatonTest;
import dev.baton.testing.TestServers;
import io.r2dbc.spi.R2dbcException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.TransactionException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/// The second wall as the gateway's own connections meet it: statements that have forgotten their predicate, and a
/// pool whose connections go from one workspace to the next.
@BatonTest
class WallTests {

    private static final String FORGETFUL = "SELECT workspace_id FROM task";

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private DatabaseClient client;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Transactions transactions;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private TestServers.Place place;

    @SuppressWarnings("NullAway.Init")
    private TwoWorkspaces workspaces;

    @BeforeEach
    void fill() throws SQLException {
        try (var owner = place.connect()) {
            workspaces = TwoWorkspaces.make(owner);
        }
    }

    @Test
    void aStatementWithoutItsPredicateKeepsToTheWorkspace() {
        for (WorkspaceId workspace : List.of(workspaces.own(), workspaces.other(), workspaces.own())) {
            assertThat(seen(Reach.within(workspace)))
                    .containsOnly(workspace.value())
                    .hasSize(2);
        }
    }

    @Test
    void whoSaysNothingSeesNothing() {
        assertThat(seen(Reach.within(workspaces.own()))).isNotEmpty();
        assertThat(seen(Context.empty())).isEmpty();
    }

    @Test
    void whoServesTheInstallationSeesBoth() {
        assertThat(seen(Reach.everywhere()))
                .contains(workspaces.own().value(), workspaces.other().value());
    }

    @Test
    void aWriteWithoutItsPredicateKeepsToTheWorkspace() {
        Mono<Long> forgetful =
                client.sql("UPDATE task SET title = 'mine'").fetch().rowsUpdated();
        assertThat(forgetful.contextWrite(Reach.within(workspaces.own())).block())
                .isEqualTo(2);
        assertThat(forgetful.contextWrite(Context.empty()).block()).isZero();
    }

    /// Whatever becomes of one use of a connection (given up at any moment, failed, rolled back), the next one
    /// sees what is its own.
    @Test
    void nothingLeaksToWhoeverHasTheConnectionNext() {
        long leaks = Flux.range(0, 2_000)
                .flatMap(number -> use(new Random(number)), 16)
                .filter(fine -> !fine)
                .count()
                .blockOptional(Duration.ofMinutes(1))
                .orElseThrow();
        assertThat(leaks).isZero();
    }

    private Mono<Boolean> use(Random random) {
        WorkspaceId workspace = random.nextBoolean() ? workspaces.own() : workspaces.other();
        boolean mute = random.nextInt(4) == 0;
        List<UUID> expected = mute ? List.of() : List.of(workspace.value(), workspace.value());
        Mono<Boolean> look = rows().map(expected::equals);
        Mono<Boolean> use = switch (random.nextInt(8)) {
            case 0 -> giveUp(look, random);
            case 1 -> giveUp(transactions.run(look), random);
            case 2 -> giveUp(Statements.endWith(transactions.run(look), new Share(4)), random);
            case 3 -> transactions.run(look.flatMap(fine -> fine ? fail() : look));
            case 4 -> look.delayUntil(_ -> fail().onErrorComplete());
            case 5 -> transactions.run(look.flatMap(first -> look.map(second -> first && second)));
            case 6 ->
                random.nextInt(25) == 0
                        ? transactions.run(
                                look.delayUntil(_ -> killThis()).flatMap(fine -> fine ? look : Mono.just(false)))
                        : look;
            default -> look;
        };
        return use.onErrorReturn(WallTests::isOfTheDatabase, true)
                .contextWrite(mute ? Context.empty() : Reach.within(workspace));
    }

    private static boolean isOfTheDatabase(Throwable failure) {
        return failure instanceof DataAccessException
                || failure instanceof TransactionException
                || failure instanceof R2dbcException;
    }

    /// Ends the backend of the transaction that this is in.
    private Mono<Boolean> killThis() {
        return client.sql("SELECT pg_backend_pid()")
                .mapValue(Integer.class)
                .one()
                .flatMap(process -> Mono.fromCallable(() -> kill(process)).subscribeOn(Schedulers.boundedElastic()));
    }

    private boolean kill(int process) throws SQLException {
        try (var owner = RawSql.asOwner(place)) {
            return owner.column("SELECT pg_terminate_backend(%d)".formatted(process))
                    .equals(List.of("t"));
        }
    }

    private static Mono<Boolean> giveUp(Mono<Boolean> look, Random random) {
        return look.timeout(Duration.ofNanos(random.nextLong(3_000_000)), Mono.just(true));
    }

    private Mono<Boolean> fail() {
        return client.sql("SELECT 1 / 0").mapValue(Integer.class).one().thenReturn(false);
    }

    private Mono<List<UUID>> rows() {
        return client.sql(FORGETFUL).mapValue(UUID.class).all().collectList();
    }

    private List<UUID> seen(ContextView reach) {
        return rows().contextWrite(reach).blockOptional().orElseThrow();
    }
}
