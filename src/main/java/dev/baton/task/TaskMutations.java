package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.task.TaskCommands.Request;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

/// The mutations that move tasks. What the domain refuses comes back as the payload's problems.
@Controller
class TaskMutations {

    private static final Duration DEFAULT_LEASE = Duration.ofSeconds(60);

    private final TaskDelegation delegation;
    private final TaskLifecycle lifecycle;
    private final TaskCommands commands;
    private final TaskWrites writes;
    private final TaskWriteBatches batches;
    private final TaskVerdicts verdicts;
    private final TaskHandOvers handOvers;
    private final TaskQuestions questions;
    private final TaskRetries retries;

    TaskMutations(
            TaskDelegation delegation,
            TaskLifecycle lifecycle,
            TaskCommands commands,
            TaskWrites writes,
            TaskWriteBatches batches,
            TaskVerdicts verdicts,
            TaskHandOvers handOvers,
            TaskQuestions questions,
            TaskRetries retries) {
        this.commands = commands;
        this.writes = writes;
        this.batches = batches;
        this.handOvers = handOvers;
        this.questions = questions;
        this.retries = retries;
        this.delegation = delegation;
        this.lifecycle = lifecycle;
        this.verdicts = verdicts;
    }

    @MutationMapping
    Mono<TaskPayload> delegateTask(@Argument DelegateTaskInput input, @AuthenticationPrincipal Caller caller) {
        return TaskPayload.answer(Mono.defer(() -> delegation.delegate(caller, input)));
    }

    @MutationMapping
    Mono<ClaimTasksPayload> claimTasks(@Argument ClaimTasksInput input, @AuthenticationPrincipal Caller caller) {
        int limit = input.limit() == null ? 1 : input.limit();
        Duration lease = input.leaseSeconds() == null ? DEFAULT_LEASE : Duration.ofSeconds(input.leaseSeconds());
        return Mono.defer(() -> lifecycle.claim(caller, limit, lease, input.idempotencyKey(), input))
                .map(claimed ->
                        new ClaimTasksPayload(claimed.stream().map(Claim::of).toList(), List.of()))
                .onErrorResume(
                        Refusal.class, refusal -> Mono.just(new ClaimTasksPayload(List.of(), refusal.problems())));
    }

    @MutationMapping
    Mono<LeasePayload> renewLease(@Argument RenewLeaseInput input, @AuthenticationPrincipal Caller caller) {
        return LeasePayload.answer(Mono.defer(() -> batches.write(input.write(caller))));
    }

    @MutationMapping
    Mono<LeasePayload> reportProgress(@Argument ReportProgressInput input, @AuthenticationPrincipal Caller caller) {
        return LeasePayload.answer(Mono.defer(() -> batches.write(input.write(caller))));
    }

    @MutationMapping
    Mono<TaskPayload> completeTask(@Argument CompleteTaskInput input, @AuthenticationPrincipal Caller caller) {
        var request = new Request("completeTask", input.taskId(), input.idempotencyKey(), input);
        return TaskPayload.answer(Mono.defer(() -> input.idempotencyKey() == null
                ? batches.write(input.write(caller))
                : commands.once(
                        caller,
                        request,
                        writes.write(caller.workspace(), List.of(input.write(caller)))
                                .flatMap(results -> results.getFirst().asMono()))));
    }

    @MutationMapping
    Mono<TaskPayload> failTask(@Argument FailTaskInput input, @AuthenticationPrincipal Caller caller) {
        var request = new Request("failTask", input.taskId(), input.idempotencyKey(), input);
        var failure = new Task.Failure(input.code(), input.message());
        return TaskPayload.answer(
                Mono.defer(() -> lifecycle.fail(caller, request, input.leaseToken(), failure, input.retryable())));
    }

    @MutationMapping
    Mono<TaskPayload> reviewTask(@Argument ReviewTaskInput input, @AuthenticationPrincipal Caller caller) {
        var request = new Request("reviewTask", input.taskId(), input.idempotencyKey(), input);
        return TaskPayload.answer(
                Mono.defer(() -> verdicts.review(caller, request, input.decision(), input.comment())));
    }

    @MutationMapping
    Mono<TaskPayload> cancelTask(@Argument CancelTaskInput input, @AuthenticationPrincipal Caller caller) {
        var request = new Request("cancelTask", input.taskId(), input.idempotencyKey(), input);
        return TaskPayload.answer(Mono.defer(() -> verdicts.cancel(caller, request, input.reason())));
    }

    @MutationMapping
    Mono<TaskPayload> declineTask(@Argument DeclineTaskInput input, @AuthenticationPrincipal Caller caller) {
        var request = new Request("declineTask", input.taskId(), input.idempotencyKey(), input);
        return TaskPayload.answer(Mono.defer(() -> handOvers.decline(caller, request, input.reason())));
    }

    @MutationMapping
    Mono<TaskPayload> releaseTask(@Argument ReleaseTaskInput input, @AuthenticationPrincipal Caller caller) {
        var request = new Request("releaseTask", input.taskId(), input.idempotencyKey(), input);
        return TaskPayload.answer(
                Mono.defer(() -> handOvers.release(caller, request, input.leaseToken(), input.reason())));
    }

    @MutationMapping
    Mono<TaskPayload> handOffTask(@Argument HandOffTaskInput input, @AuthenticationPrincipal Caller caller) {
        var request = new Request("handOffTask", input.taskId(), input.idempotencyKey(), input);
        return TaskPayload.answer(Mono.defer(
                () -> handOvers.handOff(caller, request, input.leaseToken(), input.toAgentId(), input.note())));
    }

