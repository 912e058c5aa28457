package dev.baton.database;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionMetadata;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/// A connection of the pool while an operation uses it. Where that is canceled meanwhile, the connection goes back to
/// the pool only when PostgreSQL has heard of it: the next one's statement must not be hit.
final class Used implements Connection, Wrapped<Connection> {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Connection connection;
    private final Statements operation;
    private final Runnable leave;
    private volatile @Nullable CompletableFuture<@Nullable Void> canceling;
    private boolean hasStatement;
    private boolean isGivenBack;

    /// @param leave called when it has been given back
    Used(Connection connection, Statements operation, Runnable leave) {
        this.connection = connection;
        this.operation = operation;
        this.leave = leave;
    }

    /// Once, and not when it was given back: the statement would be somebody else's. Nor while no statement was
    /// sent: who gives up then does not come to give the connection back, for the pool takes it.
    synchronized void cancel() {
        if (canceling == null && !isGivenBack) {
            canceling = hasStatement
                    ? Statements.cancel(connection)
                            .timeout(PATIENCE)
                            .onErrorComplete()
                            .toFuture()
                    : CompletableFuture.completedFuture(null);
        }
    }

    /// From then on it is in other hands.
    synchronized void giveBack() {
        operation.release(this);
        isGivenBack = true;
    }

    /// A cancellation hits what runs at the moment. What would come behind it must not; nor may what comes when
    /// the connection is in other hands.
    private synchronized <T> T use(Function<Connection, T> use) {
        if (canceling != null || isGivenBack) {
            throw Statements.ended();
        }
        return use.apply(connection);
    }

    private synchronized <T> T send(Function<Connection, T> statement) {
        hasStatement = true;
        return use(statement);
    }

    @Override
    public Mono<Void> close() {
        return Mono.defer(() -> {
                    giveBack();
                    CompletableFuture<@Nullable Void> heard = canceling;
                    Mono<Void> back = Mono.from(connection.close());
                    return heard == null
                            ? back
                            : Mono.fromFuture(heard, true).onErrorComplete().then(back);
                })
                .doFinally(_ -> leave.run());
    }

    @Override
    public Connection unwrap() {
        return connection;
    }

    @Override
    public Publisher<Void> beginTransaction() {
        return Mono.defer(() -> Mono.from(use(Connection::beginTransaction)));
    }

    @Override
    public Publisher<Void> beginTransaction(TransactionDefinition definition) {
        return Mono.defer(() -> Mono.from(use(it -> it.beginTransaction(definition))));
    }

    @Override
    public Publisher<Void> commitTransaction() {
        return Mono.defer(() -> Mono.from(send(Connection::commitTransaction)));
    }

    @Override
    public Publisher<Void> rollbackTransaction() {
        return connection.rollbackTransaction();
    }

    @Override
    public Batch createBatch() {
        return send(Connection::createBatch);
    }

    @Override
    public Statement createStatement(String sql) {
        return send(it -> it.createStatement(sql));
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
