package dev.baton.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.graph.WorkspaceId;
import dev.baton.testing.BatonTest;
import dev.baton.testing.TestServers;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import java.sql.SQLException;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/// One connection that goes from hand to hand.
@BatonTest
class WalledConnectionTests {

    private static final String STARTED_A_TRANSACTION_OF_ITS_OWN = """
        SELECT (transaction_timestamp() = statement_timestamp())::text
        """;

    private static final String REACH = """
        SELECT current_user || ' ' || coalesce(current_setting('baton.workspace', true), 'none')
        """;

    private static final String PROCESS = "SELECT pg_backend_pid()::text";

    private final WorkspaceId one = WorkspaceId.next();
    private final WorkspaceId other = WorkspaceId.next();

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private TestServers.Place place;

    @SuppressWarnings("NullAway.Init")
    private ConnectionPool pool;

    @BeforeEach
    void open() {
        var wire = ConnectionFactories.get(place.postgres().getConnectionFactoryOptions());
        pool = new ConnectionPool(ConnectionPoolConfiguration.builder(new WalledConnections().decorate(wire))
                .initialSize(1)
                .maxSize(1)
                .build());
    }

    @AfterEach
    void dispose() {
        pool.dispose();
    }

    @Test
    void eachStatementIsSentWithTheReachOfItsChain() {
        for (int i = 0; i < 3; i++) {
            assertThat(reach(Reach.within(one))).isEqualTo("baton_app " + one.value());
            assertThat(reach(Reach.within(other))).isEqualTo("baton_app " + other.value());
            assertThat(reach(Reach.everywhere())).isEqualTo("baton_system ");
            assertThat(reach(Context.empty())).isEqualTo("baton_app ");
        }
    }

    /// The driver takes a transaction whose beginning was given up for one that did not begin; PostgreSQL does
    /// not.
    @Test
    void whoeverComesAfterATransactionThatWasGivenUpIsNotInsideOfIt() {
        for (int i = 0; i < 20; i++) {
            use(Reach.within(one), WalledConnectionTests::giveUpABeginning);
            assertThat(ask(Reach.within(i % 2 == 0 ? one : other), STARTED_A_TRANSACTION_OF_ITS_OWN))
                    .isEqualTo("true");
            assertThat(reach(Reach.within(one))).isEqualTo("baton_app " + one.value());
        }
    }

    @Test
    void aTransactionKeepsToTheReachThatItBeganWith() {
        assertThatThrownBy(() -> use(
                        Reach.within(one),
                        connection -> Mono.from(connection.beginTransaction())
                                .then(first(connection, REACH).contextWrite(Reach.within(other)))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("began with");
        assertThat(reach(Reach.within(other))).isEqualTo("baton_app " + other.value());
    }

    @Test
    void aBackendThatWasKilledLeavesNothingToTheNext() throws SQLException {
        String killed = ask(Reach.within(one), PROCESS);
        assertThatThrownBy(() -> use(
                        Reach.within(one),
                        connection -> Mono.from(connection.beginTransaction())
                                .then(first(connection, REACH))
                                .doOnNext(_ -> kill(killed))
                                .then(first(connection, REACH))))
                .isNotNull();
        assertThat(reach(Reach.within(other))).isEqualTo("baton_app " + other.value());
        assertThat(ask(Reach.within(one), PROCESS)).isNotEqualTo(killed);
    }

    private void kill(String process) {
        try (var owner = RawSql.asOwner(place)) {
            owner.column("SELECT pg_terminate_backend(%s)".formatted(process));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Mono<String> giveUpABeginning(Connection connection) {
        return Mono.deferContextual(context -> {
            Mono.from(connection.beginTransaction())
                    .contextWrite(context)
                    .subscribe()
                    .dispose();
            return Mono.empty();
        });
    }

    private String reach(ContextView reach) {
        return ask(reach, REACH);
    }

    private String ask(ContextView reach, String sql) {
        return Objects.requireNonNull(use(reach, connection -> first(connection, sql)));
    }

    private @Nullable String use(ContextView reach, Function<Connection, Mono<String>> work) {
        return Mono.usingWhen(pool.create(), work, Connection::close)
                .contextWrite(reach)
                .block();
    }

    private static Mono<String> first(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute())
                .flatMap(result -> result.map(row -> Objects.requireNonNull(row.get(0, String.class))))
                .single();
    }
}
