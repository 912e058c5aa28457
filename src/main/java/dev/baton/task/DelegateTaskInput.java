package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.graph.AgentId;
import dev.baton.graph.InputCheck;
import dev.baton.graph.Refusal;
import dev.baton.graph.TaskId;
import java.time.OffsetDateTime;
import java.time.Period;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A new task as a caller describes it.
record DelegateTaskInput(
        String title,
        @Nullable String instructions,
        String type,
        @Nullable TaskPriority priority,
        @Nullable Object specification,
        @Nullable List<String> labels,
        @Nullable String assigneeId,
        @Nullable List<String> requiredCapabilities,
        @Nullable String parentId,
        @Nullable List<String> dependsOn,
        @Nullable String withinId,
        @Nullable OffsetDateTime notBefore,
        @Nullable OffsetDateTime deadline,
        Task.@Nullable DependencyFailure onDependencyFailure,
        @Nullable Boolean reviewRequired,
        @Nullable Boolean selfReviewAllowed,
        RetryPolicy.@Nullable Input retryPolicy,
        @Nullable String note,
        @Nullable String idempotencyKey) {

    static final int MAX_JSON_BYTES = 256 * 1024;
    static final int MAX_TEXT = 10_000;

    /// A longer one is no id, and would come back in the problem that says so.
    private static final int MAX_ID = 100;

    static final Period FURTHEST = Period.ofYears(10);
    static final String TOO_FAR = "Must be within ten years.";

    /// Notes what does not hold, whatever the workspace looks like.
    void check(InputCheck check, OffsetDateTime now) {
        check.length("title", title, 1, 200)
                .length("instructions", instructions, 0, 100_000)
                .length("type", type, 1, 100)
                .json("specification", specification, MAX_JSON_BYTES)
                .names("labels", labels, 50)
                .names("requiredCapabilities", requiredCapabilities, 50)
                .length("assigneeId", assigneeId, 0, MAX_ID)
                .length("withinId", withinId, 0, MAX_ID)
                .length("parentId", parentId, 0, MAX_ID)
                .names("dependsOn", dependsOn, 100)
                .require(notBefore == null || notBefore.isBefore(now.plus(FURTHEST)), "notBefore", TOO_FAR)
                .require(deadline == null || deadline.isAfter(now), "deadline", "Must be in the future.")
                .require(deadline == null || deadline.isBefore(now.plus(FURTHEST)), "deadline", TOO_FAR)
                .require(
                        deadline == null || notBefore == null || notBefore.isBefore(deadline),
                        "notBefore",
                        "Must be before the deadline.")
                .require(
                        assigneeId == null || withinId == null,
                        "withinId",
                        "Is for tasks without an assignee. Leave out one of the two.")
                .length("note", note, 1, MAX_TEXT);
        if (retryPolicy != null) {
            retryPolicy.check(check);
        }
    }

    @Nullable
    TaskId parent() {
        return parentId == null ? null : taskId(parentId);
    }

    Set<TaskId> dependencies() {
        return dependsOn == null
                ? Set.of()
                : dependsOn.stream()
                        .map(DelegateTaskInput::taskId)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// The task to insert.
    ///
    /// @param to who may claim it
    /// @param blockedBy how many dependencies it waits for
    Task task(TaskId id, Caller caller, Recipient to, Place place, int blockedBy, OffsetDateTime now) {
        OffsetDateTime waitUntil = notBefore != null && notBefore.isAfter(now) ? notBefore : null;
        return new Task(
                id,
                caller.workspace(),
                title,
                instructions == null ? "" : instructions,
                type,
                priority == null ? TaskPriority.MEDIUM : priority,
                blockedBy > 0 || waitUntil != null ? TaskState.WAITING : TaskState.QUEUED,
                specification,
                labels == null ? List.of() : List.copyOf(new LinkedHashSet<>(labels)),
                requiredCapabilities == null ? List.of() : List.copyOf(new TreeSet<>(requiredCapabilities)),
                place.parent(),
                place.depth(),
                to.assignee(),
                to.assignee() != null,
                caller.subject(),
                caller.agent(),
                to.within(),
                Boolean.TRUE.equals(reviewRequired),
                Boolean.TRUE.equals(selfReviewAllowed),
                dependencyFailure(),
                retryPolicy == null ? RetryPolicy.DEFAULT : retryPolicy.policy(),
                0,
                blockedBy,
                waitUntil,
                deadline,
                null,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                now,
                now,
                null);
    }

    Task.DependencyFailure dependencyFailure() {
        return onDependencyFailure == null ? Task.DependencyFailure.WAIT : onDependencyFailure;
    }

    /// Who may claim a task: one agent, or any that is able, of one manager's subtree or of the workspace.
    record Recipient(@Nullable AgentId assignee, @Nullable AgentId within) {}

    /// Where a task hangs.
    ///
    /// @param depth how many tasks are above it
    record Place(@Nullable TaskId parent, int depth) {}

    private static TaskId taskId(String id) {
        return TaskId.parse(id).orElseThrow(() -> Refusal.notFound("task", id));
    }
}
