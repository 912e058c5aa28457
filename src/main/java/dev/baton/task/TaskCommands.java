package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.access.Idempotency;
import dev.baton.database.Transactions;
import dev.baton.graph.Refusal;
import dev.baton.graph.TaskId;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// The frame of every command on one task: a transaction, the idempotency key, the locked row.
@Component
class TaskCommands {

    private final Tasks tasks;
    private final Transactions transactions;
    private final Idempotency idempotency;
    private final Clock clock;

    TaskCommands(Tasks tasks, Transactions transactions, Idempotency idempotency, Clock clock) {
        this.tasks = tasks;
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /// What is asked, of which task, and the key under which it is asked only once.
    ///
    /// @param operation the mutation's name
    /// @param input the mutation's input: what a repetition must repeat
    record Request(
            String operation, String taskId, @Nullable String idempotencyKey, Object input) {}

    /// Runs a step, which may end the task, on the locked task; the moment is the same for all that the step does.
    Mono<Task> run(Caller caller, Request request, BiFunction<Task, OffsetDateTime, Mono<Task>> step) {
        return once(
                caller,
                request,
                lockToEnd(caller, request.taskId()).flatMap(task -> step.apply(task, OffsetDateTime.now(clock))));
    }

    /// Does the work in one transaction, once for a key.
    Mono<Task> once(Caller caller, Request request, Mono<Task> work) {
        return transactions.run(Mono.defer(() -> idempotency.once(
                caller,
                request.idempotencyKey(),
                request.operation(),
                request.input(),
                work,
                task -> task.id().value(),
                id -> tasks.find(caller.workspace(), new TaskId(id)))));
    }

    /// Runs a step on a task that the caller holds.
    Mono<Task> held(
            Caller caller, Request request, String leaseToken, BiFunction<Task, OffsetDateTime, Mono<Task>> step) {
        return run(caller, request, (task, now) -> step.apply(task.heldBy(caller, leaseToken, now), now));
    }

    /// Does the work in one transaction, once for a key, where it answers many tasks.
    Mono<List<Task>> onceForMany(
            Caller caller, @Nullable String key, String operation, Object input, Mono<List<Task>> work) {
        return transactions.run(Mono.defer(() -> idempotency.onceForMany(
                caller,
                key,
                operation,
                input,
                work,
                answer -> answer.stream().map(task -> task.id().value()).toList(),
                ids -> inOrder(caller, ids))));
    }

    private Mono<List<Task>> inOrder(Caller caller, List<UUID> ids) {
        return tasks.findAll(caller.workspace(), ids.stream().map(TaskId::new).toList())
                .collectMap(task -> task.id().value())
                .map(found -> ids.stream().map(found::get).toList());
    }

    /// The task, locked until the end of the transaction around it, by what does not end it.
    Mono<Task> lock(Caller caller, String taskId) {
        return found(taskId, TaskId.parse(taskId).map(id -> tasks.lock(caller.workspace(), id)));
    }

    private Mono<Task> lockToEnd(Caller caller, String taskId) {
        return found(taskId, TaskId.parse(taskId).map(id -> tasks.lockToEnd(caller.workspace(), id)));
    }

    private static Mono<Task> found(String taskId, Optional<Mono<Task>> lock) {
        return lock.orElse(Mono.empty()).switchIfEmpty(Mono.error(() -> Refusal.notFound("task", taskId)));
    }
}
