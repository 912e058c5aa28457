package dev.baton.journal;

import dev.baton.graph.TaskId;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Mono;

/// Knows what never changes of a task: a bean of the feature that has the tasks, asked for streams that go by it.
public interface TaskTree {

    /// What never changes of a task.
    ///
    /// @param lineage the task itself and all tasks above it
    /// @param priority by its name in the schema
    record Place(Set<TaskId> lineage, String priority, Set<String> labels) {

        public Place {
            lineage = Set.copyOf(lineage);
            labels = Set.copyOf(labels);
        }
    }

    /// The place of each task; one that does not exist is left out. One statement, however many tasks. The answers
    /// are kept.
    Mono<Map<TaskId, Place>> places(Set<TaskId> tasks);
}
