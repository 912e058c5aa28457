package dev.baton.guard;

import dev.baton.testing.TestServers;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Redis that a test may kill, freeze and start again at the same place.
final class OwnRedis implements AutoCloseable {

    private final Path program;
    private final Path folder;
    private final int port;
    private @Nullable Process process;

    OwnRedis(Path folder) {
        TestServers.fresh();
        this.program = ProcessHandle.current()
                .descendants()
                .flatMap(child -> child.info().command().stream())
                .filter(command -> command.contains("redis"))
                .map(Path::of)
                .findFirst()
                .orElseThrow();
        this.folder = folder;
        this.port = freePort();
    }

    OwnRedis start() {
        try {
            process = new ProcessBuilder(
                            program.toString(), "--port", String.valueOf(port), "--bind", "127.0.0.1", "--save", "")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("redis.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /// With the gateway's own settings.
    RedisClient client() {
        var resources = ClientResources.builder();
        var options = ClientOptions.builder();
        var configuration = new GuardConfiguration();
        configuration.comeBackSoon().customize((io.lettuce.core.resource.DefaultClientResources.Builder) resources);
        configuration.rejectWhileAway().customize(options);
        RedisClient client = RedisClient.create(resources.build(), RedisURI.create("127.0.0.1", port));
        client.setOptions(options.build());
        return client;
    }

    void kill() {
        running().destroyForcibly().onExit().join();
    }

    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    private void signal(String name) {
        try {
            new ProcessBuilder(
                            List.of("kill", "-" + name, String.valueOf(running().pid())))
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
