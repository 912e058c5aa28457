package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.graph.AgentId;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.graph.TaskId;
import dev.baton.task.DelegateTaskInput.Place;
import dev.baton.task.Plan.Step;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The tasks of the workspace that a plan is joined to, and what they mean for it.
///
/// @param known those that there are
/// @param waiting of each that gets parts, itself and all tasks that wait for it: those above it, their dependents,
///     and so on
record Neighbours(Map<TaskId, Task> known, Map<TaskId, Set<TaskId>> waiting) {

    /// The tasks outside of the plan that its steps name.
    ///
    /// @throws Refusal `NotFound` for what is no task's id
    static Set<TaskId> namedBy(Plan plan) {
        Set<TaskId> named = new HashSet<>(parentsOf(plan));
        plan.steps().forEach(step -> named.addAll(step.task().dependencies()));
        return named;
    }

    /// Those of them that get parts.
    static Set<TaskId> parentsOf(Plan plan) {
        Set<TaskId> parents = new HashSet<>();
        for (Step step : plan.steps()) {
            TaskId parent = step.task().parent();
            if (parent != null) {
                parents.add(parent);
            }
        }
        return parents;
    }

    /// @throws Refusal where a step cannot be there: `NotFound`, `Conflict`, `Cycle` or `DelegationRefused`
    void refuse(Caller caller, Plan plan) {
        plan.steps().forEach(step -> refuse(caller, plan, step));
        waiting.keySet().forEach(parent -> refuseCircle(plan, parent));
    }

    private void refuse(Caller caller, Plan plan, Step step) {
        Task parent = find(step.task().parent());
        if (parent != null) {
            refuseParent(parent, caller);
        }
        if (depth(plan, step) > Plan.MAX_DEPTH) {
            throw new Refusal(new Problem.DelegationRefused(
                    "Tasks are nested %d deep at most. Hang the task further up.".formatted(Plan.MAX_DEPTH)));
        }
        List<Task> dependencies = dependencies(step);
        if (step.task().dependencyFailure() == Task.DependencyFailure.CANCEL) {
            dependencies.forEach(Neighbours::refuseBroken);
        }
    }

    // A task waits for its parts: the parent for the steps that are parts of it, and over them for what these wait for.
    private void refuseCircle(Plan plan, TaskId parent) {
        List<Set<Integer>> waits = plan.waits();
        Deque<Integer> found = new ArrayDeque<>();
        Set<Integer> seen = new HashSet<>();
        for (int place = 0; place < waits.size(); place++) {
            if (parent.equals(plan.steps().get(place).task().parent()) && seen.add(place)) {
                found.add(place);
            }
        }
        while (!found.isEmpty()) {
            int place = found.remove();
            refuseWaiting(plan.steps().get(place), parent);
            waits.get(place).stream().filter(seen::add).forEach(found::add);
        }
    }

    private void refuseWaiting(Step step, TaskId parent) {
        Set<TaskId> behind = waiting.getOrDefault(parent, Set.of());
        step.task().dependencies().stream().filter(behind::contains).findFirst().ifPresent(task -> {
            throw new Refusal(new Problem.Cycle(
                    "%s waits for its parts, so none of them can wait for %s, which is that task or waits for it."
                            .formatted(parent, task)));
        });
    }

    /// Those of a step's dependencies outside of the plan that it still waits for.
    Set<TaskId> waitsFor(Step step) {
        boolean anyEnd = step.task().dependencyFailure() == Task.DependencyFailure.RUN;
        return dependencies(step).stream()
                .filter(task -> task.state() != TaskState.COMPLETED)
                .filter(task -> task.state().isOpen() || !anyEnd)
                .map(Task::id)
                .collect(Collectors.toSet());
    }

    /// Where a step hangs.
    ///
    /// @param ids those of the plan's steps, in their order
    Place place(Plan plan, Step step, List<TaskId> ids) {
        Integer partOf = step.partOf();
        return new Place(partOf == null ? step.task().parent() : ids.get(partOf), depth(plan, step));
    }

    private int depth(Plan plan, Step step) {
        Task parent = find(plan.top(step).task().parent());
        return plan.level(step) + (parent == null ? 0 : parent.depth() + 1);
    }

    private List<Task> dependencies(Step step) {
        return step.task().dependencies().stream().map(this::require).toList();
    }

    private @Nullable Task find(@Nullable TaskId id) {
        return id == null ? null : require(id);
    }

    private Task require(TaskId id) {
        Task task = known.get(id);
        if (task == null) {
            throw Refusal.notFound("task", id);
        }
        return task;
    }

    /// @throws Refusal `Conflict` where a task that is canceled with this one cannot be queued behind it
    static void refuseBroken(Task dependency) {
        if (TaskState.RETRIABLE.contains(dependency.state())) {
            throw new Refusal(new Problem.Conflict(
                    "%s is %s, so a task that is canceled with it would be canceled at once. Retry that one first."
                            .formatted(dependency.id(), dependency.state()),
                    dependency.state().name()));
        }
    }

    private static void refuseParent(Task parent, Caller caller) {
        if (!parent.state().isOpen()) {
            throw new Refusal(new Problem.Conflict(
                    "The parent is %s, and an ended task gets no more parts.".formatted(parent.state()),
                    parent.state().name()));
        }
        AgentId agent = caller.agent();
        if (agent != null && !agent.equals(parent.assigneeId())) {
            throw new Refusal(
                    new Problem.DelegationRefused("The parent is not yours. Add parts to your own tasks only."));
        }
    }
}
