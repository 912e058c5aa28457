package dev.baton.journal;

import java.util.ArrayList;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.pool.Pool;
import reactor.pool.PoolBuilder;

/// What streams read of the log's rows, behind a position and never past a known head. What is answered is complete:
/// who reads behind a position that retention has passed gets `CURSOR_EXPIRED`.
@Component
class StreamPages {

    /// The most events that a follower gets at once.
    static final int PAGE = 100;

    /// How many characters of facts fill a page before that: a subscriber that does not read keeps a page.
    static final int WEIGHT = 1024 * 1024;

    /// How many rows one statement looks at for a page, so that a filter that lets next to nothing through does
    /// not keep a connection.
    private static final int LOOK = 5_000;

    /// How many followers read at once. The connections are everybody's: a thousand clients that come back at the
    /// same moment wait for one another, and nobody else waits for them.
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

    /// An event is the latest of its task if a look from the stretch's end finds it first; so with the agent,
    /// where there is no task. A scalar sub-select is looked up for each row by index, and never turned into a
    /// join over all of the stretch.
    static final String LATEST = """
        SELECT {columns}
        FROM event e
        WHERE {conditions}
          AND e.position > :low
          AND e.position <= :high
          AND e.position = CASE
              WHEN e.task_id IS NOT NULL THEN (
                  SELECT later.position
                  FROM event later
                  WHERE {later}
                    AND later.task_id = e.task_id
                    AND later.position >= e.position
                    AND later.position <= :end
                  ORDER BY later.position DESC
                  LIMIT 1)
              WHEN e.agent_id IS NOT NULL THEN (
                  SELECT later.position
                  FROM event later
                  WHERE {later}
                    AND later.task_id IS NULL
                    AND later.agent_id = e.agent_id
                    AND later.position >= e.position
                    AND later.position <= :end
                  ORDER BY later.position DESC
                  LIMIT 1)
              ELSE e.position END
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
                .delayUntil(found -> isNextTo(after, found) ? Mono.empty() : head.requireKept(after));
    }

    /// Where the very next event was found, its day was there, and so were those behind it: the oldest goes first.
    private static boolean isNextTo(Position after, List<EventRows.Sized> found) {
        return !found.isEmpty() && found.getFirst().event().position().before().equals(after);
    }

    /// The filter's next events behind a position, but for what rows cannot be asked for. A page may be empty
    /// although more follows: it says how far it goes.
    ///
    /// @param upTo how far it may go
    Mono<Recent.Page> next(EventFilter filter, Position after, Position upTo) {
        Mono<Position> end = conditions.isSparse(filter) ? lookedAt(filter, after, upTo) : Mono.just(upTo);
        return turn(after, end.flatMap(last -> fetch(bind(NEXT, filter, after, last), last)));
    }

    /// As above, but of each task only the latest event up to the end, and of each agent where there is no task.
    Mono<Recent.Page> latest(EventFilter filter, Position after, Position upTo) {
        String sql = LATEST.replace("{later}", conditions.all(filter, "later"));
        return turn(
                after,
                lookedAt(filter, after, upTo)
                        .flatMap(last -> fetch(bind(sql, filter, after, last).bind("end", upTo.offset()), last)));
    }

    private Mono<Recent.Page> turn(Position after, Mono<Recent.Page> page) {
        return turns.withPoolable(_ -> page.delayUntil(_ -> head.requireKept(after)))
                .next()
                .publishOn(Schedulers.parallel());
    }

    /// How far one statement may look: so many rows, of those that an index leads it to.
    private Mono<Position> lookedAt(EventFilter filter, Position after, Position upTo) {
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

    private GenericExecuteSpec bind(String statement, EventFilter filter, Position after, Position last) {
        String sql =
                statement.replace("{columns}", EventRows.COLUMNS).replace("{conditions}", conditions.all(filter, "e"));
        return conditions
                .bindAll(client.sql(sql), filter)
                .bind("low", after.offset())
                .bind("high", last.offset())
                .bind("limit", PAGE);
    }

    private Mono<Recent.Page> fetch(GenericExecuteSpec statement, Position last) {
        return statement
                .map(row -> rows.sized(row, last.epoch()))
                .all()
                .timeout(LogHead.PATIENCE)
                .collectList()
                .map(found -> page(found, last));
    }

    /// A page that is not full has nothing more up to its end.
    private static Recent.Page page(List<EventRows.Sized> found, Position end) {
        int size = 0;
        var events = new ArrayList<Event>();
        for (EventRows.Sized row : found) {
            if (size >= WEIGHT) {
                break;
            }
            size += row.size();
            events.add(row.event());
        }
        boolean full = found.size() == PAGE || events.size() < found.size();
        Position upTo = full ? events.getLast().position() : end;
        return new Recent.Page(events.stream().filter(Event::readable).toList(), upTo);
    }
}
