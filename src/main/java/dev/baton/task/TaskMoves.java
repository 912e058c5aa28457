package dev.baton.task;

import static dev.baton.database.Columns.column;
import static dev.baton.database.Columns.ids;
import static dev.baton.database.Columns.json;
import static dev.baton.database.Columns.names;
import static dev.baton.database.Columns.nullable;
import static dev.baton.database.Columns.value;

import dev.baton.graph.AgentId;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// One guarded statement for each way a task can move. Each repeats in its WHERE the states that [Transition] names,
/// so that the table holds even where nobody locked the row first; a move that the guard stops answers empty.
///
/// Those that move many compare `state || ''`, which is the state and no index has it: what PostgreSQL believes about
/// the number of tasks in a state is wrong sooner or later, and it would go by that state instead of by the ids.
@Repository
class TaskMoves {

    private static final String EXTEND_LEASE = """
        UPDATE task
        SET state = :to, lease_ms = coalesce(step.lease_ms, task.lease_ms),
            lease_expires_at = :now + coalesce(step.lease_ms, task.lease_ms) * interval '1 millisecond',
            updated_at = :now
        FROM jsonb_to_recordset(:steps) AS step (id uuid, attempt uuid, lease_ms bigint)
        WHERE workspace_id = :workspace AND task.id = step.id AND state || '' = ANY(:from) AND attempt_id = step.attempt
        RETURNING task.*
        """;

    private static final String REPORT = """
        UPDATE task
        SET state = :to, progress_percent = step.percent, progress_milestone = step.milestone,
            progress_message = step.message, lease_expires_at = :now + task.lease_ms * interval '1 millisecond',
            updated_at = :now
        FROM jsonb_to_recordset(:steps)
             AS step (id uuid, attempt uuid, percent smallint, milestone text, message text)
        WHERE workspace_id = :workspace AND task.id = step.id AND state || '' = ANY(:from) AND attempt_id = step.attempt
        RETURNING task.*
        """;

    private static final String HAND_OVER = """
        UPDATE task
        SET state = :to, result = step.result, ended_at = CASE WHEN :ends THEN :now END,
            lease_token = NULL, lease_ms = NULL, lease_expires_at = NULL, updated_at = :now
        FROM jsonb_to_recordset(:steps) AS step (id uuid, attempt uuid, result jsonb)
        WHERE workspace_id = :workspace AND task.id = step.id AND state || '' = ANY(:from) AND attempt_id = step.attempt
        RETURNING task.*
        """;

    private static final String END = """
        UPDATE task
        SET state = :to, failure_code = :failureCode, failure_message = :failureMessage, strikes = strikes + :strikes,
            lease_token = NULL, lease_ms = NULL, lease_expires_at = NULL, updated_at = :now, ended_at = :now
        FROM unnest(:ids, :attempts) AS step (id, attempt)
        WHERE workspace_id = :workspace AND task.id = step.id AND state || '' = ANY(:from)
          AND attempt_id IS NOT DISTINCT FROM step.attempt
        RETURNING task.*
        """;

    // A task that nobody was named for goes back to everybody.
    private static final String STRIKE = """
        UPDATE task
        SET state = :to, strikes = strikes + 1, not_before = :notBefore,
            assignee_id = CASE WHEN assigned THEN assignee_id END,
            lease_token = NULL, lease_ms = NULL, lease_expires_at = NULL, updated_at = :now
        WHERE workspace_id = :workspace AND id = :id AND state = ANY(:from) AND attempt_id = :attempt
        RETURNING *
        """;

    // It goes back to where it was taken from, or to the head of the line as it is now: who comes next would get the
    // turn of the head, and go before all that has waited meanwhile.
    private static final String RELEASE = """
        UPDATE task
        SET state = :to, assignee_id = CASE WHEN assigned THEN assignee_id END,
            turn = greatest(turn, (SELECT min(head.turn) FROM task head
                                   WHERE head.workspace_id = task.workspace_id AND head.queue_id = task.queue_id
                                     AND head.priority = task.priority AND head.state = 'QUEUED')),
            lease_token = NULL, lease_ms = NULL, lease_expires_at = NULL, updated_at = :now
        WHERE workspace_id = :workspace AND id = :id AND state = ANY(:from) AND attempt_id = :attempt
        RETURNING *
        """;

    private static final String ASK = """
        UPDATE task SET state = :to, question = :question, answer = NULL, lease_expires_at = NULL, updated_at = :now
        WHERE workspace_id = :workspace AND id = :id AND state = ANY(:from) AND attempt_id = :attempt
        RETURNING *
        """;

