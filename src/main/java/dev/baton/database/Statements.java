package dev.baton.database;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.Wrapped;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/// The connections that one operation uses at the moment, in the context of its chain, so that what it started in
/// PostgreSQL ends with it: the driver by itself would let a statement run on that nobody waits for any more, and keep
/// its connection from the others.
public final class Statements {

    private static final String QUERY_CANCELED = "57014";

    private final Set<Used> used = ConcurrentHashMap.newKeySet();
    private final @Nullable Share share;
    private volatile boolean canceled;

    private Statements(@Nullable Share share) {
        this.share = share;
    }

    /// The same work, whose statements PostgreSQL cancels when it is canceled.
    ///
    /// @param share of whose connections it takes its own
    public static <T> Mono<T> endWith(Mono<T> work, Share share) {
        return Mono.defer(() -> {
            var statements = new Statements(share);
            return work.contextWrite(context -> context.put(Statements.class, statements))
                    .doOnCancel(statements::cancel);
        });
    }

    static Statements of(ContextView context) {
        Statements found = context.<Statements>getOrDefault(Statements.class, null);
        return found == null ? new Statements(null) : found;
    }

    /// What begins after the end does not run: whoever had no connection by then gets one that refuses.
    Mono<Used> use(Mono<? extends Connection> connection) {
        return share == null ? use(connection, () -> {}) : share.take().flatMap(place -> use(connection, place::leave));
    }

    /// @param leave called once the connection is given back, or is not needed
    private Mono<Used> use(Mono<? extends Connection> connection, Runnable leave) {
        return Mono.defer(() -> {
            var lent = new AtomicReference<@Nullable Used>();
            return Mono.defer(() -> canceled ? Mono.error(ended()) : connection)
                    .map(got -> lend(got, leave))
                    .doOnNext(lent::set)
                    .doOnError(_ -> leave.run())
                    .doOnCancel(() -> {
                        // The pool takes back what was lent to somebody who gives up before the transaction has begun.
                        Optional.ofNullable(lent.get()).ifPresent(Used::giveBack);
                        leave.run();
                    });
        });
    }

    private Used lend(Connection connection, Runnable leave) {
        var now = new Used(connection, this, leave);
        used.add(now);
        if (canceled) {
            now.cancel();
        }
        return now;
    }

    /// What PostgreSQL says of a statement that was canceled, of one that it never got.
    static R2dbcException ended() {
        return new R2dbcNonTransientResourceException("The operation has ended", QUERY_CANCELED);
    }

    void release(Used connection) {
        used.remove(connection);
    }

    private void cancel() {
        canceled = true;
        used.forEach(Used::cancel);
    }

    static Mono<Void> cancel(Connection connection) {
        PostgresqlConnection postgres =
                connection instanceof Wrapped<?> wrapped ? wrapped.unwrap(PostgresqlConnection.class) : null;
        return postgres == null ? Mono.empty() : postgres.cancelRequest().onErrorComplete();
    }
}
