package dev.baton.database;

import dev.baton.graph.SqlState;
import java.time.Duration;
import org.springframework.stereotype.Component;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Runs work in one transaction, all or nothing.
@Component
public class Transactions {

    /// PostgreSQL breaks a deadlock by ending one of its transactions; that one simply runs again.
    private static final Retry ON_DEADLOCK = Retry.backoff(5, Duration.ofMillis(10))
            .filter(SqlState::isDeadlock)
            .onRetryExhaustedThrow((_, signal) -> signal.failure());

    private final TransactionalOperator operator;

    Transactions(ReactiveTransactionManager manager) {
        this.operator = TransactionalOperator.create(manager);
    }

    /// The work joins a transaction that is already open around it; only the outermost can run again.
    ///
    /// @param work subscribed once for each try, so it must hold no state of its own
    public <T> Mono<T> run(Mono<T> work) {
        return isInside()
                .flatMap(inside -> inside ? work : operator.transactional(work).retryWhen(ON_DEADLOCK));
    }

    private static Mono<Boolean> isInside() {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .map(TransactionSynchronizationManager::isActualTransactionActive)
                .onErrorReturn(NoTransactionException.class, false);
    }
}