    private static final String ANSWER = """
        UPDATE task
        SET state = :to, answer = :answer, lease_expires_at = :now + lease_ms * interval '1 millisecond',
            updated_at = :now
        WHERE workspace_id = :workspace AND id = :id AND state = ANY(:from) AND attempt_id = :attempt
        RETURNING *
        """;

    // From now on the assignee is named, and its line is the one that the task stands in.
    private static final String QUEUE_FOR = """
        UPDATE task
        SET state = :to, assignee_id = :assignee, assigned = true, queue_id = :assignee, queued_at = :now,
            turn = next_turn(workspace_id, :assignee, priority, requester), question = NULL, answer = NULL,
            result = NULL, lease_token = NULL, lease_ms = NULL, lease_expires_at = NULL, updated_at = :now
        WHERE workspace_id = :workspace AND id = :id AND state = ANY(:from)
          AND attempt_id IS NOT DISTINCT FROM :attempt
        RETURNING *
        """;

    // next_turn() sees the table as it was before the statement, hence the count of those queued with it. Without
    // MATERIALIZED it would be asked for each task, and each time pass by all that left the line not long ago.
    private static final String BECOME_DUE = """
        WITH due AS (
            SELECT id, workspace_id, queue_id, priority, requester,
                   row_number() OVER (PARTITION BY workspace_id, queue_id, priority, requester ORDER BY id) - 1 AS behind
            FROM task WHERE id = ANY(:ids) AND state || '' = ANY(:from) AND blocked_by = 0 AND not_before <= :now),
        line AS MATERIALIZED (
            SELECT workspace_id, queue_id, priority, requester,
                   next_turn(workspace_id, queue_id, priority, requester) AS turn
            FROM (SELECT DISTINCT workspace_id, queue_id, priority, requester FROM due) lines),
        place AS (
            SELECT due.id, line.turn + due.behind AS turn
            FROM due JOIN line USING (workspace_id, queue_id, priority, requester))
        UPDATE task SET state = :to, not_before = NULL, queued_at = :now, turn = place.turn, updated_at = :now
        FROM place WHERE task.id = place.id AND task.state || '' = ANY(:from)
        RETURNING task.*
        """;

    private static final String REASSIGN = """
        UPDATE task SET assignee_id = :assignee, assigned = true, queue_id = :assignee
        WHERE workspace_id = :workspace AND id = :id
        """;

    private static final String RETRY = """
        WITH step AS (
            SELECT t.id, t.queue_id, t.priority, t.requester, given.deadline,
                   row_number() OVER (PARTITION BY t.queue_id, t.priority, t.requester ORDER BY t.id) - 1 AS behind
            FROM unnest(:ids, :attempts, :deadlines) AS given (id, attempt, deadline) JOIN task t ON t.id = given.id
            WHERE t.workspace_id = :workspace AND t.state || '' = ANY(:from)
              AND t.attempt_id IS NOT DISTINCT FROM given.attempt),
        line AS MATERIALIZED (
            SELECT queue_id, priority, requester, next_turn(:workspace, queue_id, priority, requester) AS turn
            FROM (SELECT DISTINCT queue_id, priority, requester FROM step) lines),
        place AS (
            SELECT step.id, step.deadline, line.turn + step.behind AS turn
            FROM step JOIN line USING (queue_id, priority, requester))
        UPDATE task
        SET state = :to, assignee_id = CASE WHEN assigned THEN assignee_id END, queued_at = :now, turn = place.turn,
            strikes = 0, not_before = NULL, deadline = place.deadline, progress_percent = NULL,
            progress_milestone = NULL, progress_message = NULL, question = NULL, answer = NULL, result = NULL,
            failure_code = NULL, failure_message = NULL, ended_at = NULL, updated_at = :now
        FROM place WHERE task.id = place.id AND state || '' = ANY(:from)
        RETURNING task.*
        """;

    private final DatabaseClient client;

    TaskMoves(DatabaseClient client) {
        this.client = client;
    }

    /// Moves the tasks of all steps of one row of the table, in one statement.
    Flux<Task> all(Transition row, WorkspaceId workspace, List<TaskWrites.Step> steps, OffsetDateTime now) {
        GenericExecuteSpec statement = switch (steps.getFirst().write()) {
            case TaskWrite.Renew _ -> client.sql(EXTEND_LEASE);
            case TaskWrite.Report _ -> client.sql(REPORT);
            case TaskWrite.Complete _ ->
                client.sql(HAND_OVER).bind("ends", !row.to().isOpen());
        };
        return statement
                .bind("workspace", workspace.value())
                .bind("steps", json(steps.stream().map(TaskMoves::columns).toList()))
                .bind("from", names(row.from()))
                .bind("to", row.to().name())
                .bind("now", now)
                .map(TaskRow::task)
                .all();
    }

