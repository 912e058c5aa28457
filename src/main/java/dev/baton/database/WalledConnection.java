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

/// A physical connection that reaches what the chain may reach in which it is used: before each statement and each
/// transaction it compares that with what the session has set, and sets it where it differs. So it does not matter who
/// had the connection before, nor how that ended.
final class WalledConnection implements Connection, Lifecycle, Wrapped<Connection> {

    private static final String SET = """
        SELECT set_config('role', $1, false), set_config('baton.workspace', $2, false)
        """;

    private final Connection wire;

    /// What the session has set; null while nobody knows, as after a connect or a setting that was not heard of
    /// again.
    private volatile @Nullable Reach reach;

    private volatile boolean inTransaction;

    /// Whether somebody gave up a transaction while it was beginning. The driver then takes it for not begun, and
    /// leaves whoever comes next inside.
    private volatile boolean stray;

    WalledConnection(Connection wire) {
        this.wire = wire;
    }

    @Override
    public Statement createStatement(String sql) {
        return new WalledStatement(wire.createStatement(sql));
    }

    @Override
    public Batch createBatch() {
        return new WalledBatch(wire.createBatch());
    }

    @Override
    public Publisher<Void> beginTransaction() {
        return begin(wire.beginTransaction());
    }

    @Override
    public Publisher<Void> beginTransaction(TransactionDefinition definition) {
        return begin(wire.beginTransaction(definition));
    }

    private Mono<Void> begin(Publisher<Void> begin) {
        return behindWall(begin).then().doOnSuccess(_ -> inTransaction = true).doOnCancel(() -> stray = true);
    }

    /// The pool asks before it lends the connection: whoever had it before has no transaction any more, whatever was
    /// heard of it, and a beginning may have been heard of too late to be ended.
    @Override
    public Publisher<Void> postAllocate() {
        return Mono.fromRunnable(() -> {
            if (inTransaction) {
                stray = true;
                inTransaction = false;
            }
        });
    }

    @Override
    public Publisher<Void> preRelease() {
        return Mono.empty();
    }

    @Override
    public Publisher<Void> commitTransaction() {
        return end(wire.commitTransaction());
    }

    @Override
    public Publisher<Void> rollbackTransaction() {
        return end(wire.rollbackTransaction());
    }

    private Mono<Void> end(Publisher<Void> end) {
        return Mono.from(end).doOnSubscribe(_ -> inTransaction = false);
    }

    private <T> Flux<T> behindWall(Publisher<T> work) {
        return Flux.deferContextual(context -> {
            Reach wanted = Reach.of(context);
            return wanted.equals(reach) && !stray
                    ? work
                    : comeHome().then(reachOut(wanted)).thenMany(work);
        });
    }

    // Outside of a transaction, where it usually is, PostgreSQL only notes that there was nothing to do.
    private Mono<Void> comeHome() {
        return stray ? run(wire.createStatement("ROLLBACK")).doOnSuccess(_ -> stray = false) : Mono.empty();
    }

    // A rollback would take the setting back, unheard: so it is only changed outside of transactions. Until the answer
    // comes it is unknown, and whoever uses the connection next sets it again.
    private Mono<Void> reachOut(Reach wanted) {
        if (inTransaction) {
            return Mono.error(() -> new IllegalStateException("A transaction keeps to the reach that it began with"));
        }
        return Mono.defer(() -> {
            reach = null;
            return run(wire.createStatement(SET).bind("$1", wanted.role()).bind("$2", wanted.workspace()))
                    .doOnSuccess(_ -> reached(wanted));
        });
    }

    private void reached(Reach wanted) {
        stray = !wire.isAutoCommit();
        if (stray) {
            throw new IllegalStateException("The connection is in a transaction that nobody began");
        }
        reach = wanted;
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

        WalledStatement(Statement statement) {
            this.statement = statement;
        }

        @Override
        public Flux<? extends Result> execute() {
            return Flux.defer(() -> behindWall(statement.execute()));
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

        WalledBatch(Batch batch) {
            this.batch = batch;
        }

        @Override
        public Batch add(String sql) {
            batch.add(sql);
            return this;
        }

        @Override
        public Flux<? extends Result> execute() {
            return Flux.defer(() -> behindWall(batch.execute()));
        }
    }
}
