package dev.baton.database;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionMetadata;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// A connection of the pool while an operation uses it. Where that is canceled meanwhile, the connection goes back to
/// the pool only when PostgreSQL has heard of it: the next one's statement must not be hit. And it goes back without a
/// transaction: of one that was given up while it began the driver knows nothing, and whoever came next would write
/// into it, and lose what was written when it ends.
final class Used implements Connection, Wrapped<Connection> {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Connection connection;
    private final Statements operation;
    private final Runnable leave;
    private volatile @Nullable CompletableFuture<@Nullable Void> canceling;
    private volatile boolean mayBeInTransaction;
    private boolean isGivenBack;

    /// @param leave called when it has been given back
    Used(Connection connection, Statements operation, Runnable leave) {
        this.connection = connection;
        this.operation = operation;
        this.leave = leave;
    }

    /// Once, and not when it was given back: the statement would be somebody else's.
    synchronized void cancel() {
        if (canceling == null && !isGivenBack) {
            canceling = Statements.cancel(connection)
                    .timeout(PATIENCE)
                    .onErrorComplete()
                    .toFuture();
        }
    }

    private synchronized @Nullable CompletableFuture<@Nullable Void> giveBack() {
        isGivenBack = true;
        return canceling;
    }

    /// A cancellation hits what runs at the moment. What would come behind it must not.
    private Connection stillWanted() {
        if (canceling != null) {
            throw Statements.ended();
        }
        return connection;
    }

    @Override
    public Mono<Void> close() {
        return Mono.defer(() -> {
                    operation.release(this);
                    CompletableFuture<@Nullable Void> heard = giveBack();
                    Mono<Void> back = leaveTransaction().then(Mono.from(connection.close()));
                    return heard == null
                            ? back
                            : Mono.fromFuture(heard, true).onErrorComplete().then(back);
                })
                .doFinally(_ -> leave.run());
    }

    /// Outside of a transaction PostgreSQL only notes that there is nothing to end.
    private Mono<Void> leaveTransaction() {
        return mayBeInTransaction
                ? Flux.from(connection.createStatement("ROLLBACK").execute())
                        .flatMap(Result::getRowsUpdated)
                        .then()
                        .timeout(PATIENCE)
                        .onErrorComplete()
                : Mono.empty();
    }

    private Mono<Void> begin(Publisher<Void> begin) {
        return Mono.from(begin).doOnSubscribe(_ -> mayBeInTransaction = true);
    }

    private Mono<Void> end(Publisher<Void> end) {
        return Mono.from(end).doOnSuccess(_ -> mayBeInTransaction = false);
    }

    @Override
    public Connection unwrap() {
        return connection;
    }

    @Override
    public Publisher<Void> beginTransaction() {
        return Mono.defer(() -> begin(stillWanted().beginTransaction()));
    }

    @Override
    public Publisher<Void> beginTransaction(TransactionDefinition definition) {
        return Mono.defer(() -> begin(stillWanted().beginTransaction(definition)));
    }

    @Override
    public Publisher<Void> commitTransaction() {
        return Mono.defer(() -> end(stillWanted().commitTransaction()));
    }

    @Override
    public Publisher<Void> rollbackTransaction() {
        return end(connection.rollbackTransaction());
    }

    @Override
    public Batch createBatch() {
        return stillWanted().createBatch();
    }

    @Override
    public Statement createStatement(String sql) {
        return stillWanted().createStatement(sql);
    }

    @Override
    public Publisher<Void> createSavepoint(String name) {
        return connection.createSavepoint(name);
    }

    @Override
    public Publisher<Void> releaseSavepoint(String name) {
        return connection.releaseSavepoint(name);
    }

    @Override
    public Publisher<Void> rollbackTransactionToSavepoint(String name) {
        return connection.rollbackTransactionToSavepoint(name);
    }

    @Override
    public boolean isAutoCommit() {
        return connection.isAutoCommit();
    }

    @Override
    public Publisher<Void> setAutoCommit(boolean autoCommit) {
        return connection.setAutoCommit(autoCommit);
    }

    @Override
    public ConnectionMetadata getMetadata() {
        return connection.getMetadata();
    }

    @Override
    public IsolationLevel getTransactionIsolationLevel() {
        return connection.getTransactionIsolationLevel();
    }

    @Override
    public Publisher<Void> setTransactionIsolationLevel(IsolationLevel level) {
        return connection.setTransactionIsolationLevel(level);
    }

    @Override
    public Publisher<Void> setLockWaitTimeout(Duration timeout) {
        return connection.setLockWaitTimeout(timeout);
    }

    @Override
    public Publisher<Void> setStatementTimeout(Duration timeout) {
        return connection.setStatementTimeout(timeout);
    }

    @Override
    public Publisher<Boolean> validate(ValidationDepth depth) {
        return connection.validate(depth);
    }
}
