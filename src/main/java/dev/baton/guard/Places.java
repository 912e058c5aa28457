package dev.baton.guard;

import dev.baton.graph.Fault;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.pool.Pool;
import reactor.pool.PoolBuilder;
import reactor.pool.PooledRef;

/// Room for so many operations at a time, given to who has waited longest.
final class Places {

    private static final int LONGEST_LINE = 100_000;

    private final Pool<Object> free;
    private final Fault full;

    /// @param full what those hear who find no place
    Places(int most, Fault full) {
        this.full = full;
        this.free = PoolBuilder.from(Mono.fromSupplier(Object::new))
                .sizeBetween(0, most)
                .maxPendingAcquire(LONGEST_LINE)
                // The pool hands out one place after the other, and would begin the work of each before it goes on.
                .acquisitionScheduler(Schedulers.parallel())
                .buildPool();
    }

    /// The same work, in a place of its own until it has ended or is canceled. Whoever is canceled while it waits
    /// takes none.
    ///
    /// @param patience how long it waits for a place; after that, or where the line is too long, the error is
    ///     the fault
    <T> Mono<T> with(Duration patience, Mono<T> work) {
        return Mono.usingWhen(free.acquire(patience).onErrorMap(_ -> full), _ -> work, PooledRef::release);
    }
}
