package dev.baton.history;

import dev.baton.testing.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ExecutionException;

/// Runs a crew through a gateway that is killed again and again, writes down what it saw, and checks that.
final class HistoryChecker {

    private final Settings settings;

    HistoryChecker(Settings settings) {
        this.settings = settings;
    }

    /// Runs with the settings of the system properties, or only checks the record that the one argument names.
    /// Ends with 1 where a rule was broken.
    static void main(String[] arguments) throws Exception {
        Report report = arguments.length == 1
                ? Report.of(Path.of(arguments[0]))
                : new HistoryChecker(Settings.fromProperties(64, 10_000, 30)).run();
        System.out.println(report);
        System.exit(report.violations() == 0 ? 0 : 1);
    }

    /// One run, and what the rules say about it.
    Report run() throws IOException, SQLException, InterruptedException, ExecutionException {
        System.out.println("History: " + settings);
        Path file = settings.folder().resolve("history.jsonl");
        try (Recording record = Recording.create(file)) {
            observe(record);
        }
        return Report.of(file);
    }

    private void observe(Recording record) throws IOException, SQLException, InterruptedException, ExecutionException {
        try (Cluster cluster = Cluster.start(settings.folder(), 2)) {
            cluster.awaitStart();
            try (Crew crew = Crew.hire(settings, cluster.gateways(), record)) {
                Instant begin = Instant.now();
                crew.start();
                var chaos = new Chaos(cluster, crew.pulse(), crew.progress(), record, new Random(settings.seed()));
                chaos.run(settings.kills());
                crew.finish();
                Instant end = Instant.now();
                crew.pulse().outages(begin, end).forEach(record::add);
                record.observed(end);
                chaos.dropTheCurtain();
                Measured.await(cluster.postgres());
                Audited.read(cluster.postgres()).forEach(record::add);
                var ending = new Ending(crew.reader());
                ending.readLog(record::add);
                ending.readTasks(record::add);
            }
        }
    }
}
