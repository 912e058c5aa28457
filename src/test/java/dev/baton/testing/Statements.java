package dev.baton.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/// The SQL that the gateways of this JVM send, as the driver logs it: what a test of a statement's count reads. The
/// gateways' own timers are in it too, so a test counts the statements that it knows, by their words.
public final class Statements {

    private static final String DRIVERS_LOG = "io.r2dbc.postgresql.QUERY";

    private Statements() {}

    /// Each statement on one line, in the order of sending, without the work's failures being caught.
    public static List<String> during(Runnable work) {
        var log = (Logger) LoggerFactory.getLogger(DRIVERS_LOG);
        var heard = new ListAppender<ILoggingEvent>();
        Level before = log.getLevel();
        boolean additive = log.isAdditive();
        heard.start();
        log.addAppender(heard);
        log.setAdditive(false);
        log.setLevel(Level.DEBUG);
        try {
            work.run();
        } finally {
            log.setLevel(before);
            log.setAdditive(additive);
            log.detachAppender(heard);
            heard.stop();
        }
        return heard.list.stream()
                .map(event ->
                        event.getFormattedMessage().replaceAll("\\s+", " ").trim())
                .toList();
    }
}
