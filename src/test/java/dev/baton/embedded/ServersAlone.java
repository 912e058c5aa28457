package dev.baton.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// The embedded servers in a JVM of their own, which a test may kill.
record ServersAlone(Process process, BufferedReader output) implements AutoCloseable {

    /// Prints one line when the servers run, and stays until its input ends.
    static void main(String[] arguments) throws IOException {
        try (var _ = EmbeddedServers.start(Path.of(arguments[0]), true, null)) {
            System.out.println("ready");
            while (System.in.read() >= 0) {
                // Nothing that is said here matters, only the end.
            }
        }
    }

    /// @param path where that JVM finds programs
    static ServersAlone launch(Path folder, String path) throws IOException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServersAlone.class.getName(),
                        folder.toString())
                .redirectErrorStream(true);
        builder.environment().put("PATH", path);
        Process process = builder.start();
        return new ServersAlone(process, process.inputReader());
    }

    /// The servers' processes, once they run.
    List<ProcessHandle> children() throws IOException {
        assertThat(output.lines().anyMatch("ready"::equals)).isTrue();
        List<ProcessHandle> children = process.children().toList();
        assertThat(children).hasSize(2);
        return children;
    }

    /// All that it says, until it ends.
    String text() {
        return output.lines().collect(Collectors.joining("\n"));
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
