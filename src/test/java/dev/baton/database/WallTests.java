package dev.baton.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.graph.WorkspaceId;
import dev.baton.testing.BatonTest;
import dev.baton.testing.TestServers;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
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

    @SuppressWarnings("NullAway.Init")
    private TwoWorkspaces workspaces;

    @BeforeEach
    void fill(@Autowired TestServers.Place place) throws SQLException {
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

    @Test
    void aTransactionKeepsToTheReachThatItBeganWith() {
        Mono<List<UUID>> elsewhere = rows().contextWrite(Reach.within(workspaces.other()));
        assertThatThrownBy(() -> transactions
                        .run(rows().then(elsewhere))
                        .contextWrite(Reach.within(workspaces.own()))
                        .block())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("began with");
    }

    /// The driver takes a transaction whose beginning was given up for one that did not begin; PostgreSQL does
    /// not.
    @Test
    void whoeverComesAfterATransactionThatWasGivenUpIsNotInsideOfIt(@Autowired TestServers.Place place) {
        var wire = ConnectionFactories.get(place.postgres().getConnectionFactoryOptions());
        var walled = Mono.from(new WalledConnections().decorate(wire).create());
        String title = "SELECT title FROM task LIMIT 1";
        Mono<String> kept = Mono.usingWhen(
                walled,
                connection -> ask(connection, title)
                        .doOnNext(_ -> Mono.from(connection.beginTransaction())
                                .contextWrite(Reach.within(workspaces.own()))
                                .subscribe()
                                .dispose())
                        .then(ask(connection, "UPDATE task SET title = 'kept' RETURNING title"))
                        .then(Mono.from(connection.rollbackTransaction()))
                        .then(ask(connection, title)),
                Connection::close);
        assertThat(kept.contextWrite(Reach.within(workspaces.own())).block()).isEqualTo("kept");
    }

    private static Mono<String> ask(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute())
                .flatMap(result -> result.map(row -> Objects.requireNonNull(row.get(0, String.class))))
                .last();
    }

    /// Whatever becomes of one use of a connection (given up at any moment, failed, rolled back), the next one
    /// sees what is its own.
    @Test
    void nothingLeaksToWhoeverHasTheConnectionNext() {
        long leaks = Flux.range(0, 6_000)
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
        Mono<Boolean> use = switch (random.nextInt(6)) {
            case 0 -> giveUp(look, random);
            case 1 -> giveUp(transactions.run(look), random);
            case 2 ->
                transactions
                        .run(look.flatMap(fine -> fine ? fail() : look))
                        .onErrorReturn(DataAccessException.class, true);
            case 3 -> look.delayUntil(_ -> fail().onErrorComplete());
            case 4 -> transactions.run(look.flatMap(first -> look.map(second -> first && second)));
            default -> look;
        };
        return use.contextWrite(mute ? Context.empty() : Reach.within(workspace));
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
