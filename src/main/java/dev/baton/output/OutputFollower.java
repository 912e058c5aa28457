package dev.baton.output;

import dev.baton.graph.Fault;
import dev.baton.output.OutputPiece.Place;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// One subscriber's way through a task's output. It knows its place, and reads on from there whenever the doorbell
/// rings, and once a second in any case.
final class OutputFollower {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int PAGE = 100;

    private final Outputs outputs;
    private final Outputs.Of output;
    private volatile @Nullable Place place;
    private volatile boolean more;

    OutputFollower(Outputs outputs, Outputs.Of output, @Nullable Place after) {
        this.outputs = outputs;
        this.output = output;
        this.place = after;
    }

    /// Every piece behind the place, each once, in order, as fast as they are read. While Redis is away it waits.
    ///
    /// @throws Fault as an error signal, `CURSOR_EXPIRED` where the piece that was told last is not kept any more:
    ///     there may have been others after it
    Flux<OutputPiece> pieces() {
        return Flux.merge(Flux.interval(Duration.ZERO, POLL).onBackpressureDrop(), outputs.rings(output))
                .onBackpressureLatest()
                .concatMap(_ -> catchUp(), 1);
    }

    private Flux<OutputPiece> catchUp() {
        return Mono.defer(this::page).repeat(() -> more).concatMapIterable(page -> page, 1);
    }

    private Mono<List<OutputPiece>> page() {
        return outputs.read(output, place, PAGE + 1)
                .map(this::behindPlace)
                .doOnNext(page -> {
                    more = page.size() >= PAGE;
                    if (!page.isEmpty()) {
                        place = page.getLast().place();
                    }
                })
                .onErrorResume(failure -> !(failure instanceof Fault), _ -> {
                    more = false;
                    return Mono.empty();
                });
    }

    // The piece at the place is read again: that it is still there proves that nothing behind it is gone.
    private List<OutputPiece> behindPlace(List<OutputPiece> found) {
        Place told = place;
        if (told == null) {
            return found;
        }
        if (found.isEmpty() || !found.getFirst().place().equals(told)) {
            throw new Fault(
                    Fault.Code.CURSOR_EXPIRED,
                    "The output behind this cursor is not kept any more. Subscribe without after for what there is.");
        }
        return found.subList(1, found.size());
    }
}
