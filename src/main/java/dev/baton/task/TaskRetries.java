package dev.baton.task;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import dev.baton.access.Caller;
import dev.baton.agent.Agent;
import dev.baton.graph.AgentId;
import dev.baton.graph.DelegationId;
import dev.baton.graph.InputCheck;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.task.Transition.Command;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Gives a task that ended badly another chance: who asked for it, or a person, queues it anew, for the same agents or
/// for another one.
@Component
class TaskRetries {

    private static final int MOST = 1_000;

    private final Tasks tasks;
    private final TaskPages pages;
    private final TaskMoves moves;
    private final TaskHistory history;
    private final TaskCommands commands;
    private final Assignees assignees;
    private final TaskLog log;
    private final Clock clock;

    TaskRetries(
            Tasks tasks,
            TaskPages pages,
            TaskMoves moves,
            TaskHistory history,
            TaskCommands commands,
            Assignees assignees,
            TaskLog log,
            Clock clock) {
        this.tasks = tasks;
        this.pages = pages;
        this.clock = clock;
        this.moves = moves;
        this.history = history;
        this.commands = commands;
        this.assignees = assignees;
        this.log = log;
    }

    /// What is different from now on; null for as before.
    ///
    /// @param deadline one that has passed is dropped where no new one is given
    record Terms(
            @Nullable String assigneeId,
            @Nullable OffsetDateTime deadline,
            @Nullable String note) {

        static final Terms AS_BEFORE = new Terms(null, null, null);
    }

    Mono<Task> retry(Caller caller, TaskCommands.Request request, Terms terms) {
        new InputCheck()
                .length("note", terms.note(), 1, DelegateTaskInput.MAX_TEXT)
                .refuse();
        return commands.run(caller, request, (task, now) -> retry(caller, task, terms, now));
    }

    /// Retries what matches, the oldest first, in one transaction; what cannot be retried is left out.
    ///
    /// @param filter an agent's is narrowed to what it asked for itself
    /// @param input the mutation's, with the key
    Mono<List<Task>> retryAll(
            Caller caller, TaskFilter filter, int limit, Terms terms, @Nullable String key, Object input) {
        new InputCheck()
                .range("limit", limit, 1, MOST)
                .length("note", terms.note(), 1, DelegateTaskInput.MAX_TEXT)
                .refuse();
        Mono<List<Task>> work = pages.retriable(caller.workspace(), filter, caller.agent(), limit)
                .collect(toSet())
                .flatMap(found -> lock(caller.workspace(), found))
                .flatMap(locked -> retryAll(caller, locked, terms, OffsetDateTime.now(clock)));
        return commands.onceForMany(caller, key, "retryTasks", input, work);
    }

    private Mono<List<Task>> lock(WorkspaceId workspace, Set<TaskId> found) {
        return tasks.lockAll(workspace, found, found)
                .filter(task -> found.contains(task.id()))
                .filter(task -> TaskState.RETRIABLE.contains(task.state()))
                .sort(Comparator.comparing(task -> task.id().value()))
                .collectList();
    }

    private Mono<List<Task>> retryAll(Caller caller, List<Task> locked, Terms terms, OffsetDateTime now) {
        return locked.isEmpty()
                ? Mono.just(locked)
                : surroundings(caller.workspace(), locked, true)
                        .map(around -> around.allowed(locked))
                        .flatMap(allowed -> moveAll(caller, allowed, terms, now));
    }

    private Mono<Task> retry(Caller caller, Task task, Terms terms, OffsetDateTime now) {
        new InputCheck()
                .require(
                        terms.deadline() == null || terms.deadline().isAfter(now), "deadline", "Must be in the future.")
                .require(
                        terms.deadline() == null || terms.deadline().isBefore(now.plus(DelegateTaskInput.FURTHEST)),
                        "deadline",
                        DelegateTaskInput.TOO_FAR)
                .refuse();
        Transition.require(Command.RETRY, task.inTheHandsOf(caller).facts());
        String assignee = terms.assigneeId();
        Mono<Void> redelegated =
                assignee == null ? Mono.empty() : redelegate(caller, task, assignee, terms.note(), now);
        return surroundings(caller.workspace(), List.of(task), assignee == null)
                .doOnNext(around -> around.refuse(task))
                .then(redelegated)
                .then(Mono.defer(() -> moveAll(caller, List.of(task), terms, now)))
                .map(List::getFirst);
    }

