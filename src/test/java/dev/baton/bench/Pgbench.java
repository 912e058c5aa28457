package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.database.PostgresServer;
import dev.baton.task.LongQueue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// PostgreSQL's own benchmark, with the statements that the gateway sends.
final class Pgbench {

    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");
    private static final String QUEUE = "00000000-0000-0000-0000-0000000000be";

    private Pgbench() {}

    /// How many tasks a second go the whole way with nothing between the client and the server; empty where there
    /// is no pgbench.
    static OptionalDouble cycle(PostgresServer server, String workspace, int seconds)
            throws IOException, InterruptedException {
        Path script = Files.createTempFile("cycle", ".sql");
        try {
            Files.writeString(script, script(workspace));
            return run(server, script, seconds);
        } finally {
            Files.delete(script);
        }
    }

    private static OptionalDouble run(PostgresServer server, Path script, int seconds)
            throws IOException, InterruptedException {
        var command = new ProcessBuilder(
                "pgbench",
                "-n",
                "-M",
                "prepared",
                "-c",
                "" + Crew.SIZE,
                "-j",
                "2",
                "-T",
                "" + seconds,
                "-D",
                "fresh=1",
                "-f",
                script.toString(),
                "-h",
                server.host(),
                "-p",
                "" + server.port(),
                "-U",
                server.user(),
                server.database());
        command.environment().put("PGPASSWORD", Objects.requireNonNull(server.secret()));
        Process process;
        try {
            process = command.redirectErrorStream(true).start();
        } catch (IOException _) {
            return OptionalDouble.empty();
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        Matcher tps = TPS.matcher(output);
        assertThat(tps.find()).as(output).isTrue();
        return OptionalDouble.of(Double.parseDouble(tps.group(1)));
    }

    private static String script(String workspace) throws IOException {
        try (InputStream template = Pgbench.class.getResourceAsStream("/bench/cycle.pgbench.sql")) {
            String script = new String(Objects.requireNonNull(template).readAllBytes(), StandardCharsets.UTF_8);
            return script.replace("{claim}", LongQueue.claimForPgbench(false))
                    .replace("{widerClaim}", LongQueue.claimForPgbench(true))
                    .replace("{workspace}", workspace)
                    .replace("{queue}", QUEUE)
                    .replace("{event}", "{\"benchmark\": true}");
        }
    }
}
