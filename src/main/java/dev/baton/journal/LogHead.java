package dev.baton.journal;

import dev.baton.database.Columns;
import dev.baton.graph.Fault;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// The one row that says where the log begins and ends. Who moves it on: numbering at the end, retention at the start.
@Component
class LogHead {

    /// A statement that takes longer has lost its database.
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /// What tells one incarnation of the log from another: a dump keeps the row's own epoch, but not the cluster
    /// that it is restored into, nor the database.
    private static final String NUMBER = """
        SELECT number_events(:today) AS position, log.floor,
               left(encode(sha256(convert_to(
                   concat_ws('/', log.epoch, cluster.system_identifier, here.oid), 'UTF8')), 'hex'), 16) AS epoch
        FROM event_head log, pg_control_system() cluster, pg_database here
        WHERE here.datname = current_database()
        """;

    private static final String RENEW_EPOCH = """
        UPDATE event_head
        SET epoch = gen_random_uuid()
        WHERE position < :seen
        """;

    private static final String FLOOR = """
        SELECT floor
        FROM event_head
        """;

    private static final String DROP_DAY = """
        SELECT drop_event_day(:before)
        """;

    /// What there is of the log.
    ///
    /// @param head where it ends
    /// @param floor the last offset that retention has dropped, or 0
    record Extent(Position head, long floor) {

        /// The position, where this log has all that comes behind it.
        ///
        /// @throws Fault `CURSOR_EXPIRED`
        Position require(Position position) {
            if (!position.epoch().equals(head.epoch()) || position.offset() > head.offset()) {
                throw Position.expired();
            }
            return requireAbove(floor, position);
        }
    }

    private final DatabaseClient client;
    private final Clock clock;

    LogHead(DatabaseClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /// Numbers what was committed since the last time, and answers what there is.
    Mono<Extent> number() {
        return client.sql(NUMBER)
                .bind("today", LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))
                .map(row -> extent(new Columns(row)))
                .one()
                .timeout(PATIENCE);
    }

    private static Extent extent(Columns row) {
        return new Extent(new Position(row.text("epoch"), row.bigint("position")), row.bigint("floor"));
    }

    /// Makes the cursors of all clients expire, where the log ends before a position that was seen.
    Mono<Void> renewEpoch(long seen) {
        return client.sql(RENEW_EPOCH).bind("seen", seen).then().timeout(PATIENCE);
    }

    /// To be asked after the events behind a position were read: they are all of them, if retention has not come
    /// that far by now. A statement does not see a day that is dropped while it begins, and would not tell.
    ///
    /// @throws Fault `CURSOR_EXPIRED` as an error signal
    Mono<Void> requireKept(Position position) {
        return client.sql(FLOOR)
                .mapValue(Long.class)
                .one()
                .timeout(PATIENCE)
                .doOnNext(floor -> requireAbove(floor, position))
                .then();
    }

    /// Drops the log's oldest day, if it is before this one: how many days it dropped, 1 or 0.
    Mono<Long> dropDay(LocalDate before) {
        return client.sql(DROP_DAY).bind("before", before).mapValue(Long.class).one();
    }

    private static Position requireAbove(long floor, Position position) {
        if (position.offset() < floor) {
            throw Position.dropped();
        }
        return position;
    }
}