    private static Map<String, @Nullable Object> columns(TaskWrites.Step step) {
        var columns = new HashMap<String, @Nullable Object>();
        columns.put("id", step.task().id().value());
        columns.put("attempt", step.task().attempt().value());
        switch (step.write()) {
            case TaskWrite.Renew renew ->
                columns.put(
                        "lease_ms",
                        renew.length() == null ? null : renew.length().toMillis());
            case TaskWrite.Report write -> {
                columns.put("percent", write.report().percent());
                columns.put("milestone", write.report().milestone());
                columns.put("message", write.report().message());
            }
            case TaskWrite.Complete complete -> columns.put("result", complete.result());
        }
        return columns;
    }

    /// @param strikes how many more attempts have ended badly with this end: one or none
    Mono<Task> end(Transition row, Task task, Task.@Nullable Failure failure, int strikes, OffsetDateTime now) {
        return endAll(row, task.workspace(), List.of(task), failure, strikes, now)
                .singleOrEmpty();
    }

    /// Ends all of the tasks in the same way, in one statement.
    Flux<Task> endAll(
            Transition row,
            WorkspaceId workspace,
            Collection<Task> tasks,
            Task.@Nullable Failure failure,
            int strikes,
            OffsetDateTime now) {
        return moveAll(END, row, workspace, tasks, now)
                .bind("failureCode", nullable(failure == null ? null : failure.code(), String.class))
                .bind("failureMessage", nullable(failure == null ? null : failure.message(), String.class))
                .bind("strikes", strikes)
                .map(TaskRow::task)
                .all();
    }

    Mono<Task> strike(Transition row, Task task, OffsetDateTime notBefore, OffsetDateTime now) {
        return move(STRIKE, row, task, now)
                .bind("notBefore", notBefore)
                .map(TaskRow::task)
                .one();
    }

    Mono<Task> release(Transition row, Task task, OffsetDateTime now) {
        return move(RELEASE, row, task, now).map(TaskRow::task).one();
    }

    Mono<Task> ask(Transition row, Task task, String question, OffsetDateTime now) {
        return move(ASK, row, task, now)
                .bind("question", question)
                .map(TaskRow::task)
                .one();
    }

    Mono<Task> answer(Transition row, Task task, Object answer, OffsetDateTime now) {
        return move(ANSWER, row, task, now)
                .bind("answer", json(answer))
                .map(TaskRow::task)
                .one();
    }

    /// Puts the task in this agent's own line.
    Mono<Task> queueFor(Transition row, Task task, AgentId assignee, OffsetDateTime now) {
        return move(QUEUE_FOR, row, task, now)
                .bind("assignee", assignee.value())
                .map(TaskRow::task)
                .one();
    }

    /// Queues those of the tasks that need not wait any more.
    Flux<Task> becomeDue(Transition row, Collection<TaskId> ids, OffsetDateTime now) {
        return client.sql(BECOME_DUE)
                .bind("ids", ids(ids))
                .bind("from", names(row.from()))
                .bind("to", row.to().name())
                .bind("now", now)
                .map(TaskRow::task)
                .all();
    }

    /// Names the agent that does it from now on, in whatever state the task is.
    Mono<Void> reassign(Task task, AgentId assignee) {
        return client.sql(REASSIGN)
                .bind("workspace", task.workspace().value())
                .bind("id", task.id().value())
                .bind("assignee", assignee.value())
                .then();
    }

    /// Queues all of the tasks anew, in one statement.
    ///
    /// @param deadline the new one of each task, or null
    Flux<Task> retryAll(
            Transition row,
            WorkspaceId workspace,
            Collection<Task> tasks,
            Function<Task, @Nullable OffsetDateTime> deadline,
            OffsetDateTime now) {
        return moveAll(RETRY, row, workspace, tasks, now)
                .bind("deadlines", column(tasks, deadline, OffsetDateTime[]::new))
                .map(TaskRow::task)
                .all();
    }

    private GenericExecuteSpec moveAll(
            String sql, Transition row, WorkspaceId workspace, Collection<Task> tasks, OffsetDateTime now) {
        return client.sql(sql)
                .bind("workspace", workspace.value())
                .bind("ids", column(tasks, task -> task.id().value(), UUID[]::new))
                .bind("attempts", column(tasks, task -> value(task.attemptId()), UUID[]::new))
                .bind("from", names(row.from()))
                .bind("to", row.to().name())
                .bind("now", now);
    }

    private GenericExecuteSpec move(String sql, Transition row, Task task, OffsetDateTime now) {
        return client.sql(sql)
                .bind("workspace", task.workspace().value())
                .bind("id", task.id().value())
                .bind("from", names(row.from()))
                .bind("to", row.to().name())
                .bind("attempt", nullable(task.attemptId()))
                .bind("now", now);
    }
}
