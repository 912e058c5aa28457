package dev.baton.journal;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.baton.database.Reach;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Which events are about tasks that a filter asks for by what never changes of them. So what was found out once is
/// good for every stream of the node: a new task costs one statement, however many subtrees are watched.
@Component
class KnownTasks {

    /// In characters, roughly. A task has at most 32 above it, and at most 50 labels of 100 characters.
    private static final int REMEMBERED = 20_000_000;

    private static final int OF_AN_ID = 40;

    private final ObjectProvider<TaskTree> tree;
    private final AsyncCache<TaskId, TaskTree.Place> places = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED)
            .weigher((TaskId _, TaskTree.Place place) -> weight(place))
            .buildAsync();

    /// @param tree asked for late: who has the tasks also writes to the journal
    KnownTasks(ObjectProvider<TaskTree> tree) {
        this.tree = tree;
    }

    /// Those of a filter's events that its `ofTask` lets through.
    Mono<List<Event>> matching(EventFilter filter, List<Event> events) {
        if (filter.ofTask().isAny() || events.isEmpty()) {
            return Mono.just(events);
        }
        Set<TaskId> tasks = events.stream().map(KnownTasks::task).collect(Collectors.toSet());
        // Others may wait for the same answer, so nobody's cancellation may reach it.
        return Mono.fromFuture(() -> placesOf(filter.workspace(), tasks), true)
                .map(known -> events.stream()
                        .filter(event -> matches(filter, known.get(task(event))))
                        .toList());
    }

    private CompletableFuture<Map<TaskId, TaskTree.Place>> placesOf(WorkspaceId workspace, Set<TaskId> tasks) {
        return places.getAll(
                tasks,
                (missing, _) -> tree.getObject()
                        .places(Set.copyOf(missing))
                        .contextWrite(Reach.within(workspace))
                        .toFuture());
    }

    private static boolean matches(EventFilter filter, TaskTree.@Nullable Place place) {
        return place != null && filter.ofTask().matches(place);
    }

    private static TaskId task(Event event) {
        return Objects.requireNonNull(event.fact().taskId());
    }

    private static int weight(TaskTree.Place place) {
        int labels = place.labels().stream()
                .mapToInt(label -> label.length() + OF_AN_ID)
                .sum();
        return OF_AN_ID * (1 + place.lineage().size()) + labels;
    }
}
