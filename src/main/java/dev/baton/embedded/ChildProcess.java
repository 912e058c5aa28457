package dev.baton.embedded;

import dev.baton.database.StartRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
        throw new StartRefused(
                "%s does not start. Its last words: %s".formatted(program.name(), lastWords()),
                "See %s for the rest.".formatted(output));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

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
        started.destroyForcibly().waitFor();
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
        List<String> lines = Files.readAllLines(output);
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
            stop(running.toHandle(), program.stopSignal());
        }
        return null;
    }

    /// Stops what an earlier Baton left behind, and forgets a process id that now belongs to somebody else.
    ///
    /// @param pidFile its first line is the process id
    /// @param argument a path that only our process has among its arguments
    static void stopOrphan(String name, Path pidFile, Path argument, String signal) throws IOException {
        if (!Files.exists(pidFile)) {
            return;
        }
        String first = Files.readString(pidFile).lines().findFirst().orElse("").strip();
        var orphan = first.matches("\\d{1,10}") ? ProcessHandle.of(Long.parseLong(first)) : null;
        if (orphan != null
                && orphan.filter(found -> hasArgument(found, argument)).isPresent()) {
            log.info("Stopping {} (process {}), which an earlier Baton left behind", name, first);
            try {
                stop(orphan.get(), signal);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        // PostgreSQL would not start while any process, however foreign, has the number in that file.
        Files.deleteIfExists(pidFile);
    }

    private static boolean hasArgument(ProcessHandle process, Path argument) {
        String[] arguments = process.info().arguments().orElse(new String[0]);
        return List.of(arguments).contains(argument.toString());
    }

    private static void stop(ProcessHandle process, String signal) throws IOException, InterruptedException {
        // The shell's own kill: slim images have no other, and Java sends only TERM and KILL.
        new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(signal, process.pid()))
                .start()
                .waitFor();
        if (!ended(process)) {
            process.destroyForcibly();
            ended(process);
        }
    }

    private static boolean ended(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(STOP.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
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
