package dev.baton.demo;

import java.util.function.Function;
import reactor.core.publisher.Mono;

/// One thing that somebody does in the story.
///
/// @param line what it is, for people
record Step(Actor actor, String line, Function<Stage, Mono<?>> move) {

    @Override
    public String toString() {
        return actor.handle() + " " + line;
    }
}
