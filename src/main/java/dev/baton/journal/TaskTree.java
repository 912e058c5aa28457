package dev.baton.journal;

import dev.baton.graph.TaskId;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Mono;

/// Knows which task is a part of which: a bean of the feature that has the tasks, asked for streams of a subtree.
public interface TaskTree {

    /// Each task with all tasks above it and itself; a task that does not exist is left out. One statement,
    /// however many tasks. The answers are kept: a task never changes its parent.
    Mono<Map<TaskId, Set<TaskId>>> lineages(Set<TaskId> tasks);
}
