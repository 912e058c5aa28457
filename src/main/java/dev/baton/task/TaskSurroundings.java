package dev.baton.task;

import dev.baton.agent.Agent;
import dev.baton.graph.AgentId;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.graph.TaskId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What stands around tasks that are to be retried, held so that it is the same until the commit.
///
/// @param parents those of the tasks that are parts
/// @param dependencies of those of the tasks that are canceled with one
/// @param keptFor the agents that the tasks are kept for; empty where they will be kept for another
record TaskSurroundings(
        Map<TaskId, Task> parents, Map<TaskId, List<Task>> dependencies, Optional<Map<AgentId, Agent>> keptFor) {

    /// Whether the task would wait for what nobody does, and be canceled with it.
    static boolean mayBeBroken(Task task) {
        return task.onDependencyFailure() == Task.DependencyFailure.CANCEL && task.blockedBy() > 0;
    }

    /// The agent that the task is kept for, or whose subtree.
    static Stream<AgentId> agentOf(Task task) {
        return Stream.ofNullable(task.assigned() ? task.assigneeId() : task.withinId());
    }

    /// @throws Refusal where the task cannot be retried: `Conflict` or `InvalidInput`
    void refuse(Task task) {
        refuse(task, Set.of());
    }

    /// Those of the tasks that can be retried together, in their order: one that waits for an earlier one of them
    /// may be queued behind it.
    List<Task> allowed(List<Task> tasks) {
        var allowed = new LinkedHashMap<TaskId, Task>();
        for (Task task : tasks) {
            if (allows(task, allowed.keySet())) {
                allowed.put(task.id(), task);
            }
        }
        return List.copyOf(allowed.values());
    }

    private boolean allows(Task task, Set<TaskId> retried) {
        try {
            refuse(task, retried);
            return true;
        } catch (Refusal _) {
            return false;
        }
    }

    private void refuse(Task task, Set<TaskId> retried) {
        refuseEnded(task.parentId() == null ? null : parents.get(task.parentId()));
        dependencies.getOrDefault(task.id(), List.of()).stream()
                .filter(dependency -> !retried.contains(dependency.id()))
                .forEach(Neighbours::refuseBroken);
        keptFor.ifPresent(agents -> agentOf(task).forEach(id -> Assignees.active(agents.get(id), id, "assigneeId")));
    }

    // Of a parent that is completed a part may be done again; one that ended badly wants no part any more.
    private static void refuseEnded(@Nullable Task parent) {
        if (parent != null && TaskState.RETRIABLE.contains(parent.state())) {
            throw new Refusal(new Problem.Conflict(
                    "The parent is %s. Retry it first, or delegate a new task.".formatted(parent.state()),
                    parent.state().name()));
        }
    }
}
