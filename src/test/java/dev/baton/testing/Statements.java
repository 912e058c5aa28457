package dev.baton.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/// The SQL that the gateways of this JVM send to a database, as the driver logs it: what a test of a statement's count
/// reads. The gateways' own timers are in it too, so a test counts the statements that it knows, by their words.
public final class Statements {

    private static final String DRIVERS_LOG = "io.r2dbc.postgresql.QUERY";
    private static final Pattern SENDER = Pattern.compile("\\[pid: (\\d+)]");

    private Statements() {}

    /// Each statement on one line, in the order of sending, without the work's failures being caught.
    public static synchronized List<String> during(TestServers.Place place, Runnable work) {
        var log = (Logger) LoggerFactory.getLogger(DRIVERS_LOG);
        var heard = new ListAppender<ILoggingEvent>();
        heard.start();
        log.addAppender(heard);
        log.setAdditive(false);
        log.setLevel(Level.DEBUG);
        try {
            work.run();
        } finally {
            log.setLevel(null);
            log.setAdditive(true);
            log.detachAppender(heard);
            heard.stop();
        }
        Set<String> senders = connected(place);
        return heard.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> SENDER.matcher(line).results().anyMatch(sender -> senders.contains(sender.group(1))))
                .map(line -> line.replaceFirst("^(\\[\\w+: \\w+])+ ", "")
                        .replaceAll("\\s+", " ")
                        .trim())
                .toList();
    }

    /// The backends of the database: others of this JVM run beside the test that counts.
    private static Set<String> connected(TestServers.Place place) {
        try (Connection connection = place.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT pid::text FROM pg_stat_activity WHERE datname = current_database()")) {
            var pids = new HashSet<String>();
            while (rows.next()) {
                pids.add(rows.getString(1));
            }
            return pids;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
