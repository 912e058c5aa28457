package dev.baton.journal;

import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/// Reads the log of all workspaces from one place to the next, for features that derive something from it. They keep
/// their place themselves, in the transaction that keeps what they derived; retention may have passed it.
@Component
public class LogReader {

    private static final String NEXT = """
        SELECT {columns}
        FROM event e
        WHERE e.position > :after
        ORDER BY e.position
        LIMIT :limit
        """.replace("{columns}", EventRows.COLUMNS);

    private final DatabaseClient client;
    private final EventRows rows;

    LogReader(DatabaseClient client, EventRows rows) {
        this.client = client;
        this.rows = rows;
    }

    /// The next events behind a place, in the log's order. Their positions have an offset and no epoch.
    public Flux<Event> next(long after, int limit) {
        return client.sql(NEXT)
                .bind("after", after)
                .bind("limit", limit)
                .map(row -> rows.event(row, ""))
                .all();
    }
}
