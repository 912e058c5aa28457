package dev.baton.embedded;

import dev.baton.database.StartRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server that runs as a child of this JVM: started on a free port, started again on the same port when it dies,
/// and stopped.
final class ChildProcess implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ChildProcess.class);
    private static final int ATTEMPTS = 5;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration CALM = Duration.ofSeconds(30);
    // Recovery after a crash reads the whole log since the last checkpoint.
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(10);

    /// What one server has of its own.
    interface Program {
        String name();

        List<String> command(int port) throws IOException;

        boolean isReady(long pid, int port);

        /// The signal that asks it to stop soon and in order.
        String stopSignal();
    }

    private final Program program;
    private final RunAs runAs;
    private final Path output;

    // The kernel sends the parent-death signal when the thread that forked ends, so one thread forks, and it stays.
    private final ScheduledExecutorService keeper;

    private volatile boolean closing;
    private volatile @Nullable Process process;
    private volatile int port;
    private Duration pause = PAUSE;

    ChildProcess(Program program, RunAs runAs, Path output) {
        this.program = program;
        this.runAs = runAs;
        this.output = output;
        this.keeper = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("keeper-of-" + program.name()).factory());
    }

    int port() {
        return port;
    }

    /// The process as it is now; another one after a restart.
    long pid() {
        Process current = process;
        return current == null ? -1 : current.pid();
    }

    /// Starts the server and waits until it is ready.
    ///
    /// @throws StartRefused when it does not come up, with the last lines it wrote
    void start() {
        try {
            onKeeper(this::startOnAFreePort, START.multipliedBy(ATTEMPTS));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private @Nullable Void startOnAFreePort() throws IOException, InterruptedException {
        for (int attempt = 1; attempt <= ATTEMPTS && !closing; attempt++) {
            port = freePort();
            if (spawn()) {
                return null;
            }
            Thread.sleep(PAUSE.multipliedBy(attempt));
        }
        throw refused("does not start");
    }

    private StartRefused refused(String trouble) throws IOException {
        return new StartRefused(
                "%s %s. Its last words: %s".formatted(program.name(), trouble, lastWords()),
                "See %s for the rest.".formatted(output));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// True when the server is ready, false when it ended before, which another attempt may cure.
    private boolean spawn() throws IOException, InterruptedException {
        Process started = runAs.process(program.stopSignal(), program.command(port), output)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        process = started;
        long begin = System.nanoTime();
        while (started.isAlive() && !closing && System.nanoTime() - begin < START.toNanos()) {
            if (program.isReady(started.pid(), port)) {
                var _ = started.onExit().thenAcceptAsync(dead -> died(dead, begin), keeper);
                return true;
            }
            Thread.sleep(10);
        }
        boolean late = started.isAlive() && !closing;
        started.destroyForcibly().waitFor();
        if (late) {
            throw refused("is not ready after " + START.toSeconds() + " seconds");
        }
        return false;
    }

    private void died(Process dead, long born) {
        if (closing) {
            return;
        }
        log.warn("{} (process {}) died, exit code {}; starting it again", program.name(), dead.pid(), dead.exitValue());
        if (System.nanoTime() - born > CALM.toNanos()) {
            pause = PAUSE;
        }
        reviveLater();
    }

    private void reviveLater() {
        var _ = keeper.schedule(this::revive, pause.toMillis(), TimeUnit.MILLISECONDS);
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    }

    private void revive() {
        try {
            if (closing) {
                return;
            }
            if (spawn()) {
                log.info("{} is back on port {}", program.name(), port);
                return;
            }
            log.warn("{} does not come back yet: {}", program.name(), lastWords());
        } catch (IOException | RuntimeException e) {
            log.warn("{} does not come back yet", program.name(), e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        reviveLater();
    }

    private String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(output, StandardCharsets.ISO_8859_1);
        return String.join(" / ", lines.subList(Math.max(0, lines.size() - 4), lines.size()));
    }

    @Override
    public void close() {
        closing = true;
        try {
            onKeeper(this::stop, STOP.multipliedBy(3));
        } finally {
            keeper.shutdownNow();
        }
    }

    private @Nullable Void stop() throws IOException, InterruptedException {
        Process running = process;
        if (running != null && running.isAlive()) {
            stop(running.toHandle(), program.stopSignal(), running::isAlive);
        }
        return null;
    }

    /// Stops what an earlier Baton left behind, and forgets a process id that now belongs to somebody else.
    ///
    /// @param pidFile its first line is the process id
    /// @param data the folder in which only our process works
    /// @param argument a path that only our process has among its arguments
    /// @throws StartRefused when it does not stop, for two servers on the same data would destroy them
    static void stopOrphan(String name, Path pidFile, Path data, Path argument, String signal) throws IOException {
        String first = Files.exists(pidFile)
                ? Files.readString(pidFile).lines().findFirst().orElse("").strip()
                : "";
        ProcessHandle found = first.matches("\\d{1,10}")
                ? ProcessHandle.of(Long.parseLong(first)).orElse(null)
                : null;
        if (found == null) {
            return;
        }
        if (!isOurs(found, data, argument)) {
            // PostgreSQL would not start while any process, however foreign, has the number in that file.
            Files.delete(pidFile);
            return;
        }
        log.info("Stopping {} (process {}), which an earlier Baton left behind", name, first);
        try {
            stop(found, signal, () -> isOurs(found, data, argument));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (isOurs(found, data, argument)) {
            throw new StartRefused(
                    "%s (process %s), which an earlier Baton left behind, does not stop.".formatted(name, first),
                    "Stop that process, for example with kill -9 %s, and start Baton again.".formatted(first));
        }
    }

    /// Also knows a server whose folder was moved since, by where it works; that is told on Linux only. A process
    /// that is dead and not yet buried has neither.
    private static boolean isOurs(ProcessHandle process, Path data, Path argument) {
        String[] arguments = process.info().arguments().orElse(new String[0]);
        if (List.of(arguments).contains(argument.toString())) {
            return true;
        }
        try {
            return Path.of("/proc", String.valueOf(process.pid()), "cwd")
                    .toRealPath()
                    .equals(data);
        } catch (IOException _) {
            return false;
        }
    }

    private static void stop(ProcessHandle process, String signal, BooleanSupplier runs)
            throws IOException, InterruptedException {
        // The shell's own kill: slim images have no other, and Java sends only TERM and KILL.
        new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(signal, process.pid()))
                .start()
                .waitFor();
        if (!ends(runs)) {
            process.destroyForcibly();
            ends(runs);
        }
    }

    private static boolean ends(BooleanSupplier runs) throws InterruptedException {
        long begin = System.nanoTime();
        while (runs.getAsBoolean()) {
            if (System.nanoTime() - begin > STOP.toNanos()) {
                return false;
            }
            Thread.sleep(10);
        }
        return true;
    }

    private void onKeeper(Callable<@Nullable Void> action, Duration limit) {
        try {
            keeper.submit(action).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StartRefused refused
                    ? refused
                    : new IllegalStateException(program.name() + ": " + e.getCause(), e.getCause());
        } catch (TimeoutException | CancellationException e) {
            throw new IllegalStateException(program.name() + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(program.name() + " was interrupted", e);
        }
    }
}
