package dev.baton.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// How many refusals of one caller are put on record: so many in a minute, by each node. Whoever floods the gateway
/// must not fill the audit. What is left out is counted as `baton.audit.left.out`, and the log says once a minute
/// whose it is.
@Component
class Ration {

    static final int MOST = 60;

    private static final Logger log = LoggerFactory.getLogger(Ration.class);
    private static final String COUNT = "baton.audit.left.out";
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_KEPT = 100_000;

    private final Cache<Object, AtomicInteger> taken;
    private final Counter leftOut;

    Ration(Clock clock, MeterRegistry meters) {
        Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
        this.taken = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfterWrite(WINDOW)
                .maximumSize(MOST_KEPT)
                .build();
        this.leftOut = meters.counter(COUNT);
    }

    /// Whether nothing more of this caller may be put on record for now.
    boolean isUsedUp(Object caller) {
        AtomicInteger number = taken.getIfPresent(caller);
        return number != null && number.get() >= MOST;
    }

    /// Whether one more refusal of this caller may be put on record.
    boolean take(Object caller) {
        int number = taken.get(caller, _ -> new AtomicInteger()).incrementAndGet();
        if (number <= MOST) {
            return true;
        }
        if (number == MOST + 1) {
            log.warn("More is refused of {} than is put on record", caller);
        }
        leftOut.increment();
        return false;
    }
}
