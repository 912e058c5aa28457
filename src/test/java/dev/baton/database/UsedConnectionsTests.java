package dev.baton.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.TestServers;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@BatonTest
class UsedConnectionsTests {

    private static final String STARTED_A_TRANSACTION_OF_ITS_OWN = """
        SELECT xact_start = query_start FROM pg_stat_activity WHERE pid = pg_backend_pid()
        """;

    /// The driver takes a transaction whose beginning was given up for one that did not begin; PostgreSQL does
    /// not.
    @Test
    void whoeverComesAfterATransactionThatWasGivenUpIsNotInsideOfIt(@Autowired TestServers.Place place) {
        var wire = ConnectionFactories.get(place.postgres().getConnectionFactoryOptions());
        var pool = new ConnectionPool(ConnectionPoolConfiguration.builder(wire)
                .initialSize(1)
                .maxSize(1)
                .build());
        try {
            var used = (ConnectionFactory) new UsedConnections().postProcessAfterInitialization(pool, "pool");
            for (int i = 0; i < 20; i++) {
                Mono.usingWhen(used.create(), UsedConnectionsTests::giveUpABeginning, Connection::close)
                        .block();
                assertThat(Mono.usingWhen(used.create(), UsedConnectionsTests::ask, Connection::close)
                                .block())
                        .isTrue();
            }
        } finally {
            pool.dispose();
        }
    }

    private static Mono<Void> giveUpABeginning(Connection connection) {
        return Mono.fromRunnable(
                () -> Mono.from(connection.beginTransaction()).subscribe().dispose());
    }

    private static Mono<Boolean> ask(Connection connection) {
        return Flux.from(connection
                        .createStatement(STARTED_A_TRANSACTION_OF_ITS_OWN)
                        .execute())
                .flatMap(result -> result.map(row -> Objects.requireNonNull(row.get(0, Boolean.class))))
                .single();
    }
}
