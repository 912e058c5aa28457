package dev.baton.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BatonApplication;
import dev.baton.testing.BesideOthers;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.util.FileSystemUtils;

/// The gateway as a newcomer starts it: nothing is configured.
@BesideOthers
class EmbeddedModeTests {
    private static final Path FOLDER = Path.of("target/embedded-mode");

    /// What an earlier build left there may have been made by another schema.
    @BeforeAll
    static void nobodyWasHereBefore() throws IOException {
        FileSystemUtils.deleteRecursively(FOLDER);
    }

    @Test
    void nothingConfiguredIsEnough() {
        try (ConfigurableApplicationContext gateway = run()) {
            // Without the JDBC details Flyway would be skipped, and nobody would say so.
            Long history = gateway.getBean(DatabaseClient.class)
                    .sql("SELECT count(*) FROM pg_class WHERE relname = 'flyway_schema_history'")
                    .mapValue(Long.class)
                    .one()
                    .block();
            assertThat(history).isEqualTo(1);
            assertThat(gateway.getBean(Welcome.class).text(gateway.getEnvironment()))
                    .contains("http://localhost:" + gateway.getEnvironment().getProperty("local.server.port")
                            + "/graphql")
                    .contains("curl -s -u operator:operator")
                    .contains(FOLDER.toAbsolutePath().toString());
        }
    }

    @Test
    void withoutRedisTheGatewayStarts() {
        try (ConfigurableApplicationContext gateway = run("--baton.embedded.redis.executable=/nonexistent")) {
            assertThat(gateway.isRunning()).isTrue();
        }
    }

    @Test
    void aSecondGatewayIsRefusedInPlainWords() throws Exception {
        try (var first = EmbeddedServers.start(FOLDER, false, null)) {
            Process second = launch();
            String output = second.inputReader().lines().collect(Collectors.joining("\n"));
            assertThat(second.waitFor()).isEqualTo(1);
            assertThat(output)
                    .contains("Another Baton (process "
                            + ProcessHandle.current().pid() + ") is running on " + first.data())
                    .contains("BATON_DATA=")
                    .doesNotContain("\tat ", "Exception");
        }
    }

    @Test
    void sigtermLeavesNothingRunning() throws Exception {
        Process gateway = launch();
        try {
            assertThat(lineWith(gateway.inputReader(), "Baton is up:")).isNotNull();
            List<ProcessHandle> children = gateway.children().toList();
            assertThat(children).hasSize(2);
            // Process.destroy would close the output, too.
            gateway.toHandle().destroy();
            List<String> rest = gateway.inputReader().lines().toList();
            assertThat(gateway.waitFor()).isEqualTo(143);
            assertThat(children).noneMatch(ProcessHandle::isAlive);
            assertThat(FOLDER.resolve("postgres/postmaster.pid")).doesNotExist();
            assertThat(rest).noneMatch(line -> line.contains("starting it again") || line.contains("\tat "));
        } finally {
            gateway.destroyForcibly();
        }
    }

    private static String lineWith(BufferedReader output, String text) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains(text)) {
                return line;
            }
        }
        throw new AssertionError("The gateway ended without saying: " + text);
    }

    private static ConfigurableApplicationContext run(String... arguments) {
        var all = new ArrayList<>(List.of(arguments()));
        all.addAll(List.of(arguments));
        return SpringApplication.run(BatonApplication.class, all.toArray(String[]::new));
    }

    private static Process launch() throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                BatonApplication.class.getName()));
        command.addAll(List.of(arguments()));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String[] arguments() {
        return new String[] {"--server.port=0", "--baton.data=" + FOLDER, "--baton.demo=false"};
    }
}
