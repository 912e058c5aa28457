package dev.baton.demo;

import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// A piece of work that the crew does from its beginning to its end.
///
/// @param opening what to say when it begins
/// @param works what there is to do; the first holds all others, and its completion is the end
record Episode(String opening, List<Work> works, List<Step> steps) {

    Work whole() {
        return works.getFirst();
    }

    boolean isAbout(String title) {
        return works.stream().anyMatch(work -> work.title().equals(title));
    }

    /// Plays it once.
    ///
    /// @param between what to do after each step, before the next one begins
    Flux<Step> play(Stage stage, Function<Step, Mono<?>> between) {
        return Flux.fromIterable(steps)
                .concatMap(step -> Mono.defer(() -> step.move().apply(stage))
                        .then(Mono.defer(() -> between.apply(step)))
                        .thenReturn(step));
    }
}
