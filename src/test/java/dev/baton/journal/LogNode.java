package dev.baton.journal;

import dev.baton.database.RedisServer;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.testing.TestServers;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/// A node with a journal and nothing else, on a real PostgreSQL and, if wanted, a real Redis.
final class LogNode implements AutoCloseable {

    /// How long a test waits for what must happen.
    static final Duration WAIT = Duration.ofSeconds(60);

    /// How a node is made.
    ///
    /// @param databasePort where it reaches PostgreSQL, for tests that cut the wire
    /// @param redisPort where it reaches Redis, or null for a node without a doorbell
    record Plan(
            TestServers.Place place,
            int databasePort,
            @Nullable Integer redisPort,
            Duration poll,
            Clock clock,
            Map<TaskId, TaskTree.Place> places,
            int buffer) {

        /// On a database of its own.
        static Plan fresh() {
            return of("latest");
        }

        /// On a database of its own, with the tables of that version.
        static Plan of(String version) {
            TestServers.Place place = TestServers.fresh();
            Plan plan = new Plan(
                    place,
                    place.postgres().port(),
                    redisPort(place),
                    Duration.ofMillis(500),
                    Clock.systemUTC(),
                    Map.of(),
                    Recent.CAPACITY);
            plan.migrate(version);
            return plan;
        }

        void migrate(String version) {
            var postgres = place.postgres();
            Flyway.configure()
                    .dataSource(postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword())
                    .target(version)
                    .load()
                    .migrate();
        }

        Plan polling(Duration every) {
            return new Plan(place, databasePort, redisPort, every, clock, places, buffer);
        }

        Plan withDatabaseAt(int port) {
            return new Plan(place, port, redisPort, poll, clock, places, buffer);
        }

        Plan withRedisAt(@Nullable Integer port) {
            return new Plan(place, databasePort, port, poll, clock, places, buffer);
        }

        Plan knowing(Map<TaskId, TaskTree.Place> known) {
            return new Plan(place, databasePort, redisPort, poll, clock, known, buffer);
        }

        Plan buffering(int events) {
            return new Plan(place, databasePort, redisPort, poll, clock, places, events);
        }

        Plan at(Clock time) {
            return new Plan(place, databasePort, redisPort, poll, time, places, buffer);
        }

        private static int redisPort(TestServers.Place place) {
            return RedisServer.parse(place.redisUrl()).nodes().getFirst().port();
        }
    }

    final DatabaseClient client;
    final Facts facts;
    final LogHead head;
    final Tail tail;
    final Journal journal;

    private final TransactionalOperator transactions;
    private final ConnectionPool pool;
    private final @Nullable LettuceConnectionFactory redis;

    LogNode(Plan plan) {
        pool = new ConnectionPool(ConnectionPoolConfiguration.builder(ConnectionFactories.get(options(plan)))
                .maxSize(40)
                .build());
        client = DatabaseClient.create(pool);
        transactions = TransactionalOperator.create(new R2dbcTransactionManager(pool));
        redis = plan.redisPort() == null ? null : redis(plan.place(), plan.redisPort());
        facts = new Facts(provider(FactTypes.class, FactTypes.of(Noted.class)));
        head = new LogHead(client, plan.clock());
        var rows = new EventRows(facts);
        var conditions = new EventConditions(facts);
        var events = new Events(client, rows, conditions, facts, plan.clock());
        var pages = new StreamPages(client, rows, conditions, head);
        var template = redis == null ? null : new ReactiveStringRedisTemplate(redis);
        var wakeUps = new WakeUps(provider(ReactiveStringRedisTemplate.class, template));
        tail = new Tail(head, pages, wakeUps, plan.poll());
        TaskTree tree = _ -> Mono.just(plan.places());
        var settings = new JournalSettings(Duration.ofDays(90), plan.buffer());
        journal = new Journal(events, pages, head, tail, new KnownTasks(provider(TaskTree.class, tree)), settings);
        tail.start();
    }

    <T> Mono<T> inTransaction(Mono<T> work) {
        return transactions.transactional(work);
    }

    /// Appends in a transaction of its own, and has committed when it returns.
    void append(WorkspaceId workspace, Fact... facts) {
        inTransaction(journal.append(workspace, "tester", List.of(facts))).block(WAIT);
    }

    /// Waits until the tail has read what is committed by now.
    void awaitTail() {
        Position end = Objects.requireNonNull(head.number().block(WAIT)).head();
        Awaitility.await().atMost(WAIT).until(() -> journal.head().offset() >= end.offset());
    }

    @Override
    public void close() {
        tail.stop();
        if (redis != null) {
            redis.destroy();
        }
        pool.dispose();
    }

    private static ConnectionFactoryOptions options(Plan plan) {
        return plan.place()
                .postgres()
                .getConnectionFactoryOptions()
                .mutate()
                .option(ConnectionFactoryOptions.PORT, plan.databasePort())
                // As the gateway's tail reads, and with the rights that it has.
                .option(PostgresqlConnectionFactoryProvider.OPTIONS, Map.of("role", "baton_system"))
                .build();
    }

    private static LettuceConnectionFactory redis(TestServers.Place place, int port) {
        RedisServer server = RedisServer.parse(place.redisUrl());
        var configuration = new RedisStandaloneConfiguration("127.0.0.1", port);
        configuration.setPassword(server.secret());
        var factory = new LettuceConnectionFactory(configuration);
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }

    private static <T> ObjectProvider<T> provider(Class<T> type, @Nullable T bean) {
        var beans = new StaticListableBeanFactory();
        if (bean != null) {
            beans.addBean("bean", bean);
        }
        return beans.getBeanProvider(type);
    }
}
