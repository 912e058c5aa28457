package dev.baton.database;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Sweeps over and over while the application runs, a second after the last sweep unless it says otherwise. Every node
/// may sweep at any time; what another node has in hand is passed over, by the statements of the sweep. A test stops
/// it and ticks by hand.
public abstract class Sweeper implements SmartLifecycle {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Logger log = LoggerFactory.getLogger(getClass());
    private @Nullable Disposable sweeping;

    /// One sweep, until nothing is left to do: how many rows it moved.
    protected abstract Mono<Long> sweep();

    /// How long it rests between two sweeps.
    protected Duration pause() {
        return PAUSE;
    }

    @Override
    public synchronized void start() {
        sweeping = Mono.defer(this::sweep)
                .doOnError(e -> log.warn("A sweep failed, the next one follows: {}", e.toString()))
                .onErrorComplete()
                .repeatWhen(done -> done.delayElements(pause()))
                .retryWhen(Retry.indefinitely())
                .contextWrite(Reach.everywhere())
                .subscribe();
    }

    @Override
    public synchronized void stop() {
        if (sweeping != null) {
            sweeping.dispose();
            sweeping = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return sweeping != null;
    }
}
