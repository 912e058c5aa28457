package dev.baton.database;

import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.Set;
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
            .filter(Transactions::isDeadlock)
            .onRetryExhaustedThrow((_, signal) -> signal.failure());

    private static final Set<String> DEADLOCK_OR_CONFLICT = Set.of("40P01", "40001");

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

    // By its SQLSTATE: Spring has no exception of its own for the one that the driver throws.
    private static boolean isDeadlock(Throwable failure) {
        Throwable cause = failure instanceof R2dbcException ? failure : failure.getCause();
        return cause instanceof R2dbcException refused
                && refused.getSqlState() != null
                && DEADLOCK_OR_CONFLICT.contains(refused.getSqlState());
    }

    private static Mono<Boolean> isInside() {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .map(TransactionSynchronizationManager::isActualTransactionActive)
                .onErrorReturn(NoTransactionException.class, false);
    }
}
