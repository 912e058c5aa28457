package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.graph.AgentId;
import dev.baton.graph.InputCheck;
import dev.baton.graph.Refusal;
import dev.baton.graph.TaskId;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
        @Nullable Boolean reviewRequired,
        RetryPolicy.@Nullable Input retryPolicy,
        @Nullable String note,
        @Nullable String idempotencyKey) {

    static final int MAX_JSON_BYTES = 256 * 1024;
    static final int MAX_TEXT = 10_000;

    /// Refuses what does not hold, whatever the workspace looks like.
    ///
    /// @throws Refusal `InvalidInput` with every bad field
    void check() {
        var check = new InputCheck()
                .length("title", title, 1, 200)
                .length("instructions", instructions, 0, 100_000)
                .length("type", type, 1, 100)
                .json("specification", specification, MAX_JSON_BYTES)
                .names("labels", labels, 50)
                .names("requiredCapabilities", requiredCapabilities, 50)
                .require(dependsOn == null || dependsOn.size() <= 100, "dependsOn", "Must have at most 100 items.")
                .length("note", note, 1, MAX_TEXT);
        if (retryPolicy != null) {
            retryPolicy.check(check);
        }
        check.refuse();
    }

    @Nullable
    AgentId assignee() {
        return assigneeId == null
                ? null
                : AgentId.parse(assigneeId).orElseThrow(() -> Refusal.notFound("agent", assigneeId));
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
    /// @param parent the task it is a part of, if any
    /// @param blockedBy how many dependencies are not completed
    Task task(Caller caller, @Nullable Task parent, int blockedBy, OffsetDateTime now) {
        AgentId assignee = assignee();
        return new Task(
                TaskId.next(),
                caller.workspace(),
                title,
                instructions == null ? "" : instructions,
                type,
                priority == null ? TaskPriority.MEDIUM : priority,
                blockedBy > 0 ? TaskState.WAITING : TaskState.QUEUED,
                specification,
                labels == null ? List.of() : List.copyOf(new LinkedHashSet<>(labels)),
                requiredCapabilities == null ? List.of() : List.copyOf(new LinkedHashSet<>(requiredCapabilities)),
                parent == null ? null : parent.id(),
                parent == null ? 0 : parent.depth() + 1,
                assignee,
                assignee != null,
                caller.subject(),
                caller.agent(),
                Boolean.TRUE.equals(reviewRequired),
                retryPolicy == null ? RetryPolicy.DEFAULT : retryPolicy.policy(),
                0,
                blockedBy,
                null,
                null,
                0,
                null,
                null,
                null,
                null,
                now,
                now,
                null);
    }

    private static TaskId taskId(String id) {
        return TaskId.parse(id).orElseThrow(() -> Refusal.notFound("task", id));
    }
}
