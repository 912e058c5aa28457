package dev.baton.task;

import static dev.baton.database.Columns.column;
import static dev.baton.database.Columns.json;
import static dev.baton.database.Columns.nullable;
import static dev.baton.database.Columns.value;

import dev.baton.graph.TaskId;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/// Writes the rows of new tasks: one statement for all of them, and one for all they depend on.
@Repository
class NewTasks {

    // As JSON, because each has lists of its own. All see the line as it was before them, so each is put as far behind
    // its end as there are others of them before it.
    private static final String INSERT = """
        WITH given AS (
            SELECT * FROM jsonb_to_recordset(CAST(:tasks AS jsonb)) AS given (
                nth integer, id uuid, title text, instructions text, type text, priority smallint, state text,
                specification jsonb, labels text[], required_capabilities text[], parent_id uuid, depth smallint,
                assignee_id uuid, within_id uuid, review_required boolean, self_review boolean,
                on_dependency_failure text, max_attempts integer, first_delay_ms bigint,
                delay_factor double precision, max_delay_ms bigint, delay_jitter double precision,
                blocked_by integer, not_before timestamptz, deadline timestamptz, queue_id uuid)),
        line AS MATERIALIZED (
            SELECT queue_id, priority, next_turn(:workspace, queue_id, priority, :requester) AS turn
            FROM (SELECT DISTINCT queue_id, priority FROM given) AS lines)
        INSERT INTO task (id, workspace_id, title, instructions, type, priority, state, specification, labels,
                          required_capabilities, parent_id, depth, assignee_id, assigned, requester,
                          requester_agent_id, within_id, review_required, self_review, on_dependency_failure,
                          max_attempts, first_delay_ms, delay_factor, max_delay_ms, delay_jitter, blocked_by,
                          not_before, deadline, queue_id, queued_at, turn, created_at, updated_at)
        SELECT id, :workspace, title, instructions, type, priority, state, specification, labels,
               required_capabilities, parent_id, depth, assignee_id, assignee_id IS NOT NULL, :requester,
               :requesterAgent, within_id, review_required, self_review, on_dependency_failure,
               max_attempts, first_delay_ms, delay_factor, max_delay_ms, delay_jitter, blocked_by,
               not_before, deadline, queue_id, :now,
               turn + row_number() OVER (PARTITION BY queue_id, priority, state ORDER BY nth) - 1, :now, :now
        FROM given JOIN line USING (queue_id, priority)
        """;

    private static final String INSERT_DEPENDENCIES = """
        INSERT INTO task_dependency (workspace_id, task_id, depends_on_id, settled)
        SELECT :workspace, edge.* FROM unnest(:tasks, :dependsOn, :settled) AS edge (task_id, depends_on_id, settled)
        """;

    private final DatabaseClient client;

    NewTasks(DatabaseClient client) {
        this.client = client;
    }

    /// A task that is not a row yet.
    ///
    /// @param waitsFor those of the dependencies that it still waits for
    record Draft(
            Task task,
            Set<TaskId> dependsOn,
            Set<TaskId> waitsFor,
            @Nullable String note) {}

    /// Writes tasks of one delegator. Those that can be claimed stand in their lines in the order of the list.
    Mono<Void> insert(List<Draft> drafts) {
        Task any = drafts.getFirst().task();
        return client.sql(INSERT)
                .bind(
                        "tasks",
                        json(IntStream.range(0, drafts.size())
                                .mapToObj(nth -> row(nth, drafts.get(nth).task()))
                                .toList()))
                .bind("workspace", any.workspace().value())
                .bind("requester", any.requester())
                .bind("requesterAgent", nullable(any.requesterAgentId()))
                .bind("now", any.createdAt())
                .then()
                .then(insertDependencies(any, edges(drafts)));
    }

    private Mono<Void> insertDependencies(Task any, List<Edge> edges) {
        return edges.isEmpty()
                ? Mono.empty()
                : client.sql(INSERT_DEPENDENCIES)
                        .bind("workspace", any.workspace().value())
                        .bind("tasks", column(edges, edge -> edge.task().value(), UUID[]::new))
                        .bind(
                                "dependsOn",
                                column(edges, edge -> edge.dependsOn().value(), UUID[]::new))
                        .bind("settled", column(edges, Edge::settled, Boolean[]::new))
                        .then();
    }

    private record Edge(TaskId task, TaskId dependsOn, boolean settled) {}

    private static List<Edge> edges(List<Draft> drafts) {
        return drafts.stream()
                .flatMap(draft -> draft.dependsOn().stream()
                        .map(on -> new Edge(
                                draft.task().id(), on, !draft.waitsFor().contains(on))))
                .toList();
    }

    /// What differs between tasks that are delegated together; the names are those of the columns.
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    private record Row(
            int nth,
            UUID id,
            String title,
            String instructions,
            String type,
            int priority,
            TaskState state,
            @Nullable Object specification,
            List<String> labels,
            List<String> requiredCapabilities,
            @Nullable UUID parentId,
            int depth,
            @Nullable UUID assigneeId,
            @Nullable UUID withinId,
            boolean reviewRequired,
            boolean selfReview,
            Task.DependencyFailure onDependencyFailure,
            int maxAttempts,
            long firstDelayMs,
            double delayFactor,
            long maxDelayMs,
            double delayJitter,
            int blockedBy,
            @Nullable OffsetDateTime notBefore,
            @Nullable OffsetDateTime deadline,
            UUID queueId) {}

    private static Row row(int nth, Task task) {
        RetryPolicy retry = task.retryPolicy();
        return new Row(
                nth,
                task.id().value(),
                task.title(),
                task.instructions(),
                task.type(),
                task.priority().level(),
                task.state(),
                task.specification(),
                task.labels(),
                task.requiredCapabilities(),
                value(task.parentId()),
                task.depth(),
                value(task.assigneeId()),
                value(task.withinId()),
                task.reviewRequired(),
                task.selfReviewAllowed(),
                task.onDependencyFailure(),
                retry.maxAttempts(),
                retry.firstDelayMs(),
                retry.factor(),
                retry.maxDelayMs(),
                retry.jitter(),
                task.blockedBy(),
                task.notBefore(),
                task.deadline(),
                Queues.of(task));
    }
}
