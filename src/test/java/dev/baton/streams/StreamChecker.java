package dev.baton.streams;

import dev.baton.graph.TaskId;
import dev.baton.streams.Log.Written;
import dev.baton.testing.Cluster;
import dev.baton.testing.Gateway;
import dev.baton.testing.Prey;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Runs writers and readers against two gateways, and holds what each reader heard against the log.
final class StreamChecker {

    private final Settings settings;

    StreamChecker(Settings settings) {
        this.settings = settings;
    }

    /// Ends with 1 where a stream broke its promise.
    static void main() throws Exception {
        Findings findings = new StreamChecker(Settings.fromProperties(200, 20_000, 50)).run();
        System.out.println(findings);
        System.exit(findings.clean() ? 0 : 1);
    }

    Findings run() throws IOException, SQLException, InterruptedException, ExecutionException {
        try (Cluster cluster = Cluster.start(
                settings.folder(), 2, "baton.sockets.per-caller=1000", "baton.sockets.streams-per-caller=1000")) {
            cluster.awaitStart();
            return check(cluster);
        }
    }

    private Findings check(Cluster cluster) throws IOException, SQLException, InterruptedException, ExecutionException {
        List<Gateway> nodes = cluster.gateways();
        String token = nodes.getFirst().token("viewer");
        var workspace =
                nodes.getFirst().data(token, "{ workspace { id head } }").path("workspace");
        Log log = Log.of(cluster.postgres(), workspace.path("id").asString());
        List<Reader> readers = IntStream.range(0, settings.readers())
                .mapToObj(i -> new Reader(
                        nodes,
                        transport(i),
                        token,
                        follows(log, i),
                        workspace.path("head").asString()))
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var deadline = new AtomicReference<>(Instant.MAX);
            List<Future<?>> reading = readers.stream()
                    .<Future<?>>map(reader -> threads.submit(() -> reader.run(deadline::get)))
                    .toList();
            write(log, cluster, threads);
            deadline.set(Instant.now().plus(settings.patience()));
            for (Future<?> reader : reading) {
                reader.get();
            }
        }
        List<Written> committed = log.readAll();
        return readers.stream().map(reader -> Findings.of(reader, committed)).reduce(Findings.NONE, Findings::plus);
    }

    private void write(Log log, Cluster cluster, ExecutorService threads)
            throws IOException, SQLException, InterruptedException, ExecutionException {
        var writers = new Writers(log, settings);
        Future<?> writing = threads.submit(writers::run);
        for (int kill = 0; kill < settings.redisKills(); kill++) {
            double moment = (kill + 0.5) / settings.redisKills();
            while (writers.share() < moment && !writing.isDone()) {
                Thread.sleep(20);
            }
            cluster.kill(Prey.REDIS, new Random());
        }
        writing.get();
        log.end();
    }

    private static Subscription.Transport transport(int reader) {
        return reader % 3 == 0 ? EventLines::open : Subscription::overSocket;
    }

    // Every other one follows one task, the others all of them.
    private static @Nullable TaskId follows(Log log, int reader) {
        return reader % 2 == 0 ? null : log.tasks().get(reader % log.tasks().size());
    }
}
