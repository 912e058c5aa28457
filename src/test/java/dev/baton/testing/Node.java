package dev.baton.testing;

import dev.baton.BatonApplication;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A gateway in a JVM of its own, started again on the same port whenever it dies.
public final class Node implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(300);

    private final int port;
    private final List<String> command;
    private final File output;
    private final Thread keeper;
    private volatile boolean closing;
    private volatile @Nullable Process process;

    private Node(int port, List<String> command, File output) {
        this.port = port;
        this.command = command;
        this.output = output;
        // The kernel's parent-death signal comes when the thread that forked ends: one thread forks, and it stays.
        this.keeper = Thread.ofPlatform().daemon().name("keeper-of-" + port).unstarted(this::keep);
    }

    /// @param properties of the gateway, `key=value`
    /// @param jvm options of its JVM
    public static Node start(List<String> jvm, List<String> properties, Path output) throws IOException {
        int port = freePort();
        var command = new ArrayList<>(dieWithParent());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of(
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                BatonApplication.class.getName(),
                "--server.port=" + port));
        properties.forEach(property -> command.add("--" + property));
        var node = new Node(port, command, output.toFile());
        node.keeper.start();
        return node;
    }

    // Without the tests' own classes, which the gateway would take for its parts.
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static List<String> dieWithParent() {
        List<String> words = List.of("setpriv", "--pdeathsig", "KILL");
        try {
            var probe = new ArrayList<>(words);
            probe.add("true");
            return new ProcessBuilder(probe).start().waitFor() == 0 ? words : List.of();
        } catch (IOException _) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void keep() {
        try {
            while (!closing) {
                Process started = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output))
                        .start();
                process = started;
                if (closing) {
                    started.destroyForcibly();
                }
                started.waitFor();
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    Optional<ProcessHandle> handle() {
        return Optional.ofNullable(process).map(Process::toHandle);
    }

    /// `kill -9`.
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }

    @Override
    public void close() {
        closing = true;
        kill();
        try {
            keeper.join(Duration.ofSeconds(10));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
