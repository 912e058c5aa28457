package dev.baton.task;

import static dev.baton.database.Columns.column;
import static dev.baton.database.Columns.ids;
import static dev.baton.database.Columns.nullable;
import static dev.baton.database.Columns.value;
import static java.util.stream.Collectors.groupingBy;

import dev.baton.database.Columns;
import dev.baton.graph.AgentId;
import dev.baton.graph.AttemptId;
import dev.baton.graph.DelegationId;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// What a task keeps of its past: its hand-overs and the tries at it.
@Repository
class TaskHistory {

    private static final String INSERT_DELEGATIONS = """
        INSERT INTO delegation (id, workspace_id, task_id, delegator, from_agent_id, to_agent_id, note, created_at)
        SELECT given.id, :workspace, given.task_id, given.delegator, given.from_id, given.to_id, given.note, given.at
        FROM unnest(:ids, :tasks, :delegators, :from, :to, :notes, :times)
             AS given (id, task_id, delegator, from_id, to_id, note, at)
        """;

    private static final String SELECT_DELEGATIONS = """
        SELECT latest.*
        FROM unnest(:tasks) AS of_task (id)
        CROSS JOIN LATERAL (
            SELECT * FROM delegation d
            WHERE d.workspace_id = :workspace AND d.task_id = of_task.id
            ORDER BY d.id DESC
            LIMIT 100) latest
        ORDER BY latest.id
        """;

    // A lease that has ended shows on the task no more, so an attempt's lease is the task's while it is open.
    private static final String SELECT_ATTEMPTS = """
        SELECT latest.*, t.lease_expires_at
        FROM task t
        CROSS JOIN LATERAL (
            SELECT * FROM attempt a WHERE a.task_id = t.id ORDER BY a.number DESC LIMIT 100) latest
        WHERE t.workspace_id = :workspace AND t.id = ANY(:tasks)
        ORDER BY t.id, latest.number
        """;

    private static final String SELECT_ATTEMPTS_BY_IDS = """
        SELECT a.*, t.lease_expires_at FROM attempt a JOIN task t ON t.id = a.task_id
        WHERE a.workspace_id = :workspace AND a.id = ANY(:ids)
        """;

    private static final String SELECT_ATTEMPT_BY_LEASE = """
        SELECT id FROM attempt
        WHERE workspace_id = :workspace AND task_id = :task AND agent_id = :agent AND lease_token = :token
        """;

    private static final String SELECT_DELEGATIONS_BY_IDS = """
        SELECT * FROM delegation WHERE workspace_id = :workspace AND id = ANY(:ids)
        """;

    private static final String END_ATTEMPTS = """
        UPDATE attempt SET ended_at = :now, outcome = :outcome, error_code = :code, error_message = :message
        WHERE workspace_id = :workspace AND task_id = ANY(:tasks) AND ended_at IS NULL
        """;

    private final DatabaseClient client;

    TaskHistory(DatabaseClient client) {
        this.client = client;
    }

    /// One hand-over of a task.
    ///
    /// @param to null where any capable agent may take it
    record Delegation(
            DelegationId id,
            TaskId task,
            String delegator,
            @Nullable AgentId from,
            @Nullable AgentId to,
            @Nullable String note,
            OffsetDateTime createdAt) {}

    /// One agent's try at a task.
    record Attempt(
            AttemptId id,
            TaskId task,
            AgentId agentId,
            int number,
            @Nullable OffsetDateTime leaseExpiresAt,
            OffsetDateTime startedAt,
            @Nullable OffsetDateTime endedAt,
            @Nullable Outcome outcome,
            Task.@Nullable Failure error) {

        /// How a try ended.
        enum Outcome {
            COMPLETED,
            FAILED_RETRYABLE,
            FAILED,
            LEASE_EXPIRED,
            CANCELED,
            RELEASED,
            HANDED_OFF
        }
    }

    Mono<Void> add(WorkspaceId workspace, Delegation delegation) {
        return addAll(workspace, List.of(delegation));
    }

    Mono<Void> addAll(WorkspaceId workspace, List<Delegation> all) {
        return client.sql(INSERT_DELEGATIONS)
                .bind("workspace", workspace.value())
                .bind("ids", column(all, delegation -> delegation.id().value(), UUID[]::new))
                .bind("tasks", column(all, delegation -> delegation.task().value(), UUID[]::new))
                .bind("delegators", column(all, Delegation::delegator, String[]::new))
                .bind("from", column(all, delegation -> value(delegation.from()), UUID[]::new))
                .bind("to", column(all, delegation -> value(delegation.to()), UUID[]::new))
                .bind("notes", column(all, Delegation::note, String[]::new))
                .bind("times", column(all, Delegation::createdAt, OffsetDateTime[]::new))
                .then();
    }

