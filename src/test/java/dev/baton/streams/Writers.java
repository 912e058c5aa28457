package dev.baton.streams;

import dev.baton.graph.TaskId;
import dev.baton.streams.Log.Written;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Writers with a transaction each, who draw their tickets in one order and commit in another: after the first event
/// of a transaction they wait, some of them long, while others write and commit. One in ten changes its mind.
record Writers(Log log, Settings settings, AtomicInteger written) {

    private static final int MOST_IN_A_TRANSACTION = 4;
    private static final int LONGEST_PAUSE_MS = 200;

    Writers(Log log, Settings settings) {
        this(log, settings, new AtomicInteger());
    }

    /// Writes until there are as many events as told.
    ///
    /// @return how many were committed
    int run() throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> writers = IntStream.range(0, settings.writers())
                    .mapToObj(number -> threads.submit(() -> write(number)))
                    .toList();
            for (Future<Integer> writer : writers) {
                writer.get();
            }
            return written.get();
        }
    }

    double share() {
        return written.get() / (double) settings.events();
    }

    private int write(int writer) throws SQLException, InterruptedException {
        try (Connection connection = log.connect()) {
            connection.setAutoCommit(false);
            for (int n = 0; written.get() < settings.events(); n++) {
                List<Written> events = events(writer, n);
                for (Written event : events) {
                    log.append(connection, event);
                    Thread.sleep(pause());
                }
                if (ThreadLocalRandom.current().nextInt(10) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                    written.addAndGet(events.size());
                }
            }
        }
        return written.get();
    }

    private List<Written> events(int writer, int transaction) {
        var random = ThreadLocalRandom.current();
        TaskId task = log.tasks().get(random.nextInt(log.tasks().size()));
        return IntStream.range(0, random.nextInt(1, MOST_IN_A_TRANSACTION + 1))
                .mapToObj(n -> new Written("%d:%d:%d".formatted(writer, transaction, n), task))
                .toList();
    }

    private static int pause() {
        var random = ThreadLocalRandom.current();
        return random.nextInt(4) == 0 ? random.nextInt(LONGEST_PAUSE_MS) : random.nextInt(5);
    }
}
