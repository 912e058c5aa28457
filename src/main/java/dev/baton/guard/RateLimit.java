package dev.baton.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.baton.access.Caller;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import reactor.core.publisher.Mono;

/// Each client's bucket of points: one for all nodes in Redis, and behind it one on each node.
///
/// A charge has to pass both. The node's own bucket knows what the client spent here, so that Redis going away makes
/// nobody's bucket full again, coming back neither, and a client that floods one node is turned away without asking
/// Redis. Where Redis does not answer, the node's own bucket decides alone: nothing is refused for Redis's sake, and
/// nothing is free.
class RateLimit {

    private static final int MAX_CLIENTS = 100_000;

    private final Plan plan;
    private final SharedBuckets shared;
    private final TimeMeter time;
    private final Cache<String, Bucket> own;

    RateLimit(Plan plan, SharedBuckets shared, TimeMeter time) {
        this.plan = plan;
        this.shared = shared;
        this.time = time;
        this.own = Caffeine.newBuilder()
                .maximumSize(MAX_CLIENTS)
                // A bucket that nobody touched for that long is full, as a new one is.
                .expireAfterAccess(Duration.ofSeconds(plan.windowSeconds() + 1))
                .build();
    }

    Plan plan() {
        return plan;
    }

    /// Takes the points from the caller's bucket, or none of them.
    Mono<Charge> charge(Caller caller, long points) {
        return charge(caller.workspace() + ":" + caller.subject(), points);
    }

    Mono<Charge> charge(String client, long points) {
        Bucket here = own.get(client, _ -> bucket());
        Charge charge = Charge.of(here.tryConsumeAndReturnRemaining(points));
        return charge.granted()
                ? shared.take(client, points)
                        .doOnNext(answer -> giveBackUnless(answer, here, points))
                        .defaultIfEmpty(charge)
                : Mono.just(charge);
    }

    private static void giveBackUnless(Charge answer, Bucket here, long points) {
        if (!answer.granted()) {
            here.addTokens(points);
        }
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(plan.bucket().getBandwidths()[0])
                .withCustomTimePrecision(time)
                .build();
    }
}
