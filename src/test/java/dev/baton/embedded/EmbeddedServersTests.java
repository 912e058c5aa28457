package dev.baton.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.database.PostgresServer;
import dev.baton.database.StartRefused;
import dev.baton.testing.BesideOthers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/// Real servers, really killed, on one folder whose name has a space in it.
@BesideOthers
class EmbeddedServersTests {
    private static final Path FOLDER = Path.of("target/embedded test");

    @BeforeAll
    static void startWithNothing() throws IOException {
        for (String name : List.of("postgres", "redis", "password")) {
            FileSystemUtils.deleteRecursively(FOLDER.resolve(name));
        }
    }

    @AfterAll
    static void leaveNothingRunning() {
        // Whatever a failed test left behind.
        start().close();
    }

    @Test
    void whatIsCommittedIsOnTheDisk() throws SQLException {
        try (var servers = start()) {
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                assertThat(ask(servers, "SHOW " + setting)).isEqualTo("on");
            }
            assertThat(ask(servers, "SHOW server_encoding")).isEqualTo("UTF8");
            assertThat(ask(servers, "SHOW data_checksums")).isEqualTo("on");
        }
    }

    @Test
    void otherUsersOfTheMachineCannotWalkIn() throws SQLException, IOException {
        try (var servers = start()) {
            assertThat(ask(servers, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(servers.superuser(), "SHOW unix_socket_directories")).isEmpty();
            assertThat(ask(servers, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("f");
            String url = servers.postgres("baton").getJdbcUrl();
            for (String user : List.of("baton", "postgres")) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> DriverManager.getConnection(url, user, "guessed"))
                        .withMessageContaining("password authentication failed");
            }
            assertThat(redis(servers, "PING")).startsWith("-NOAUTH");
            assertThat(Files.getPosixFilePermissions(FOLDER.resolve("password")))
                    .hasSize(2);
            assertThat(Files.getPosixFilePermissions(FOLDER.resolve("redis.conf")))
                    .hasSize(2);
            assertThat(Files.readString(FOLDER.resolve("postgres.log")))
                    .doesNotContain(Files.readString(FOLDER.resolve("password")));
        }
    }

    @Test
    void dataAreKeptBetweenRuns() throws SQLException, IOException {
        try (var servers = start()) {
            remember(servers);
        }
        try (var servers = start()) {
            assertRemembers(servers);
        }
    }

    @Test
    void dataOfBeforeTheWallsGetTheirRoles() throws SQLException, IOException {
        try (var servers = start();
                var connection = connect(servers.superuser());
                var sql = connection.createStatement()) {
            sql.execute("DROP ROLE baton_app, baton_system");
        }
        try (var servers = start()) {
            assertThat(ask(
                            servers,
                            "SELECT bool_and(pg_has_role('baton', oid, 'SET') AND NOT rolbypassrls)::text || count(*)"
                                    + " FROM pg_roles WHERE rolname IN ('baton_app', 'baton_system')"))
                    .isEqualTo("true2");
        }
    }

    @Test
    void aSecondBatonOnTheSameFolderIsRefused() {
        try (var _ = start()) {
            assertThatExceptionOfType(StartRefused.class)
                    .isThrownBy(EmbeddedServersTests::start)
                    .withMessageContaining(
                            "Another Baton (process " + ProcessHandle.current().pid() + ") is running on")
                    .satisfies(refused -> assertThat(refused.remedy()).contains("BATON_DATA"));
        }
    }

    @Test
    void aSecondBatonInAnotherProcessIsRefused() throws IOException, InterruptedException {
        try (var _ = start();
                var alone = ServersAlone.launch(FOLDER, System.getenv("PATH"))) {
            assertThat(alone.text())
                    .contains(
                            "Another Baton (process " + ProcessHandle.current().pid() + ")");
            assertThat(alone.process().waitFor()).isNotZero();
        }
    }

    @Test
    void theServersDieWithAKilledBaton() throws IOException, SQLException {
        assumeTrue(find("setpriv").isPresent(), "only setpriv ties a child's life to its parent's");
        List<ProcessHandle> children;
        try (var alone = ServersAlone.launch(FOLDER, System.getenv("PATH"))) {
            children = alone.children();
            alone.kill();
        }
        await().untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
        start().close();
    }

    @Test
    void whatAKilledBatonLeftBehindIsStoppedAtTheNextStart(@TempDir Path bin) throws IOException, SQLException {
        try (var servers = start()) {
            remember(servers);
        }
        List<ProcessHandle> orphans;
        try (var alone = ServersAlone.launch(FOLDER, pathWithoutSetpriv(bin))) {
            orphans = alone.children();
            alone.kill();
        }
        assertThat(orphans).hasSize(2).allMatch(ProcessHandle::isAlive);
        try (var servers = start()) {
            // They have ended; whoever inherited them may take a moment to bury them.
            await().untilAsserted(() -> assertThat(orphans).noneMatch(ProcessHandle::isAlive));
            assertRemembers(servers);
        }
    }

    @Test
    void whatWasLeftBehindIsFoundAlsoWhenTheFolderWasMoved(@TempDir Path bin) throws IOException, SQLException {
        assumeTrue(Files.exists(Path.of("/proc/self/cwd")), "only Linux tells where a process works");
        List<ProcessHandle> orphans;
        try (var alone = ServersAlone.launch(FOLDER, pathWithoutSetpriv(bin))) {
            orphans = alone.children();
            alone.kill();
        }
        Path elsewhere = FOLDER.resolveSibling("embedded test, moved");
        Files.move(FOLDER, elsewhere);
        try (var servers = EmbeddedServers.start(elsewhere, true, null)) {
            await().untilAsserted(() -> assertThat(orphans).noneMatch(ProcessHandle::isAlive));
            assertThat(ask(servers, "SELECT 1")).isEqualTo("1");
        } finally {
            Files.move(elsewhere, FOLDER);
        }
    }

    @Test
    void afterEverythingIsKilledTheDataAreStillThere() throws IOException, SQLException {
        try (var servers = start()) {
            remember(servers);
        }
        try (var alone = ServersAlone.launch(FOLDER, System.getenv("PATH"))) {
            List<ProcessHandle> children = alone.children();
            children.forEach(ProcessHandle::destroyForcibly);
            alone.kill();
            await().until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        }
        assertThat(FOLDER.resolve("postgres/postmaster.pid")).exists();
        try (var servers = start()) {
            assertRemembers(servers);
        }
    }

    @Test
    void aStrangerWhoGotTheOldProcessIdIsLeftAlone() throws IOException, SQLException {
        start().close();
        Process stranger = sleepAsTheOwnerOf(FOLDER.resolve("postgres"));
        try {
            Files.writeString(
                    FOLDER.resolve("postgres/postmaster.pid"),
                    "%d\n%s\n1\n5432\n".formatted(stranger.pid(), FOLDER.resolve("postgres")));
            Files.writeString(FOLDER.resolve("redis.pid"), stranger.pid() + "\n");
            try (var servers = start()) {
                assertThat(ask(servers, "SELECT 1")).isEqualTo("1");
                assertThat(stranger.isAlive()).isTrue();
            }
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void aServerThatDiesIsStartedAgainInItsPlace() throws SQLException, IOException {
        try (var servers = start()) {
            remember(servers);
            List<Long> before = servers.processes();
            before.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            await().ignoreExceptions().untilAsserted(() -> {
                assertThat(servers.processes()).doesNotContainAnyElementsOf(before);
                assertRemembers(servers);
            });
        }
    }

    @Test
    void stoppingLeavesNothingRunning() {
        List<Long> processes;
        try (var servers = start()) {
            processes = servers.processes();
            assertThat(processes)
                    .hasSize(2)
                    .allMatch(pid -> ProcessHandle.of(pid).isPresent());
        }
        assertThat(processes).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
        assertThat(FOLDER.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    @Test
    void withoutAUsableRedisTheRestGoesOn(@TempDir Path empty) throws SQLException, IOException {
        Path broken = Files.writeString(empty.resolve("redis-server"), "#!/bin/sh\nexit 3\n");
        assertThat(broken.toFile().setExecutable(true)).isTrue();
        for (Path program : List.of(Path.of("/nonexistent"), broken)) {
            try (var servers = EmbeddedServers.start(FOLDER, true, program)) {
                assertThat(ask(servers, "SELECT 1")).isEqualTo("1");
                assertThat(servers.redis().nodes().getFirst().port()).isEqualTo(1);
                assertThat(servers.processes()).hasSize(1);
            }
        }
    }

    @Test
    void aCrashWhileUnpackingOrCreatingIsHealed() throws SQLException, IOException {
        start().close();
        startWithNothing();
        try (Stream<Path> unpacked = Files.list(FOLDER.resolve("bin"))) {
            for (Path program : unpacked.toList()) {
                Files.move(program, program.resolveSibling(program.getFileName() + ".new"));
            }
        }
        Files.writeString(
                Files.createDirectories(FOLDER.resolve("postgres.new")).resolve("half"), "");
        try (var servers = start()) {
            assertThat(ask(servers, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aFolderWithSomethingElseInItIsNotTouched(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("thesis.txt"), "three years of work");
        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> EmbeddedServers.start(folder, true, null))
                .withMessageContaining("it is not Baton's");
        assertThat(folder).isDirectoryNotContaining("glob:**lock");
    }

    @Test
    void dataWithoutTheirPasswordAreRefused() throws IOException {
        start().close();
        Path aside = FOLDER.resolve("password.aside");
        Files.move(FOLDER.resolve("password"), aside);
        try {
            assertThatExceptionOfType(StartRefused.class)
                    .isThrownBy(EmbeddedServersTests::start)
                    .withMessageContaining("password is gone");
        } finally {
            Files.move(aside, FOLDER.resolve("password"));
        }
    }

    private static EmbeddedServers start() {
        return EmbeddedServers.start(FOLDER, true, null);
    }

    private static void remember(EmbeddedServers servers) throws SQLException, IOException {
        try (Connection connection = connect(servers.postgres("baton"));
                Statement sql = connection.createStatement()) {
            sql.execute("DROP TABLE IF EXISTS memory");
            sql.execute("CREATE TABLE memory AS SELECT 'blue' AS colour");
        }
        assertThat(redis(servers, "AUTH " + servers.redis().secret(), "SET colour blue"))
                .isEqualTo("+OK");
        // The file is written with every command, and flushed to the disk within a second.
        assertThat(FOLDER.resolve("redis/appendonly.aof")).isNotEmptyFile();
    }

    private static void assertRemembers(EmbeddedServers servers) throws SQLException, IOException {
        assertThat(ask(servers, "SELECT colour FROM memory")).isEqualTo("blue");
        assertThat(redis(servers, "AUTH " + servers.redis().secret(), "STRLEN colour"))
                .isEqualTo(":4");
    }

    private static String ask(EmbeddedServers servers, String query) throws SQLException {
        return ask(servers.postgres("baton"), query);
    }

    private static String ask(PostgresServer server, String query) throws SQLException {
        try (Connection connection = connect(server);
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(query)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private static Connection connect(PostgresServer server) throws SQLException {
        return DriverManager.getConnection(server.getJdbcUrl(), server.getUsername(), server.getPassword());
    }

    /// The answer to the last command.
    private static String redis(EmbeddedServers servers, String... commands) throws IOException {
        var node = servers.redis().nodes().getFirst();
        try (var socket = new Socket(node.host(), node.port());
                var answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))) {
            String answer = "";
            for (String command : commands) {
                socket.getOutputStream().write((command + "\r\n").getBytes(US_ASCII));
                answer = String.valueOf(answers.readLine());
            }
            return answer;
        }
    }

    /// PostgreSQL minds only the processes of its own user.
    private static Process sleepAsTheOwnerOf(Path data) throws IOException {
        Object owner = Files.getAttribute(data, "unix:uid");
        return owner.equals(Files.getAttribute(FOLDER.resolveSibling("classes"), "unix:uid"))
                ? new ProcessBuilder("sleep", "600").start()
                : new ProcessBuilder("setpriv", "--reuid=" + owner, "--clear-groups", "sleep", "600").start();
    }

    private static String pathWithoutSetpriv(Path bin) throws IOException {
        for (String program : List.of("sh", "id", "true", "setsid", "unshare")) {
            Path found = find(program).orElse(null);
            if (found != null) {
                Path script = Files.writeString(bin.resolve(program), "#!/bin/sh\nexec %s \"$@\"\n".formatted(found));
                assertThat(script.toFile().setExecutable(true)).isTrue();
            }
        }
        return bin.toString();
    }

    private static Optional<Path> find(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
