package dev.baton.journal;

import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.pool.Pool;
import reactor.pool.PoolBuilder;

/// What streams read of the log's rows, behind a position and never past a known head. Whatever is answered here is
/// complete: who reads behind a position that retention has passed is told so.
@Component
class StreamPages {

    /// The most events that a follower gets at once.
    static final int PAGE = 100;

    /// How many rows one statement looks at for a page, so that a filter that lets next to nothing through does not
    /// keep a connection.
    private static final int LOOK = 5_000;

    /// How many followers read at once. The connections are everybody's: a thousand clients that come back at the same
    /// moment wait for one another, and nobody else waits for them.
    private static final int READERS = 4;

    static final String BETWEEN = """
        SELECT {columns}
        FROM event e
        WHERE e.position > :low
          AND e.position <= :high
        ORDER BY e.position
        LIMIT :limit
        """;

    static final String NEXT = """
        SELECT {columns}
        FROM event e
        WHERE {conditions}
          AND e.position > :low
          AND e.position <= :high
        ORDER BY e.position
        LIMIT :limit
        """;

    private static final String LOOKED_AT = """
        SELECT coalesce((
            SELECT e.position
            FROM event e
            WHERE {conditions}
              AND e.position > :low
              AND e.position <= :high
            ORDER BY e.position
            OFFSET :look LIMIT 1), :high)
        """;

    private final DatabaseClient client;
    private final EventRows rows;
    private final EventConditions conditions;
    private final LogHead head;
    private final Pool<Boolean> turns =
            PoolBuilder.from(Mono.just(true)).sizeBetween(0, READERS).buildPool();

    StreamPages(DatabaseClient client, EventRows rows, EventConditions conditions, LogHead head) {
        this.client = client;
        this.rows = rows;
        this.conditions = conditions;
        this.head = head;
    }

    /// The next events of all workspaces behind a position, up to another and with it, at most so many.
    Mono<List<EventRows.Sized>> between(Position after, long last, int limit) {
        return client.sql(BETWEEN.replace("{columns}", EventRows.COLUMNS))
                .bind("low", after.offset())
                .bind("high", last)
                .bind("limit", limit)
                .map(row -> rows.sized(row, after.epoch()))
                .all()
                .timeout(LogHead.PATIENCE)
                .collectList()
                .delayUntil(_ -> head.requireKept(after));
    }

    /// The filter's next events behind a position, but for what rows cannot be asked for. A page may be empty although
    /// more follows: it says how far it goes.
    ///
    /// @param upTo how far it may go
    Mono<Recent.Page> next(EventFilter filter, Position after, Position upTo) {
        Mono<Recent.Page> page = end(filter, after, upTo)
                .flatMap(end -> read(filter, after, end))
                .delayUntil(_ -> head.requireKept(after));
        return turns.withPoolable(_ -> page).next().publishOn(Schedulers.parallel());
    }

    /// How far one statement may look: so many rows, of those that an index leads it to.
    private Mono<Position> end(EventFilter filter, Position after, Position upTo) {
        if (!conditions.isSparse(filter)) {
            return Mono.just(upTo);
        }
        String sql = LOOKED_AT.replace("{conditions}", conditions.narrow(filter, "e"));
        return conditions
                .bindNarrow(client.sql(sql), filter)
                .bind("low", after.offset())
                .bind("high", upTo.offset())
                .bind("look", LOOK)
                .mapValue(Long.class)
                .one()
                .timeout(LogHead.PATIENCE)
                .map(offset -> new Position(upTo.epoch(), offset));
    }

    private Mono<Recent.Page> read(EventFilter filter, Position after, Position end) {
        String sql = NEXT.replace("{columns}", EventRows.COLUMNS)
                .replace("{conditions}", conditions.all(filter, "e"));
        Flux<Event> found = conditions
                .bindAll(client.sql(sql), filter)
                .bind("low", after.offset())
                .bind("high", end.offset())
                .bind("limit", PAGE)
                .map(row -> rows.event(row, end.epoch()))
                .all()
                .timeout(LogHead.PATIENCE);
        return found.collectList().map(page -> page(page, end));
    }

    /// A page that is not full has nothing more up to its end.
    private static Recent.Page page(List<Event> found, Position end) {
        return new Recent.Page(
                found.stream().filter(Event::readable).toList(),
                found.size() < PAGE ? end : found.getLast().position());
    }
}
