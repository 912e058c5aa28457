package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.graph.AgentId;
import dev.baton.graph.DelegationId;
import dev.baton.graph.InputCheck;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.graph.TaskId;
import dev.baton.task.Transition.Command;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
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

    /// Retries what matches, the oldest first, in one transaction; what cannot be retried, as its parent has
    /// ended, is left out.
    ///
    /// @param filter an agent's is narrowed to what it asked for itself
    /// @param input the mutation's, with the key
    Mono<List<Task>> retryAll(
            Caller caller, TaskFilter filter, int limit, Terms terms, @Nullable String key, Object input) {
        new InputCheck()
                .range("limit", limit, 1, MOST)
                .length("note", terms.note(), 1, DelegateTaskInput.MAX_TEXT)
                .refuse();
        Mono<List<Task>> work = Mono.defer(() -> {
            OffsetDateTime now = OffsetDateTime.now(clock);
            return pages.lockRetriable(caller.workspace(), filter, caller.agent(), limit)
                    .collectList()
                    .flatMapMany(Flux::fromIterable)
                    .concatMap(task -> Mono.defer(() -> retry(caller, task, terms, now))
                            .onErrorResume(Refusal.class, _ -> Mono.empty()))
                    .collectList();
        });
        return commands.onceForMany(caller, key, "retryTasks", input, work);
    }

    /// Retries a locked task in the transaction around it.
    Mono<Task> retry(Caller caller, Task task, Terms terms, OffsetDateTime now) {
        new InputCheck()
                .require(
                        terms.deadline() == null || terms.deadline().isAfter(now), "deadline", "Must be in the future.")
                .require(
                        terms.deadline() == null || terms.deadline().isBefore(now.plus(DelegateTaskInput.FURTHEST)),
                        "deadline",
                        DelegateTaskInput.TOO_FAR)
                .refuse();
        Transition row =
                Transition.require(Command.RETRY, task.inTheHandsOf(caller).facts());
        Mono<Task> moved = moves.retry(row, task, deadline(task, terms, now), now)
                .flatMap(retried -> log.record(
                        retried,
                        caller.subject(),
                        new TaskEvent.TaskRetried(retried.id(), retried.state(), retried.assigneeId(), terms.note())));
        return requireOpenParent(task)
                .then(refuseBroken(task))
                .then(Mono.defer(() -> terms.assigneeId() == null
                        ? requireActive(task).then(moved)
                        : redelegate(caller, task, terms.assigneeId(), terms.note(), now)
                                .then(moved)));
    }

    private static @Nullable OffsetDateTime deadline(Task task, Terms terms, OffsetDateTime now) {
        if (terms.deadline() != null) {
            return terms.deadline();
        }
        OffsetDateTime before = task.deadline();
        return before == null || before.isAfter(now) ? before : null;
    }

    private Mono<Void> requireOpenParent(Task task) {
        TaskId parent = task.parentId();
        return parent == null
                ? Mono.empty()
                : tasks.share(task.workspace(), List.of(parent))
                        .doOnNext(TaskRetries::refuseEnded)
                        .then();
    }

    // It would wait for what nobody does, and not be canceled with it: that has ended already. Shared until the commit,
    // so
    // that none of them ends in between.
    private Mono<Void> refuseBroken(Task task) {
        return task.onDependencyFailure() != Task.DependencyFailure.CANCEL || task.blockedBy() == 0
                ? Mono.empty()
                : tasks.dependencies(task.workspace(), List.of(task.id()))
                        .flatMapIterable(found -> found.getOrDefault(task.id(), List.of()))
                        .map(Task::id)
                        .collectList()
                        .flatMapMany(ids -> tasks.share(task.workspace(), ids))
                        .doOnNext(Neighbours::refuseBroken)
                        .then();
    }

    private static void refuseEnded(Task parent) {
        if (!parent.state().isOpen()) {
            throw new Refusal(new Problem.Conflict(
                    "The parent is %s. Retry it first, or delegate a new task.".formatted(parent.state()),
                    parent.state().name()));
        }
    }

    private Mono<Void> requireActive(Task task) {
        AgentId relied = task.assigned() ? task.assigneeId() : task.withinId();
        return relied == null
                ? Mono.empty()
                : assignees
                        .require(task.workspace(), relied.toString(), "assigneeId", null)
                        .then();
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
