package dev.baton.access;

import dev.baton.database.Sweeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Looks after the signing keys and forgets spent refresh tokens, every ten seconds.
@Component
class AccessSweeper extends Sweeper {

    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final SigningKeys keys;
    private final RefreshFamilies families;
    private final Clock clock;
    private volatile Instant next = Instant.MIN;

    AccessSweeper(SigningKeys keys, RefreshFamilies families, Clock clock) {
        this.keys = keys;
        this.families = families;
        this.clock = clock;
    }

    @Override
    protected Mono<Long> sweep() {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return Mono.just(0L);
        }
        next = now.plus(PAUSE);
        return keys.refresh().then(families.forget());
    }
}
