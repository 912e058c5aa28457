package dev.baton.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Redis as Baton runs it: an append-only file, on the loopback address alone, with a password.
record EmbeddedRedis(Path program, Path configuration, String secret) implements ChildProcess.Program {

    static void stopOrphan(DataFolder folder) throws IOException {
        ChildProcess.stopOrphan(
                "Redis", folder.resolve("redis.pid"), folder.resolve("redis"), folder.resolve("redis.conf"), "TERM");
    }

    static EmbeddedRedis prepare(DataFolder folder, Path program, RunAs runAs) throws IOException {
        Path data = runAs.own(folder.folder("redis"));
        Path pidFile = folder.resolve("redis.pid");
        Path configuration = folder.resolve("redis.conf");
        String secret = Files.readString(folder.passwordFile());
        // A process title would hide the arguments by which the next start knows an orphan.
        String settings = """
            bind 127.0.0.1
            protected-mode yes
            requirepass %s
            dir "%s"
            pidfile "%s"
            appendonly yes
            appendfsync everysec
            save ""
            databases 64
            set-proc-title no
            """.formatted(secret, quoted(data), quoted(pidFile));
        folder.write(configuration, settings);
        runAs.own(configuration);
        return new EmbeddedRedis(program, configuration, secret);
    }

    private static String quoted(Path path) {
        return path.toString().replace("\\", "\\\\").replace("\"", "\\\"");
    }

    @Override
    public String name() {
        return "Redis";
    }

    @Override
    public List<String> command(int port) {
        return List.of(program.toString(), configuration.toString(), "--port", String.valueOf(port));
    }

    @Override
    public boolean isReady(long pid, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setSoTimeout(1000);
            socket.getOutputStream()
                    .write("AUTH %s\r\nPING\r\n".formatted(secret).getBytes(US_ASCII));
            var answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            return "+OK".equals(answers.readLine()) && "+PONG".equals(answers.readLine());
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public String stopSignal() {
        return "TERM";
    }
}
