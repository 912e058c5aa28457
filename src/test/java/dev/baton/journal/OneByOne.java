package dev.baton.journal;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/// Takes one event, and more only when told to: a client that does not read.
final class OneByOne extends BaseSubscriber<Event> implements AutoCloseable {

    private final List<Event> heard = new CopyOnWriteArrayList<>();
    private volatile @Nullable Throwable failure;

    OneByOne(Flux<Event> stream) {
        stream.subscribe(this);
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        request(1);
    }

    @Override
    protected void hookOnNext(Event event) {
        heard.add(event);
    }

    @Override
    protected void hookOnError(Throwable error) {
        failure = error;
    }

    /// Takes so many more.
    void take(int count) {
        request(count);
    }

    /// Takes all from now on.
    void hurry() {
        requestUnbounded();
    }

    List<Event> heard() {
        return heard;
    }

    /// The numbers of the [Noted.TaskNoted] among them.
    List<Integer> numbers() {
        return heard.stream()
                .filter(event -> event.fact() instanceof Noted.TaskNoted)
                .map(event -> ((Noted.TaskNoted) event.fact()).number())
                .toList();
    }

    void awaitNumbers(int count) {
        Awaitility.await().atMost(LogNode.WAIT).until(() -> numbers().size() >= count || failure != null);
    }

    boolean hasFailed() {
        return failure != null;
    }

    Throwable awaitFailure() {
        Awaitility.await().atMost(LogNode.WAIT).until(this::hasFailed);
        return Objects.requireNonNull(failure);
    }

    @Override
    public void close() {
        cancel();
    }
}
