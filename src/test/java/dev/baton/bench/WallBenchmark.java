package dev.baton.bench;

import dev.baton.BatonApplication;
import dev.baton.database.Reach;
import dev.baton.database.WalledConnections;
import dev.baton.task.TaskRoom;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestServers.Place;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Measures what the second wall costs: see the README beside this file.
@EnabledIfSystemProperty(named = "bench", matches = "true")
class WallBenchmark {

    private static final int WORKSPACES = 50;
    private static final int TASKS = 2_000;
    private static final int CONNECTIONS = 8;
    private static final int AT_ONCE = 16;
    private static final int ROUNDS = 3;
    private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("bench.seconds", 3));

    /// One way to PostgreSQL.
    private record Way(DatabaseClient client, TransactionalOperator transaction, ConnectionPool pool) {

        static Way over(ConnectionFactory wire) {
            var pool = new ConnectionPool(ConnectionPoolConfiguration.builder(wire)
                    .initialSize(CONNECTIONS)
                    .maxSize(CONNECTIONS)
                    .build());
            return new Way(
                    DatabaseClient.create(pool), TransactionalOperator.create(new R2dbcTransactionManager(pool)), pool);
        }

        /// As it was, so that the next claim finds the same queue.
        Mono<?> undone(Mono<?> work) {
            return transaction
                    .execute(status -> {
                        status.setRollbackOnly();
                        return work;
                    })
                    .then();
        }
    }

    private static final Map<String, BiFunction<Way, TaskRoom, Mono<?>>> WORK = work();

    private static Map<String, BiFunction<Way, TaskRoom, Mono<?>>> work() {
        var work = new LinkedHashMap<String, BiFunction<Way, TaskRoom, Mono<?>>>();
        work.put("a task by its id", (way, room) -> room.read(way.client()));
        work.put("a page of 20 tasks", (way, room) -> room.page(way.client()));
        work.put("a claim, rolled back", (way, room) -> way.undone(room.claim(way.client())));
        return work;
    }

    @Test
    void whatTheSecondWallCosts() throws SQLException {
        Place place = TestServers.fresh();
        // The gateway makes the tables, and must not be heard while this is measured.
        place.startNode(BatonApplication.class).close();
        List<TaskRoom> rooms = fill(place);
        ConnectionFactory wire = ConnectionFactories.get(place.postgres().getConnectionFactoryOptions());
        Way owner = Way.over(wire);
        Way walled = Way.over(new WalledConnections().decorate(wire));
        try {
            WORK.forEach((what, work) -> {
                System.out.printf("%n%s%n", what);
                compare("  in one workspace", owner, walled, work, rooms.subList(0, 1));
                compare("  in %d at random".formatted(WORKSPACES), owner, walled, work, rooms);
            });
        } finally {
            owner.pool().dispose();
            walled.pool().dispose();
        }
    }

    private static List<TaskRoom> fill(Place place) throws SQLException {
        try (Connection connection = place.connect()) {
            var rooms = new ArrayList<TaskRoom>();
            for (int i = 0; i < WORKSPACES; i++) {
                rooms.add(TaskRoom.fill(connection, TASKS));
            }
            return rooms;
        }
    }

    /// In turns, so that what else the machine does is shared by both.
    private static void compare(
            String where, Way owner, Way walled, BiFunction<Way, TaskRoom, Mono<?>> work, List<TaskRoom> rooms) {
        var without = new double[ROUNDS];
        var with = new double[ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            double plain = perSecond(work, owner, rooms);
            double held = perSecond(work, walled, rooms);
            if (round >= 0) {
                without[round] = plain;
                with[round] = held;
            }
        }
        System.out.printf(
                "%s: %,.0f a second without the wall, %,.0f with it: %.2f%n",
                where, median(without), median(with), median(with) / median(without));
    }

    private static double perSecond(BiFunction<Way, TaskRoom, Mono<?>> work, Way way, List<TaskRoom> rooms) {
        long done = Flux.<TaskRoom>generate(
                        sink -> sink.next(rooms.get(ThreadLocalRandom.current().nextInt(rooms.size()))))
                .flatMap(
                        room -> work.apply(way, room)
                                .contextWrite(Reach.within(room.workspace()))
                                .thenReturn(true),
                        AT_ONCE,
                        1)
                .take(ROUND)
                .count()
                .blockOptional()
                .orElseThrow();
        return done / (double) ROUND.toSeconds();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
