package dev.baton.access;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/// Answers that hold for a moment: of many who ask the same meanwhile, one finds it out for all.
final class Remembered<K, V> {

    private final AsyncCache<K, V> answers;

    Remembered(Duration moment) {
        this.answers = Caffeine.newBuilder().expireAfterWrite(moment).buildAsync();
    }

    // Others may wait for the same answer, so nobody's cancellation may reach it.
    Mono<V> ask(K about, Supplier<Mono<V>> find) {
        return Mono.fromFuture(() -> answers.get(about, (_, _) -> find.get().toFuture()), true);
    }

    /// Whoever asks from now on finds it out anew: what is being found out was asked too early, and is forgotten
    /// too.
    void forget(Predicate<K> about) {
        answers.asMap().keySet().removeIf(about);
    }
}
