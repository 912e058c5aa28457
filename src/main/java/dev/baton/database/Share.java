package dev.baton.database;

import reactor.core.publisher.Mono;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolBuilder;
import reactor.pool.PooledRef;

/// How many of the pool's connections may be one client's at a time. Its operations wait here for one another, in
/// front of the pool and not in it, where others would have to wait behind them.
public final class Share {

    private final InstrumentedPool<Object> places;

    /// @param most fewer than the pool has
    public Share(int most) {
        this.places = PoolBuilder.from(Mono.fromSupplier(Object::new))
                .sizeBetween(0, most)
                .buildPool();
    }

    /// The right to take a connection of the pool.
    record Place(PooledRef<Object> of) {

        /// Leaving it again does no harm.
        void leave() {
            var _ = of.release().toFuture();
        }
    }

    /// A place once there is one. Whoever is canceled before that takes none.
    Mono<Place> take() {
        return places.acquire().map(Place::new);
    }
}
