package dev.baton.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/// Listens to a stream and keeps what it heard.
final class Ear implements AutoCloseable {

    private final List<Event> heard = new CopyOnWriteArrayList<>();
    private volatile @Nullable Throwable failure;
    private final Disposable subscription;

    Ear(Flux<Event> stream) {
        subscription = stream.subscribe(heard::add, error -> failure = error);
    }

    List<Event> heard() {
        return heard;
    }

    /// Waits until so many events were heard.
    ///
    /// @return their facts
    List<Fact> awaitFacts(int count) {
        return await(count, LogNode.WAIT).stream().map(Event::fact).toList();
    }

    /// Waits until so many events were heard, and no longer than that.
    List<Event> await(int count, Duration patience) {
        Awaitility.await().atMost(patience).until(() -> heard.size() >= count || failure != null);
        assertThat(failure).isNull();
        assertThat(heard).hasSize(count);
        return heard;
    }

    Throwable awaitFailure() {
        Awaitility.await().atMost(LogNode.WAIT).until(() -> failure != null);
        return Objects.requireNonNull(failure);
    }

    @Override
    public void close() {
        subscription.dispose();
    }
}
