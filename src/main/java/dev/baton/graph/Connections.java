package dev.baton.graph;

import graphql.schema.DataFetchingEnvironment;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Connections from an object to its neighbours, for instance `Agent.tasks`: all parents of a level that ask with
/// the same arguments are one statement.
@Component
public class Connections {

    private final BatchLoaderRegistry registry;

    Connections(BatchLoaderRegistry registry) {
        this.registry = registry;
    }

    /// Reads the pages of many parents at once; a parent without rows gets an empty page, not none.
    @FunctionalInterface
    public interface PageLoader<P, F, T> {

        Mono<Map<P, Page<T>>> load(Set<P> parents, @Nullable F filter, PageRequest request);
    }

    /// Makes known how a field's pages are read.
    ///
    /// @param field the type's and the field's name, for instance `Agent.tasks`
    public <P, F, T> void register(String field, PageLoader<P, F, T> loader) {
        registry.<Key<P, F>, Page<T>>forName(field)
                .registerMappedBatchLoader((keys, _) -> Flux.fromIterable(keys.stream()
                                .collect(Collectors.groupingBy(Key::arguments))
                                .entrySet())
                        .concatMap(group -> load(loader, group.getKey(), Set.copyOf(group.getValue())))
                        .collect(Collectors.flatMapping(
                                pages -> pages.entrySet().stream(),
                                Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))));
    }

    /// One parent's page, read together with the others'.
    public <P, T> CompletableFuture<Page<T>> load(
            DataFetchingEnvironment env, String field, P parent, @Nullable Object filter) {
        var request = PageRequest.of(
                env.getArgument("first"), env.getArgument("after"), env.getArgument("last"), env.getArgument("before"));
        DataLoader<Key<P, Object>, Page<T>> loader = Objects.requireNonNull(env.getDataLoader(field), field);
        return loader.load(new Key<>(parent, new Arguments<>(filter, request)));
    }

    private static <P, F, T> Mono<Map<Key<P, F>, Page<T>>> load(
            PageLoader<P, F, T> loader, Arguments<F> arguments, Set<Key<P, F>> keys) {
        Set<P> parents = keys.stream().map(Key::parent).collect(Collectors.toCollection(LinkedHashSet::new));
        return Mono.deferContextual(context -> loader.load(parents, arguments.filter(), arguments.request())
                .map(pages -> keys.stream()
                        .collect(Collectors.toMap(
                                key -> key,
                                key -> Objects.requireNonNull(pages.get(key.parent()))
                                        .countedIn(context)))));
    }

    private record Arguments<F>(@Nullable F filter, PageRequest request) {}

    private record Key<P, F>(P parent, Arguments<F> arguments) {}
}
