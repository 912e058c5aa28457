package dev.baton.history;

import dev.baton.database.PostgresServer;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What the audit has of a run: whatever took effect has its record, though gateways and PostgreSQL were killed in
/// between.
///
/// @param mentions the tags of the calls, and other words, in the arguments
record Audited(String actor, Instant at, List<String> mentions) {

    private static final String READ = """
        SELECT actor, at, arguments::text AS arguments
        FROM audit_record
        WHERE kind = 'MUTATION'
        """;

    private static final Pattern TAG = Pattern.compile("\\bt\\d+\\b");

    /// Who does by itself what nobody asked for at that moment.
    private static final String BATON = "baton";

    /// The event is as old as its transaction, and the record was written before that; both clocks are this
    /// machine's.
    private static final Duration TOLERANCE = Duration.ofMillis(100);

    static List<Audited> read(PostgresServer postgres) throws SQLException {
        var records = new ArrayList<Audited>();
        try (var connection = DriverManager.getConnection(
                        postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword());
                var rows = connection.createStatement().executeQuery(READ)) {
            while (rows.next()) {
                Instant at = rows.getObject("at", OffsetDateTime.class).toInstant();
                records.add(new Audited(rows.getString("actor"), at, tags(rows.getString("arguments"))));
            }
        }
        return records;
    }

    private static List<String> tags(String text) {
        return TAG.matcher(text)
                .results()
                .map(found -> found.group())
                .distinct()
                .toList();
    }

    /// Whose event it is has a record, and so has whatever the event repeats: a completed task repeats what its
    /// worker said, also where it is completed by who accepts that.
    static Findings check(History history) {
        var findings = new Findings();
        history.log().stream().filter(event -> !event.actor().equals(BATON)).forEach(event -> {
            List<Audited> before = history.audit().stream()
                    .filter(record -> record.isBefore(event))
                    .toList();
            findings.require(
                    before.stream().anyMatch(record -> record.actor().equals(event.actor())),
                    () -> "its actor is not on record: " + event);
            findings.require(
                    !hasTag(event) || before.stream().anyMatch(record -> record.mentions(event)),
                    () -> "took effect and is not on record: " + event);
        });
        return findings;
    }

    private static boolean hasTag(LogEvent event) {
        return event.tag() != null && TAG.matcher(event.tag()).matches();
    }

    private boolean mentions(LogEvent event) {
        return mentions.contains(event.tag());
    }

    private boolean isBefore(LogEvent event) {
        return !at.isAfter(event.time().plus(TOLERANCE));
    }
}
