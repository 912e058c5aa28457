package dev.baton.task;

import dev.baton.database.Columns;
import dev.baton.graph.AgentId;
import dev.baton.graph.AttemptId;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// Reads a [Task] from its row, the one place that knows all of its columns.
final class TaskRow {

    private TaskRow() {}

    static Task task(Readable readable) {
        return task(new Columns(readable));
    }

    static Task task(Columns row) {
        return new Task(
                row.id("id", TaskId::new),
                row.id("workspace_id", WorkspaceId::new),
                row.text("title"),
                row.text("instructions"),
                row.text("type"),
                TaskPriority.ofLevel(row.integer("priority")),
                row.constant("state", TaskState.class),
                row.json("specification"),
                row.texts("labels"),
                row.texts("required_capabilities"),
                row.findId("parent_id", TaskId::new),
                row.integer("depth"),
                row.findId("assignee_id", AgentId::new),
                row.bool("assigned"),
                row.text("requester"),
                row.findId("requester_agent_id", AgentId::new),
                row.findId("within_id", AgentId::new),
                row.bool("review_required"),
                row.bool("self_review"),
                row.constant("on_dependency_failure", Task.DependencyFailure.class),
                retryPolicy(row),
                row.integer("strikes"),
                row.integer("blocked_by"),
                row.find("not_before", OffsetDateTime.class),
                row.find("deadline", OffsetDateTime.class),
                row.findId("attempt_id", AttemptId::new),
                row.integer("attempt_count"),
                lease(row),
                report(row),
                row.find("question", String.class),
                row.json("answer"),
                row.json("result"),
                failure(row, "failure_code", "failure_message"),
                row.time("created_at"),
                row.time("updated_at"),
                row.find("ended_at", OffsetDateTime.class));
    }

    static Task.@Nullable Failure failure(Columns row, String code, String message) {
        String failure = row.find(code, String.class);
        return failure == null ? null : new Task.Failure(failure, row.text(message));
    }

    private static RetryPolicy retryPolicy(Columns row) {
        return new RetryPolicy(
                row.integer("max_attempts"),
                row.bigint("first_delay_ms"),
                row.get("delay_factor", Double.class),
                row.bigint("max_delay_ms"),
                row.get("delay_jitter", Double.class));
    }

    private static Task.@Nullable Lease lease(Columns row) {
        String token = row.find("lease_token", String.class);
        return token == null
                ? null
                : new Task.Lease(
                        token,
                        Duration.ofMillis(row.bigint("lease_ms")),
                        row.find("lease_expires_at", OffsetDateTime.class));
    }

    private static Task.@Nullable Report report(Columns row) {
        Integer percent = row.find("progress_percent", Integer.class);
        return percent == null
                ? null
                : new Task.Report(
                        percent,
                        row.find("progress_milestone", String.class),
                        row.find("progress_message", String.class));
    }
}
