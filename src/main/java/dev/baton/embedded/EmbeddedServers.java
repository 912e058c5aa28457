package dev.baton.embedded;

import dev.baton.database.PostgresServer;
import dev.baton.database.RedisServer;
import dev.baton.database.Roles;
import dev.baton.database.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// PostgreSQL and Redis as children of this JVM, with their data in one folder.
public final class EmbeddedServers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedServers.class);

    // Port 1 is nobody's: connections are refused at once, and Baton goes on as it does when Redis is down.
    private static final RedisServer NO_REDIS = RedisServer.local(1, null);

    private final DataFolder folder;
    private final ChildProcess postgres;
    private final @Nullable ChildProcess redis;
    private final String secret;

    private EmbeddedServers(DataFolder folder, ChildProcess postgres, @Nullable ChildProcess redis, String secret) {
        this.folder = folder;
        this.postgres = postgres;
        this.redis = redis;
        this.secret = secret;
    }

    /// Starts both, on the data that the folder holds, or on new data.
    ///
    /// @param redisProgram a Redis server to run instead of the one that Baton brings
    /// @param withRedis false where Redis is somebody else's
    /// @throws StartRefused when the folder is in use or unusable, or when PostgreSQL cannot run here
    public static EmbeddedServers start(Path data, boolean withRedis, @Nullable Path redisProgram) {
        try {
            DataFolder folder = DataFolder.open(data);
            try {
                return start(folder, withRedis, redisProgram);
            } catch (IOException | RuntimeException e) {
                folder.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StartRefused(
                    "Baton's data folder %s cannot be prepared: %s.".formatted(data.toAbsolutePath(), e),
                    "Let BATON_DATA name a folder on a local disk with at least 300 MB of space, in which Baton may"
                            + " write.");
        }
    }

    private static EmbeddedServers start(DataFolder folder, boolean withRedis, @Nullable Path redisProgram)
            throws IOException {
        var binaries = new Binaries(Files.createDirectories(folder.resolve("bin")));
        Path home = binaries.postgres();
        EmbeddedPostgres.stopOrphan(folder);
        EmbeddedRedis.stopOrphan(folder);
        RunAs runAs = RunAs.choose(folder, home.resolve("bin/postgres"));
        var program = EmbeddedPostgres.prepare(folder, home, runAs);
        String secret = Files.readString(folder.passwordFile());
        var postgres = new ChildProcess(program, runAs, program.output());
        postgres.start();
        try {
            prepareRoles(postgres.port(), secret);
        } catch (IOException | RuntimeException e) {
            postgres.close();
            throw e;
        }
        ChildProcess redis = null;
        if (withRedis) {
            try {
                redis = redis(folder, redisProgram == null ? binaries.redis().orElse(null) : redisProgram, runAs);
            } catch (IOException | RuntimeException e) {
                log.warn("Baton goes on without Redis, which cannot run here: {}", e.getMessage());
            }
        }
        return new EmbeddedServers(folder, postgres, redis, secret);
    }

    /// At every start, because the folder may be older than the roles.
    private static void prepareRoles(int port, String secret) throws IOException {
        PostgresServer server = superuser(port, secret);
        try (Connection connection =
                DriverManager.getConnection(server.getJdbcUrl(), server.getUsername(), server.getPassword())) {
            Roles.prepare(connection, "baton");
        } catch (SQLException e) {
            throw new IOException("the roles could not be made", e);
        }
    }

    private static ChildProcess redis(DataFolder folder, @Nullable Path program, RunAs runAs) throws IOException {
        if (program == null || !Files.isExecutable(program)) {
            throw new IOException(
                    "there is no program for this kind of machine" + (program == null ? "" : " at " + program));
        }
        var redis =
                new ChildProcess(EmbeddedRedis.prepare(folder, program, runAs), runAs, runAs.own(folder.log("redis")));
        redis.start();
        return redis;
    }

    /// The folder that holds everything.
    public Path data() {
        return folder.path();
    }

    /// A database of the embedded PostgreSQL as its owner sees it; Baton's own is `baton`.
    public PostgresServer postgres(String database) {
        return new PostgresServer("127.0.0.1", postgres.port(), database, "baton", secret, Map.of());
    }

    /// The maintenance database as superuser, for tests that need databases of their own.
    public PostgresServer superuser() {
        return superuser(postgres.port(), secret);
    }

    private static PostgresServer superuser(int port, String secret) {
        return new PostgresServer("127.0.0.1", port, "postgres", "postgres", secret, Map.of());
    }

    /// The embedded Redis, or an address where nobody answers when it cannot run here.
    public RedisServer redis() {
        return redis == null ? NO_REDIS : RedisServer.local(redis.port(), secret);
    }

    /// The children as they are now, PostgreSQL first.
    List<Long> processes() {
        return redis == null ? List.of(postgres.pid()) : List.of(postgres.pid(), redis.pid());
    }

    @Override
    public void close() {
        try (var _ = folder;
                var _ = postgres) {
            if (redis != null) {
                redis.close();
            }
        } catch (IOException e) {
            log.warn("The lock of {} could not be released", folder.path(), e);
        }
    }
}
