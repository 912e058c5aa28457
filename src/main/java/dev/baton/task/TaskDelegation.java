package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.access.Idempotency;
import dev.baton.database.Transactions;
import dev.baton.graph.DelegationId;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.journal.Journal;
import dev.baton.task.Assignees.Wish;
import dev.baton.task.DelegateTaskInput.Recipient;
import dev.baton.task.NewTasks.Draft;
import dev.baton.task.Plan.Step;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Hands out new tasks: who may, to whom, and behind what. One task is a plan of one; a plan takes the same number of
/// statements, however many tasks it has.
@Component
class TaskDelegation {

    private final Tasks tasks;
    private final NewTasks newTasks;
    private final TaskHistory history;
    private final Assignees assignees;
    private final Journal journal;
    private final Transactions transactions;
    private final Idempotency idempotency;
    private final Clock clock;

    TaskDelegation(
            Tasks tasks,
            NewTasks newTasks,
            TaskHistory history,
            Assignees assignees,
            Journal journal,
            Transactions transactions,
            Idempotency idempotency,
            Clock clock) {
        this.tasks = tasks;
        this.newTasks = newTasks;
        this.history = history;
        this.assignees = assignees;
        this.journal = journal;
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    Mono<Task> delegate(Caller caller, DelegateTaskInput input) {
        return delegate(caller, now -> Plan.of(input, now), input.idempotencyKey(), "delegateTask", input)
                .map(List::getFirst);
    }

    /// All of the tasks, in their order, or none.
    Mono<List<Task>> delegate(Caller caller, DelegatePlanInput input) {
        return delegate(caller, now -> Plan.of(input.tasks(), now), input.idempotencyKey(), "delegatePlan", input);
    }

    /// A plan as a caller gives it.
    record DelegatePlanInput(
            List<PlanTaskInput> tasks, @Nullable String idempotencyKey) {}

    private Mono<List<Task>> delegate(
            Caller caller, Function<OffsetDateTime, Plan> asOf, @Nullable String key, String operation, Object input) {
        return transactions.run(Mono.defer(() -> idempotency.onceForMany(
                caller,
                key,
                operation,
                input,
                delegate(caller, asOf),
                done -> done.stream().map(task -> task.id().value()).toList(),
                ids -> findAll(caller.workspace(), ids))));
    }

    // The input is checked as part of the work: a deadline that was ahead when the key was used first may have passed
    // when the call is repeated.
    private Mono<List<Task>> delegate(Caller caller, Function<OffsetDateTime, Plan> asOf) {
        return Mono.defer(() -> {
            OffsetDateTime now = OffsetDateTime.now(clock);
            return drafts(caller, asOf.apply(now), now).flatMap(drafts -> insert(caller, drafts));
        });
    }

    private Mono<List<Task>> findAll(WorkspaceId workspace, List<UUID> ids) {
        List<TaskId> order = ids.stream().map(TaskId::new).toList();
        return tasks.findAll(workspace, order)
                .collectMap(Task::id)
                .map(found -> order.stream()
                        .map(found::get)
                        .map(Objects::requireNonNull)
                        .toList());
    }

    private Mono<List<Draft>> drafts(Caller caller, Plan plan, OffsetDateTime now) {
        var wishes = plan.steps().stream()
                .map(step -> new Wish(
                        step.path(), step.task().assigneeId(), step.task().withinId()))
                .toList();
        return assignees
                .recipients(caller, wishes)
                .flatMap(recipients -> neighbours(caller.workspace(), plan).map(neighbours -> {
                    neighbours.refuse(caller, plan);
                    return drafts(caller, plan, recipients, neighbours, now);
                }));
    }

    // The ids rise in the order of the plan, so that its tasks are listed as it has them.
    private static List<Draft> drafts(
            Caller caller, Plan plan, List<Recipient> recipients, Neighbours neighbours, OffsetDateTime now) {
        List<TaskId> ids = Stream.generate(TaskId::next)
                .limit(plan.steps().size())
                .sorted(Comparator.comparing(TaskId::value))
                .toList();
        return IntStream.range(0, ids.size())
                .mapToObj(place -> {
                    Step step = plan.steps().get(place);
                    Set<TaskId> dependsOn = new LinkedHashSet<>(step.task().dependencies());
                    Set<TaskId> waitsFor = new LinkedHashSet<>(neighbours.waitsFor(step));
                    step.waitsFor().stream().map(ids::get).forEach(on -> {
                        dependsOn.add(on);
                        waitsFor.add(on);
                    });
                    Task task = step.task()
                            .task(
                                    ids.get(place),
                                    caller,
                                    recipients.get(place),
                                    neighbours.place(plan, step, ids),
                                    waitsFor.size(),
                                    now);
                    return new Draft(task, dependsOn, waitsFor, step.task().note());
                })
                .toList();
    }

    private Mono<List<Task>> insert(Caller caller, List<Draft> drafts) {
        WorkspaceId workspace = caller.workspace();
        return newTasks.insert(drafts)
                .then(history.addAll(
                        workspace,
                        drafts.stream().map(draft -> delegation(caller, draft)).toList()))
                .then(journal.append(
                        workspace,
                        caller.subject(),
                        drafts.stream().map(TaskDelegation::delegated).toList()))
                .thenReturn(drafts.stream().map(Draft::task).toList());
    }

    private static TaskHistory.Delegation delegation(Caller caller, Draft draft) {
        Task task = draft.task();
        return new TaskHistory.Delegation(
                DelegationId.next(),
                task.id(),
                caller.subject(),
                caller.agent(),
                task.assigneeId(),
                draft.note(),
                task.createdAt());
    }

    private static TaskEvent delegated(Draft draft) {
        Task task = draft.task();
        return new TaskEvent.TaskDelegated(
                task.id(),
                task.state(),
                task.title(),
                task.type(),
                task.priority(),
                task.parentId(),
                List.copyOf(draft.dependsOn()),
                task.assigneeId(),
                task.assigneeId());
    }

    // All of them are shared until the commit: none of them can end in between, so none can be missed.
    private Mono<Neighbours> neighbours(WorkspaceId workspace, Plan plan) {
        Set<TaskId> named = Neighbours.namedBy(plan);
        Set<TaskId> parents = Neighbours.parentsOf(plan);
        Mono<Map<TaskId, Task>> known = named.isEmpty()
                ? Mono.just(Map.of())
                : tasks.share(workspace, named).collectMap(Task::id);
        Mono<Map<TaskId, Set<TaskId>>> waiting =
                parents.isEmpty() ? Mono.just(Map.of()) : tasks.waitingFor(workspace, parents);
        return known.flatMap(found -> waiting.map(behind -> new Neighbours(found, behind)));
    }
}
