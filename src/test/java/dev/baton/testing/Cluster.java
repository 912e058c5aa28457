package dev.baton.testing;

import dev.baton.database.PostgresServer;
import dev.baton.embedded.EmbeddedServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// PostgreSQL, Redis and some gateways, each a process of its own that comes back at the same address when it is
/// killed.
public final class Cluster implements AutoCloseable {

    /// A JVM that starts soon and takes little, for nodes that are killed again and again.
    private static final List<String> SMALL = List.of("-Xmx300m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final String DATABASE = "cluster";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final EmbeddedServers servers;
    private final List<Node> nodes = new ArrayList<>();
    private final Thread atTheLatest = new Thread(this::stopNodes);

    private Cluster(EmbeddedServers servers) {
        this.servers = servers;
    }

    /// Starts all of it on an empty database.
    ///
    /// @param properties of the gateways, `key=value`, beside those that every cluster needs
    public static Cluster start(Path folder, int nodes, String... properties) throws IOException, SQLException {
        return start(folder, nodes, SMALL, properties);
    }

    /// As above, with JVM options for the gateways.
    public static Cluster start(Path folder, int nodes, List<String> jvm, String... properties)
            throws IOException, SQLException {
        var cluster = new Cluster(EmbeddedServers.start(folder.resolve("servers"), true, null));
        try {
            cluster.emptyDatabase();
            Runtime.getRuntime().addShutdownHook(cluster.atTheLatest);
            for (int number = 1; number <= nodes; number++) {
                Path output = folder.resolve("node-%d.log".formatted(number));
                Files.deleteIfExists(output);
                cluster.nodes.add(Node.start(jvm, cluster.properties(properties), output));
            }
            return cluster;
        } catch (IOException | SQLException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void emptyDatabase() throws SQLException {
        PostgresServer superuser = servers.superuser();
        try (var connection = DriverManager.getConnection(
                        superuser.getJdbcUrl(), superuser.getUsername(), superuser.getPassword());
                var sql = connection.createStatement()) {
            sql.execute("DROP DATABASE IF EXISTS " + DATABASE + " WITH (FORCE)");
            sql.execute("CREATE DATABASE " + DATABASE + " OWNER baton");
        }
    }

    private List<String> properties(String... more) {
        PostgresServer postgres = postgres();
        var properties = new ArrayList<>(List.of(
                "baton.postgres.url=postgresql://%s:%s@%s:%d/%s"
                        .formatted(
                                postgres.user(),
                                postgres.secret(),
                                postgres.host(),
                                postgres.port(),
                                postgres.database()),
                "baton.redis.url=" + redisUrl(),
                "baton.development-tokens=true",
                "baton.access.token-lifetime=12h",
                "baton.guard.capacity=1000000000",
                "baton.guard.refill-per-second=1000000000",
                "baton.guard.max-operation-cost=1000000"));
        properties.addAll(List.of(more));
        return properties;
    }

    /// The database's owner, for a look behind the curtain.
    public PostgresServer postgres() {
        return servers.postgres(DATABASE);
    }

    public String redisUrl() {
        var redis = servers.redis();
        return "redis://:%s@127.0.0.1:%d/0"
                .formatted(redis.secret(), redis.nodes().getFirst().port());
    }

    /// The processes of the gateways that run.
    public List<ProcessHandle> processes() {
        return nodes.stream().flatMap(node -> node.handle().stream()).toList();
    }

    public List<Gateway> gateways() {
        return nodes.stream().map(node -> new Gateway(node.port())).toList();
    }

    /// Waits until every gateway signs callers in.
    public void awaitStart() throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        for (Gateway gateway : gateways()) {
            while (!signsIn(gateway)) {
                if (Instant.now().isAfter(deadline)) {
                    throw new IllegalStateException(
                            "The gateway on port %d does not start; see %s".formatted(gateway.port(), servers.data()));
                }
                Thread.sleep(200);
            }
        }
    }

    private static boolean signsIn(Gateway gateway) {
        try {
            return gateway.tokenAnswer("viewer", "viewer").statusCode() == 200;
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    /// `kill -9`; what is dead already stays dead until it comes back.
    public void kill(Prey prey, Random random) throws IOException {
        switch (prey) {
            case GATEWAY -> nodes.get(random.nextInt(nodes.size())).kill();
            case POSTGRES -> process("postgres/postmaster.pid").ifPresent(ProcessHandle::destroyForcibly);
            case BACKEND -> process("postgres/postmaster.pid").ifPresent(postmaster -> killOneOf(postmaster, random));
            case REDIS -> process("redis.pid").ifPresent(ProcessHandle::destroyForcibly);
            case EVERYTHING -> {
                nodes.forEach(Node::kill);
                kill(Prey.POSTGRES, random);
                kill(Prey.REDIS, random);
            }
        }
    }

    private static void killOneOf(ProcessHandle postmaster, Random random) {
        List<ProcessHandle> children = postmaster.children().toList();
        if (!children.isEmpty()) {
            children.get(random.nextInt(children.size())).destroyForcibly();
        }
    }

    private Optional<ProcessHandle> process(String pidFile) throws IOException {
        Path file = servers.data().resolve(pidFile);
        return Files.exists(file)
                ? Files.readString(file).lines().findFirst().map(String::strip).flatMap(Cluster::running)
                : Optional.empty();
    }

    private static Optional<ProcessHandle> running(String pid) {
        return pid.matches("\\d+") ? ProcessHandle.of(Long.parseLong(pid)) : Optional.empty();
    }

    private void stopNodes() {
        nodes.forEach(Node::close);
    }

    @Override
    public void close() {
        stopNodes();
        servers.close();
        Runtime.getRuntime().removeShutdownHook(atTheLatest);
    }
}