    private Mono<List<Task>> moveAll(Caller caller, List<Task> tasks, Terms terms, OffsetDateTime now) {
        Map<Transition, List<Task>> byRow =
                tasks.stream().collect(groupingBy(task -> Transition.require(Command.RETRY, task.facts())));
        return Flux.fromIterable(byRow.entrySet())
                .concatMap(row -> moves.retryAll(
                        row.getKey(), caller.workspace(), row.getValue(), task -> deadline(task, terms, now), now))
                .collectMap(Task::id)
                .map(moved -> tasks.stream()
                        .map(task -> requireNonNull(moved.get(task.id())))
                        .toList())
                .flatMap(retried -> log.recordAll(retried.stream()
                                .map(task -> entry(caller, task, terms))
                                .toList())
                        .thenReturn(retried));
    }

    private static TaskLog.Entry entry(Caller caller, Task retried, Terms terms) {
        return new TaskLog.Entry(
                retried,
                caller.subject(),
                new TaskEvent.TaskRetried(retried.id(), retried.state(), retried.assigneeId(), terms.note()));
    }

    private static @Nullable OffsetDateTime deadline(Task task, Terms terms, OffsetDateTime now) {
        if (terms.deadline() != null) {
            return terms.deadline();
        }
        OffsetDateTime before = task.deadline();
        return before == null || before.isAfter(now) ? before : null;
    }

    // The parents are locked with their parts. The dependencies are shared until the commit, so that none of them ends
    // in between: a task that is canceled with one would miss its end.
    private Mono<TaskSurroundings> surroundings(WorkspaceId workspace, List<Task> tasks, boolean sameAgents) {
        Set<TaskId> parents = tasks.stream()
                .flatMap(task -> Stream.ofNullable(task.parentId()))
                .collect(toSet());
        List<TaskId> brittle = tasks.stream()
                .filter(TaskSurroundings::mayBeBroken)
                .map(Task::id)
                .toList();
        Mono<Optional<Map<AgentId, Agent>>> agents = sameAgents
                ? assignees
                        .pin(
                                workspace,
                                tasks.stream()
                                        .flatMap(TaskSurroundings::agentOf)
                                        .collect(toSet()))
                        .map(Optional::of)
                : Mono.just(Optional.empty());
        return this.tasks
                .findAll(workspace, parents)
                .collectMap(Task::id)
                .flatMap(above -> sharedDependencies(workspace, brittle)
                        .flatMap(dependencies ->
                                agents.map(keptFor -> new TaskSurroundings(above, dependencies, keptFor))));
    }

    private Mono<Map<TaskId, List<Task>>> sharedDependencies(WorkspaceId workspace, List<TaskId> brittle) {
        if (brittle.isEmpty()) {
            return Mono.just(Map.of());
        }
        Mono<Set<TaskId>> all = tasks.dependencies(workspace, brittle)
                .map(found -> found.values().stream()
                        .flatMap(List::stream)
                        .map(Task::id)
                        .collect(toSet()));
        return all.flatMapMany(ids -> tasks.share(workspace, ids))
                .then(Mono.defer(() -> tasks.dependencies(workspace, brittle)));
    }

    private Mono<Void> redelegate(
            Caller caller, Task task, String assigneeId, @Nullable String note, OffsetDateTime now) {
        return assignees
                .require(task.workspace(), assigneeId, "assigneeId", caller.agent())
                .flatMap(assignee -> history.add(
                                task.workspace(),
                                new TaskHistory.Delegation(
                                        DelegationId.next(),
                                        task.id(),
                                        caller.subject(),
                                        caller.agent(),
                                        assignee,
                                        note,
                                        now))
                        .then(moves.reassign(task, assignee)));
    }
}
