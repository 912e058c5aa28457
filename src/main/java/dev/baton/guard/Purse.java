package dev.baton.guard;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;

/// What one stream pays its events from. It is filled from the buckets for some events at a time, for more the more
/// there are, so that a lively stream does not ask Redis for each; what is left at the end goes back.
///
/// Where the buckets are empty the event waits until they are not: nothing is left out, and what becomes of a stream
/// that falls behind is what its client chose for a slow reader.
final class Purse {

    private static final int MOST_EVENTS = 64;
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(50);

    private final Budgets budgets;
    private final long price;
    private final AtomicLong points = new AtomicLong();
    private volatile Account account;
    private int events = 1;

    /// @param price of each event, in points
    Purse(Budgets budgets, Account account, long price) {
        this.budgets = budgets;
        this.account = account;
        this.price = price;
    }

    /// Pays for one event. One at a time.
    Mono<Void> pay() {
        return points.get() >= price ? Mono.fromRunnable(() -> points.addAndGet(-price)) : Mono.defer(this::fill);
    }

    /// Gives back what is left.
    void close() {
        budgets.giveBack(account, points.getAndSet(0));
    }

    /// By the plan of the moment: an administrator may have changed it since the stream began.
    private Mono<Void> fill() {
        return budgets.account(account.caller()).onErrorReturn(account).flatMap(now -> {
            account = now;
            long limit = now.plan().limit();
            return price > limit ? Mono.error(GuardError.tooDearAnEvent(price, limit)) : fill(now);
        });
    }

    private Mono<Void> fill(Account now) {
        long asked = price * events;
        return budgets.pay(now, asked).flatMap(payment -> payment.granted() ? filled(asked) : wait(payment));
    }

    private Mono<Void> filled(long paid) {
        events = Math.min(MOST_EVENTS, 2 * events);
        points.addAndGet(paid - price);
        return Mono.empty();
    }

    private Mono<Void> wait(Payment payment) {
        Duration delay = events > 1 ? Duration.ZERO : payment.delay().plus(SHORTEST_WAIT);
        events = 1;
        return Mono.delay(delay).then(Mono.defer(this::fill));
    }
}
