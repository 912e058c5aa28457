package dev.baton.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import reactor.core.publisher.Mono;

/// Buckets of points, one for all nodes in Redis for each name and plan, and the node's own share of it for while
/// Redis does not answer: nothing is refused for Redis's sake, and nothing is free.
class RateLimit {

    private static final int MAX_BUCKETS = 100_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final SharedBuckets shared;
    private final TimeMeter time;
    private final Cache<Key, NodeShare> shares = Caffeine.newBuilder()
            .maximumSize(MAX_BUCKETS)
            .expireAfterAccess(REMEMBERED)
            .build();

    RateLimit(SharedBuckets shared, TimeMeter time) {
        this.shared = shared;
        this.time = time;
    }

    /// @param name whose bucket it is. Another plan is another bucket: what one of the old plan holds means
    ///     something else.
    record Key(String name, Plan plan) {}

    /// Takes the points, or none of them.
    Mono<Charge> charge(Plan plan, String name, long points) {
        var key = new Key(name, plan);
        NodeShare share = share(key);
        Charge reserved = share.reserve(points);
        return reserved.granted()
                ? shared.take(key, points)
                        .doOnNext(charge -> heard(key, share, charge))
                        .switchIfEmpty(Mono.fromSupplier(() -> share.take(points, shared.nodes())))
                        .doOnNext(charge -> releaseUnlessGranted(charge, share, points))
                : Mono.just(reserved);
    }

    /// Whether the bucket, as far as this node knows, has a multiple of these points.
    boolean isAmple(Plan plan, String name, long points) {
        return share(new Key(name, plan)).isAmple(points);
    }

    /// Whether it has less, by what this node alone has spent of it.
    boolean isSpent(Plan plan, String name, long points) {
        return share(new Key(name, plan)).isSpent(points);
    }

    /// At most what was taken.
    void giveBack(Plan plan, String name, long points) {
        var key = new Key(name, plan);
        NodeShare share = share(key);
        share.release(points);
        if (!share.giveBack(points)) {
            shared.give(key, points);
        }
    }

    private NodeShare share(Key key) {
        return shares.get(key, _ -> new NodeShare(key.plan(), time));
    }

    private static void releaseUnlessGranted(Charge charge, NodeShare share, long points) {
        if (!charge.granted()) {
            share.release(points);
        }
    }

    private void heard(Key key, NodeShare share, Charge charge) {
        long owed = share.heard(charge.available());
        if (owed > 0) {
            shared.owe(key, owed);
        }
    }
}