    /// Ends the open attempts of tasks that somebody works on.
    Mono<Void> endAttempts(WorkspaceId workspace, Collection<Task> tasks, Attempt.Outcome outcome, OffsetDateTime now) {
        return tasks.isEmpty()
                ? Mono.empty()
                : endAttempts(workspace, tasks.stream().map(Task::id).toList(), outcome, null, now);
    }

    /// Ends the task's open attempt, if it has one.
    Mono<Void> endAttempt(Task task, Attempt.Outcome outcome, Task.@Nullable Failure failure, OffsetDateTime now) {
        return endAttempts(task.workspace(), List.of(task.id()), outcome, failure, now);
    }

    private Mono<Void> endAttempts(
            WorkspaceId workspace,
            Collection<TaskId> tasks,
            Attempt.Outcome outcome,
            Task.@Nullable Failure failure,
            OffsetDateTime now) {
        return client.sql(END_ATTEMPTS)
                .bind("workspace", workspace.value())
                .bind("tasks", ids(tasks))
                .bind("outcome", outcome.name())
                .bind("code", nullable(failure == null ? null : failure.code(), String.class))
                .bind("message", nullable(failure == null ? null : failure.message(), String.class))
                .bind("now", now)
                .then();
    }

    Mono<Map<TaskId, List<Delegation>>> delegations(WorkspaceId workspace, Collection<TaskId> tasks) {
        return client.sql(SELECT_DELEGATIONS)
                .bind("workspace", workspace.value())
                .bind("tasks", ids(tasks))
                .map(row -> delegation(new Columns(row)))
                .all()
                .collect(groupingBy(Delegation::task));
    }

    Mono<Map<TaskId, List<Attempt>>> attempts(WorkspaceId workspace, Collection<TaskId> tasks) {
        return client.sql(SELECT_ATTEMPTS)
                .bind("workspace", workspace.value())
                .bind("tasks", ids(tasks))
                .map(row -> attempt(new Columns(row)))
                .all()
                .collect(groupingBy(Attempt::task));
    }

    Flux<Attempt> findAttempts(WorkspaceId workspace, Collection<AttemptId> ids) {
        return client.sql(SELECT_ATTEMPTS_BY_IDS)
                .bind("workspace", workspace.value())
                .bind("ids", ids(ids))
                .map(row -> attempt(new Columns(row)))
                .all();
    }

    /// The agent's try at the task that had this lease, ended or not. Empty where there is none.
    Mono<AttemptId> findAttempt(Task task, AgentId agent, String leaseToken) {
        return client.sql(SELECT_ATTEMPT_BY_LEASE)
                .bind("workspace", task.workspace().value())
                .bind("task", task.id().value())
                .bind("agent", agent.value())
                .bind("token", leaseToken)
                .map(row -> new Columns(row).id("id", AttemptId::new))
                .one();
    }

    Flux<Delegation> findDelegations(WorkspaceId workspace, Collection<DelegationId> ids) {
        return client.sql(SELECT_DELEGATIONS_BY_IDS)
                .bind("workspace", workspace.value())
                .bind("ids", ids(ids))
                .map(row -> delegation(new Columns(row)))
                .all();
    }

    private static Delegation delegation(Columns row) {
        return new Delegation(
                row.id("id", DelegationId::new),
                row.id("task_id", TaskId::new),
                row.text("delegator"),
                row.findId("from_agent_id", AgentId::new),
                row.findId("to_agent_id", AgentId::new),
                row.find("note", String.class),
                row.time("created_at"));
    }

    private static Attempt attempt(Columns row) {
        var endedAt = row.find("ended_at", OffsetDateTime.class);
        return new Attempt(
                row.id("id", AttemptId::new),
                row.id("task_id", TaskId::new),
                row.id("agent_id", AgentId::new),
                row.integer("number"),
                endedAt == null ? row.find("lease_expires_at", OffsetDateTime.class) : null,
                row.time("started_at"),
                endedAt,
                row.findConstant("outcome", Attempt.Outcome.class),
                TaskRow.failure(row, "error_code", "error_message"));
    }
}
