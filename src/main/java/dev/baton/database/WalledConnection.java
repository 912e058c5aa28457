package dev.baton.database;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionMetadata;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Lifecycle;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/// A physical connection that reaches what the chain may reach in which it is used: before each statement and each
/// transaction it compares that with what the session has set, and sets it where it differs. So it does not matter who
/// had the connection before, nor how that ended.
final class WalledConnection implements Connection, Lifecycle, Wrapped<Connection> {

    private static final String SET = """
        SELECT set_config('role', $1, false), set_config('baton.workspace', $2, false)
        """;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Connection wire;

    /// What the session has set; null while nobody knows, as after a connect or a setting that was not heard of
    /// again.
    private volatile @Nullable Reach reach;

    /// From when one is begun to when it has ended for sure: a beginning that was given up may have come through.
    private volatile boolean inTransaction;

    /// In whose hands the connection is: counts up whenever it changes them.
    private volatile int lease;

    WalledConnection(Connection wire) {
        this.wire = wire;
    }

    @Override
    public Statement createStatement(String sql) {
        return new WalledStatement(wire.createStatement(sql), lease);
    }

    @Override
    public Batch createBatch() {
        return new WalledBatch(wire.createBatch(), lease);
    }

    @Override
    public Publisher<Void> beginTransaction() {
        return begin(lease, wire.beginTransaction());
    }

    @Override
    public Publisher<Void> beginTransaction(TransactionDefinition definition) {
        return begin(lease, wire.beginTransaction(definition));
    }

    private Mono<Void> begin(int lease, Publisher<Void> begin) {
        Mono<Void> noted = Mono.defer(() -> {
            inTransaction = true;
            return Mono.from(begin);
        });
        return behindWall(lease, noted).then();
    }

    @Override
    public Publisher<Void> commitTransaction() {
        return within(lease, wire.commitTransaction()).then().doOnSuccess(_ -> inTransaction = false);
    }

    /// Says nothing for sure: the driver does it only where it has heard that the transaction began.
    @Override
    public Publisher<Void> rollbackTransaction() {
        return within(lease, wire.rollbackTransaction());
    }

    /// A connection that was asked for in vain, by somebody who gave up while a transaction began, comes here
    /// without having been released.
    @Override
    public Publisher<Void> postAllocate() {
        return leaveTransaction();
    }

    @Override
    public Publisher<Void> preRelease() {
        return leaveTransaction();
    }

    /// It goes from hand to hand without a transaction, or not at all. Of one that was given up while it began the
    /// driver knows nothing, and whoever came next would write into it, and lose what was written when it ends.
    /// Outside of a transaction PostgreSQL only notes that there is nothing to end.
    private Mono<Void> leaveTransaction() {
        return Mono.defer(() -> endLease()
                ? run(wire.createStatement("ROLLBACK")).timeout(PATIENCE).doOnSuccess(_ -> inTransaction = false)
                : Mono.empty());
    }

    private synchronized boolean endLease() {
        lease++;
        return inTransaction;
    }

    private <T> Flux<T> behindWall(int lease, Publisher<T> work) {
        Flux<T> now = within(lease, work);
        return Flux.deferContextual(context -> {
            Reach wanted = Reach.of(context);
            return wanted.equals(reach) ? now : within(lease, reachOut(wanted)).thenMany(now);
        });
    }

    /// Sends nothing for somebody whose hands the connection has left. Who gives up gives it back at once, on
    /// whatever thread, while another one may be about to send the next statement: it would set the reach, or
    /// begin a transaction, for whoever has the connection by then.
    private <T> Flux<T> within(int lease, Publisher<T> work) {
        return Flux.from(subscriber -> {
            synchronized (this) {
                if (lease == this.lease) {
                    work.subscribe(subscriber);
                    return;
                }
            }
            Operators.error(subscriber, Statements.ended());
        });
    }

    // A rollback would take the setting back, unheard: so it is only changed outside of transactions. Until the answer
    // comes it is unknown, and whoever uses the connection next sets it again.
    private Mono<Void> reachOut(Reach wanted) {
        return Mono.defer(() -> {
            if (inTransaction) {
                return Mono.error(new IllegalStateException("A transaction keeps to the reach that it began with"));
            }
            reach = null;
            return run(wire.createStatement(SET).bind("$1", wanted.role()).bind("$2", wanted.workspace()))
                    .doOnSuccess(_ -> reach = wanted);
        });
    }

    private static Mono<Void> run(Statement statement) {
        return Flux.from(statement.execute()).flatMap(Result::getRowsUpdated).then();
    }

    @Override
    public Connection unwrap() {
        return wire;
    }

    @Override
    public Publisher<Void> close() {
        return wire.close();
    }

    @Override
    public Publisher<Void> createSavepoint(String name) {
        return wire.createSavepoint(name);
    }

    @Override
    public Publisher<Void> releaseSavepoint(String name) {
        return wire.releaseSavepoint(name);
    }

    @Override
    public Publisher<Void> rollbackTransactionToSavepoint(String name) {
        return wire.rollbackTransactionToSavepoint(name);
    }

    @Override
    public boolean isAutoCommit() {
        return wire.isAutoCommit();
    }

    @Override
    public Publisher<Void> setAutoCommit(boolean autoCommit) {
        return wire.setAutoCommit(autoCommit);
    }

    @Override
    public ConnectionMetadata getMetadata() {
        return wire.getMetadata();
    }

    @Override
    public IsolationLevel getTransactionIsolationLevel() {
        return wire.getTransactionIsolationLevel();
    }

    @Override
    public Publisher<Void> setTransactionIsolationLevel(IsolationLevel level) {
        return wire.setTransactionIsolationLevel(level);
    }

    @Override
    public Publisher<Void> setLockWaitTimeout(Duration timeout) {
        return wire.setLockWaitTimeout(timeout);
    }

    @Override
    public Publisher<Void> setStatementTimeout(Duration timeout) {
        return wire.setStatementTimeout(timeout);
    }

    @Override
    public Publisher<Boolean> validate(ValidationDepth depth) {
        return wire.validate(depth);
    }

    private final class WalledStatement implements Statement {

        private final Statement statement;
        private final int lease;

        WalledStatement(Statement statement, int lease) {
            this.statement = statement;
            this.lease = lease;
        }

        @Override
        public Flux<? extends Result> execute() {
            return Flux.defer(() -> behindWall(lease, statement.execute()));
        }

        @Override
        public Statement add() {
            statement.add();
            return this;
        }

        @Override
        public Statement bind(int index, Object value) {
            statement.bind(index, value);
            return this;
        }

        @Override
        public Statement bind(String name, Object value) {
            statement.bind(name, value);
            return this;
        }

        @Override
        public Statement bindNull(int index, Class<?> type) {
            statement.bindNull(index, type);
            return this;
        }

        @Override
        public Statement bindNull(String name, Class<?> type) {
            statement.bindNull(name, type);
            return this;
        }

        @Override
        public Statement returnGeneratedValues(String... columns) {
            statement.returnGeneratedValues(columns);
            return this;
        }

        @Override
        public Statement fetchSize(int rows) {
            statement.fetchSize(rows);
            return this;
        }
    }

    private final class WalledBatch implements Batch {

        private final Batch batch;
        private final int lease;

        WalledBatch(Batch batch, int lease) {
            this.batch = batch;
            this.lease = lease;
        }

        @Override
        public Batch add(String sql) {
            batch.add(sql);
            return this;
        }

        @Override
        public Flux<? extends Result> execute() {
            return Flux.defer(() -> behindWall(lease, batch.execute()));
        }
    }
}
