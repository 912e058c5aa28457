package dev.baton.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.baton.database.PostgresServer;
import dev.baton.embedded.EmbeddedServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.http.client.ReactorResourceFactory;

/// One PostgreSQL and one Redis for all tests of a JVM, in `target/baton-test`, and a fresh database for whoever
/// asks.
///
/// As an initializer it points a context at a database of its own, by the same two URLs as in production; tokens for
/// development stay on. [BatonTest] uses it. To run two nodes on one database:
///
/// ```java
/// var shared = TestServers.fresh();
/// var one = shared.startNode(BatonApplication.class);
/// var two = shared.startNode(BatonApplication.class);
/// ```
public final class TestServers implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    /// A database with a Redis index.
    public record Place(PostgresServer postgres, String postgresUrl, String redisUrl) {

        /// The properties that lead a gateway here, whose log is for people: Logback's JSON does not outlive
        /// two gateways of one process that start at once. Its hashes are made fast, there are so many.
        public String[] properties() {
            return new String[] {
                "baton.postgres.url=" + postgresUrl,
                "baton.redis.url=" + redisUrl,
                "baton.development-tokens=true",
                // Where it is looked for, these servers are not known yet: it looks like somebody's first start.
                "baton.demo=false",
                "baton.scrape-token=scraper",
                "baton.access.secret-cost=4",
                "logging.structured.format.console="
            };
        }

        /// A gateway of its own, on a free port (property `local.server.port`), to be closed by the caller.
        public ConfigurableApplicationContext startNode(Class<?> application, String... properties) {
            var node = new SpringApplication(application);
            node.setDefaultProperties(PATIENT);
            node.addInitializers(context -> {
                keepToItself(context);
                TestPropertyValues.of(properties())
                        .and("server.port=0")
                        .and(properties)
                        .applyTo(context);
            });
            return node.run();
        }

        /// A JDBC connection as the database's owner, for a look behind the curtain.
        public Connection connect() throws SQLException {
            return TestServers.connect(postgres);
        }
    }

    /// Tests come in crowds, on machines that have much else to do, and slowness is not what they are about.
    /// Whoever tests it says so in the same properties.
    private static final Map<String, Object> PATIENT =
            Map.of("baton.guard.patience", "10s", "baton.guard.redis-patience", "5s");

    private static final AtomicInteger count = new AtomicInteger();

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Place place = fresh();
        keepToItself(context);
        TestPropertyValues.of(place.properties()).applyTo(context);
        context.getEnvironment().getPropertySources().addLast(new MapPropertySource("patient", PATIENT));
        context.getBeanFactory().registerSingleton("testPlace", place);
    }

    /// A gateway shares the threads of its server with all of the JVM, and takes them along when it is closed.
    private static void keepToItself(ConfigurableApplicationContext context) {
        ((GenericApplicationContext) context).registerBean(ReactorResourceFactory.class, () -> {
            var own = new ReactorResourceFactory();
            own.setUseGlobalResources(false);
            own.setShutdownQuietPeriod(Duration.ZERO);
            return own;
        });
    }

    /// A database and a Redis index that nobody used before. One at a time: they are copies of the same template.
    public static synchronized Place fresh() {
        EmbeddedServers servers = Shared.SERVERS;
        int number = count.incrementAndGet();
        String database = "test_" + number;
        execute(servers, "CREATE DATABASE " + database + " OWNER baton");
        PostgresServer postgres = servers.postgres(database);
        var redis = servers.redis();
        return new Place(
                postgres,
                "postgresql://%s:%s@%s:%d/%s"
                        .formatted(
                                postgres.user(),
                                postgres.secret(),
                                postgres.host(),
                                postgres.port(),
                                postgres.database()),
                // Redis has 64; whoever comes after that shares one.
                "redis://:%s@127.0.0.1:%d/%d"
                        .formatted(redis.secret(), redis.nodes().getFirst().port(), number % 64));
    }

    private static Connection connect(PostgresServer server) throws SQLException {
        return DriverManager.getConnection(server.getJdbcUrl(), server.getUsername(), server.getPassword());
    }

    private static void execute(EmbeddedServers servers, String statement) {
        try (Connection connection = connect(servers.superuser());
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    private static final class Shared {
        static final EmbeddedServers SERVERS = start();

        private static EmbeddedServers start() {
            letTheDriverSayWhoseItsLinesAre();
            var servers = EmbeddedServers.start(Path.of("target/baton-test"), true, null);
            // After all contexts are closed, so that none of them sees its servers go.
            SpringApplication.getShutdownHandlers().add(servers::close);
            signInFast(servers);
            leftovers(servers).forEach(database -> execute(servers, "DROP DATABASE " + database + " WITH (FORCE)"));
            return servers;
        }

        /// A sign-in to PostgreSQL hashes the secret 4,096 times, and of connections the tests open thousands.
        private static void signInFast(EmbeddedServers servers) {
            PostgresServer baton = servers.postgres("baton");
            execute(
                    servers,
                    "SET scram_iterations = 1; ALTER ROLE %s PASSWORD '%s'".formatted(baton.user(), baton.secret()));
        }

        /// It looks once, when the class is made ready: now, for a context that starts beside sets the levels
        /// anew.
        private static void letTheDriverSayWhoseItsLinesAre() {
            String context = "io.r2dbc.postgresql.client.ConnectionContext";
            ((Logger) LoggerFactory.getLogger(context + ".context")).setLevel(Level.DEBUG);
            try {
                Class.forName(context);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }

        private static List<String> leftovers(EmbeddedServers servers) {
            try (Connection connection = connect(servers.superuser());
                    Statement sql = connection.createStatement();
                    ResultSet rows = sql.executeQuery(
                            "SELECT datname FROM pg_database WHERE datname LIKE 'test@_%' ESCAPE '@'")) {
                var names = new ArrayList<String>();
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
                return names;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
