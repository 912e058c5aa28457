package dev.baton.graph;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// How `node` and `nodes` find one type's objects: a bean of each feature that has any.
///
/// @param prefix what the ids of the type begin with
/// @param find the objects that the caller's workspace has, by their ids' text form; one statement for all
public record NodeFinder(String prefix, Function<List<String>, Mono<Map<String, Object>>> find) {

    /// A finder for objects of one type.
    ///
    /// @param parse reads an id, empty where the text is none
    /// @param findAll reads the objects in the caller's workspace
    /// @param idOf an object's id
    public static <I extends TypeId, T> NodeFinder of(
            String prefix,
            Function<String, Optional<I>> parse,
            Function<Collection<I>, Flux<T>> findAll,
            Function<T, I> idOf) {
        return new NodeFinder(prefix, texts -> {
            List<I> ids =
                    texts.stream().flatMap(text -> parse.apply(text).stream()).toList();
            return findAll.apply(ids).collectMap(object -> idOf.apply(object).toString(), object -> object);
        });
    }
}
