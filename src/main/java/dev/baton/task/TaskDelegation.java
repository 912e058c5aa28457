package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.access.Idempotency;
import dev.baton.database.Transactions;
import dev.baton.graph.AgentId;
import dev.baton.graph.DelegationId;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.journal.Journal;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Hands out new tasks: who may, to whom, and behind what.
@Component
class TaskDelegation {

    private static final int MAX_DEPTH = 32;

    private final Tasks tasks;
    private final TaskHistory history;
    private final Assignees assignees;
    private final Journal journal;
    private final Transactions transactions;
    private final Idempotency idempotency;
    private final Clock clock;

    TaskDelegation(
            Tasks tasks,
            TaskHistory history,
            Assignees assignees,
            Journal journal,
            Transactions transactions,
            Idempotency idempotency,
            Clock clock) {
        this.tasks = tasks;
        this.history = history;
        this.assignees = assignees;
        this.journal = journal;
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    Mono<Task> delegate(Caller caller, DelegateTaskInput input) {
        OffsetDateTime now = OffsetDateTime.now(clock);
        input.check(now);
        Mono<Task> work = assignees
                .recipient(caller, input.assigneeId(), input.withinId())
                .flatMap(to -> neighbours(caller.workspace(), input).flatMap(neighbours -> {
                    neighbours.refuse(caller, input.dependencyFailure());
                    Set<TaskId> waitsFor = neighbours.waitsFor(input.dependencyFailure());
                    return insert(
                            caller, input.task(caller, to, neighbours.parent(), waitsFor.size(), now), input, waitsFor);
                }));
        return transactions.run(idempotency.once(
                caller,
                input.idempotencyKey(),
                "delegateTask",
                input,
                work,
                task -> task.id().value(),
                id -> tasks.find(caller.workspace(), new TaskId(id))));
    }

    private Mono<Task> insert(Caller caller, Task task, DelegateTaskInput input, Set<TaskId> waitsFor) {
        Set<TaskId> dependsOn = input.dependencies();
        var delegation = new TaskHistory.Delegation(
                DelegationId.next(),
                task.id(),
                caller.subject(),
                caller.agent(),
                task.assigneeId(),
                input.note(),
                task.createdAt());
        var delegated = new TaskEvent.TaskDelegated(
                task.id(),
                task.state(),
                task.title(),
                task.type(),
                task.priority(),
                task.parentId(),
                List.copyOf(dependsOn),
                task.assigneeId(),
                task.assigneeId());
        return tasks.insert(task, dependsOn, waitsFor)
                .then(history.add(task.workspace(), delegation))
                .then(journal.append(task.workspace(), caller.subject(), List.of(delegated)))
                .thenReturn(task);
    }

    // All of them are shared until the commit: none of them can end in between, so none can be missed.
    private Mono<Neighbours> neighbours(WorkspaceId workspace, DelegateTaskInput input) {
        TaskId parent = input.parent();
        Set<TaskId> dependsOn = input.dependencies();
        List<TaskId> all = new ArrayList<>(dependsOn);
        if (parent != null) {
            all.add(parent);
        }
        if (all.isEmpty()) {
            return Mono.just(new Neighbours(null, List.of(), Set.of()));
        }
        Mono<Set<TaskId>> above = parent == null
                ? Mono.just(Set.of())
                : tasks.lineages(Set.of(parent)).map(lineages -> lineages.getOrDefault(parent, Set.of()));
        Mono<Map<TaskId, Task>> found = tasks.share(workspace, all).collectMap(Task::id);
        return found.flatMap(known -> above.map(lineage -> new Neighbours(
                parent == null ? null : require(known, parent),
                dependsOn.stream().map(id -> require(known, id)).toList(),
                lineage)));
    }

    private static Task require(Map<TaskId, Task> known, TaskId id) {
        Task task = known.get(id);
        if (task == null) {
            throw Refusal.notFound("task", id);
        }
        return task;
    }

    /// The tasks that the new one is joined to.
    ///
    /// @param above the parent and all tasks above it
    private record Neighbours(@Nullable Task parent, List<Task> dependencies, Set<TaskId> above) {

        Set<TaskId> waitsFor(Task.DependencyFailure onFailure) {
            return dependencies.stream()
                    .filter(task -> task.state() != TaskState.COMPLETED)
                    .filter(task -> task.state().isOpen() || onFailure != Task.DependencyFailure.RUN)
                    .map(Task::id)
                    .collect(Collectors.toSet());
        }

        /// @throws Refusal where the new task cannot be there
        void refuse(Caller caller, Task.DependencyFailure onFailure) {
            if (parent != null) {
                refuseParent(parent, caller);
            }
            if (onFailure == Task.DependencyFailure.CANCEL) {
                dependencies.forEach(Neighbours::refuseBroken);
            }
            dependencies.stream()
                    .filter(task -> above.contains(task.id()))
                    .findFirst()
                    .ifPresent(task -> {
                        throw new Refusal(new Problem.Cycle(
                                "The task would be a part of %s and wait for it too.".formatted(task.id())));
                    });
        }

        private static void refuseBroken(Task dependency) {
            if (TaskState.RETRIABLE.contains(dependency.state())) {
                throw new Refusal(new Problem.Conflict(
                        "%s is %s, so a task that is canceled with it would be canceled at once."
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
            if (parent.depth() >= MAX_DEPTH) {
                throw new Refusal(new Problem.DelegationRefused(
                        "Tasks are nested %d deep at most. Hang the task further up.".formatted(MAX_DEPTH)));
            }
        }
    }
}
