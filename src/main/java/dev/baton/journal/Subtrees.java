package dev.baton.journal;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.baton.graph.TaskId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Which events are about a task or one below it. A task never changes its parent, so what was found out once is
/// good for every stream of the node: a new task costs one statement, however many subtrees are watched.
@Component
class Subtrees {

    private static final int REMEMBERED_TASKS = 20_000;

    private final ObjectProvider<TaskTree> tree;
    private final AsyncCache<TaskId, Set<TaskId>> lineages =
            Caffeine.newBuilder().maximumSize(REMEMBERED_TASKS).buildAsync();

    /// @param tree asked for late: who has the tasks also writes to the journal
    Subtrees(ObjectProvider<TaskTree> tree) {
        this.tree = tree;
    }

    /// Those of a filter's events that its `subtreeOf` lets through.
    Mono<List<Event>> within(EventFilter filter, List<Event> events) {
        TaskId root = filter.subtreeOf();
        if (root == null || events.isEmpty()) {
            return Mono.just(events);
        }
        Set<TaskId> tasks = events.stream().map(Subtrees::task).collect(Collectors.toSet());
        // Others may wait for the same answer, so nobody's cancellation may reach it.
        return Mono.fromFuture(() -> lineagesOf(tasks), true)
                .map(known -> events.stream()
                        .filter(event ->
                                known.getOrDefault(task(event), Set.of()).contains(root))
                        .toList());
    }

    private CompletableFuture<Map<TaskId, Set<TaskId>>> lineagesOf(Set<TaskId> tasks) {
        return lineages.getAll(
                tasks,
                (missing, _) -> tree.getObject().lineages(Set.copyOf(missing)).toFuture());
    }

    private static TaskId task(Event event) {
        return Objects.requireNonNull(event.fact().taskId());
    }
}