    @MutationMapping
    Mono<TaskPayload> requestInput(@Argument RequestInputInput input, @AuthenticationPrincipal Caller caller) {
        var request = new Request("requestInput", input.taskId(), input.idempotencyKey(), input);
        return TaskPayload.answer(
                Mono.defer(() -> questions.ask(caller, request, input.leaseToken(), input.question())));
    }

    @MutationMapping
    Mono<TaskPayload> provideInput(@Argument ProvideInputInput input, @AuthenticationPrincipal Caller caller) {
        var request = new Request("provideInput", input.taskId(), input.idempotencyKey(), input);
        return TaskPayload.answer(Mono.defer(() -> questions.answer(caller, request, input.answer())));
    }

    @MutationMapping
    Mono<TaskPayload> retryTask(@Argument RetryTaskInput input, @AuthenticationPrincipal Caller caller) {
        var request = new Request("retryTask", input.taskId(), input.idempotencyKey(), input);
        var terms = new TaskRetries.Terms(input.assigneeId(), input.deadline(), input.note());
        return TaskPayload.answer(Mono.defer(() -> retries.retry(caller, request, terms)));
    }

    @MutationMapping
    Mono<TasksPayload> retryTasks(@Argument RetryTasksInput input, @AuthenticationPrincipal Caller caller) {
        int limit = input.limit() == null ? 100 : input.limit();
        var terms = new TaskRetries.Terms(null, null, input.note());
        return Mono.defer(() -> retries.retryAll(caller, input.filter(), limit, terms, input.idempotencyKey(), input))
                .map(tasks -> new TasksPayload(tasks, List.of()))
                .onErrorResume(Refusal.class, refusal -> Mono.just(new TasksPayload(List.of(), refusal.problems())));
    }

    record ClaimTasksInput(
            @Nullable Integer limit,
            @Nullable Integer leaseSeconds,
            @Nullable String idempotencyKey) {}

    record RenewLeaseInput(
            String taskId, String leaseToken, @Nullable Integer leaseSeconds) {

        TaskWrite write(Caller caller) {
            Duration length = leaseSeconds == null ? null : Duration.ofSeconds(leaseSeconds);
            return new TaskWrite.Renew(caller, taskId, leaseToken, length);
        }
    }

    record ReportProgressInput(
            String taskId,
            String leaseToken,
            int percent,
            @Nullable String milestone,
            @Nullable String message) {

        TaskWrite write(Caller caller) {
            return new TaskWrite.Report(caller, taskId, leaseToken, new Task.Report(percent, milestone, message));
        }
    }

    record CompleteTaskInput(
            String taskId,
            String leaseToken,
            @Nullable Object result,
            @Nullable String idempotencyKey) {

        TaskWrite write(Caller caller) {
            return new TaskWrite.Complete(caller, taskId, leaseToken, result);
        }
    }

    record FailTaskInput(
            String taskId,
            String leaseToken,
            String code,
            String message,
            boolean retryable,
            @Nullable String idempotencyKey) {}

    record ReviewTaskInput(
            String taskId,
            ReviewDecision decision,
            @Nullable String comment,
            @Nullable String idempotencyKey) {}

    record CancelTaskInput(
            String taskId,
            @Nullable String reason,
            @Nullable String idempotencyKey) {}

    record DeclineTaskInput(
            String taskId, String reason, @Nullable String idempotencyKey) {}

    record ReleaseTaskInput(
            String taskId,
            String leaseToken,
            @Nullable String reason,
            @Nullable String idempotencyKey) {}

    record HandOffTaskInput(
            String taskId,
            @Nullable String leaseToken,
            String toAgentId,
            @Nullable String note,
            @Nullable String idempotencyKey) {}

    record RequestInputInput(
            String taskId,
            String leaseToken,
            String question,
            @Nullable String idempotencyKey) {}

    record ProvideInputInput(
            String taskId, Object answer, @Nullable String idempotencyKey) {}

    record RetryTaskInput(
            String taskId,
            @Nullable String assigneeId,
            @Nullable OffsetDateTime deadline,
            @Nullable String note,
            @Nullable String idempotencyKey) {}

    record RetryTasksInput(
            TaskFilter filter,
            @Nullable Integer limit,
            @Nullable String note,
            @Nullable String idempotencyKey) {}

    record TasksPayload(List<Task> tasks, List<Problem> problems) {}

    record TaskPayload(@Nullable Task task, List<Problem> problems) {

        static Mono<TaskPayload> answer(Mono<Task> work) {
            return work.map(task -> new TaskPayload(task, List.of()))
                    .onErrorResume(Refusal.class, refusal -> Mono.just(new TaskPayload(null, refusal.problems())));
        }
    }

    record LeasePayload(@Nullable Task task, @Nullable OffsetDateTime leaseExpiresAt, List<Problem> problems) {

        static Mono<LeasePayload> answer(Mono<Task> work) {
            return work.map(task -> new LeasePayload(task, task.requireLease().requireExpiry(), List.of()))
                    .onErrorResume(
                            Refusal.class, refusal -> Mono.just(new LeasePayload(null, null, refusal.problems())));
        }
    }

    record ClaimTasksPayload(List<Claim> claims, List<Problem> problems) {}

    record Claim(Task task, TaskHistory.Attempt attempt, String leaseToken, OffsetDateTime leaseExpiresAt) {

        static Claim of(TaskClaims.Claim claim) {
            Task task = claim.task();
            var lease = task.requireLease();
            // A claim that runs has no end yet, so the attempt is known without reading it.
            var attempt = new TaskHistory.Attempt(
                    task.attempt(),
                    task.id(),
                    task.worker(),
                    task.attemptCount(),
                    lease.requireExpiry(),
                    claim.since(),
                    null,
                    null,
                    null);
            return new Claim(task, attempt, lease.token(), lease.requireExpiry());
        }
    }
}
