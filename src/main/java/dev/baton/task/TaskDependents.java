package dev.baton.task;

import static dev.baton.database.Columns.ids;
import static dev.baton.database.Columns.names;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toList;

import dev.baton.database.Columns;
import dev.baton.graph.TaskId;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;

/// The tasks that wait for others, as rows: what the end of those means for them.
@Repository
class TaskDependents {

    // Counts down whatever state the dependent is in: the count must be right if it is ever queued again. Each edge is
    // settled once. Locked in the order of all locks, so that two ends cannot hold each other's dependents.
    private static final String SETTLE = """
        WITH edge AS (
            SELECT d.task_id, d.depends_on_id
            FROM task_dependency d JOIN task t ON t.id = d.task_id
            WHERE NOT d.settled
              AND (d.depends_on_id = ANY(:completed)
                   OR d.depends_on_id = ANY(:notCompleted) AND t.on_dependency_failure = 'RUN')
            ORDER BY t.depth, t.id FOR NO KEY UPDATE OF t),
        settled AS (
            UPDATE task_dependency d SET settled = true FROM edge
            WHERE d.task_id = edge.task_id AND d.depends_on_id = edge.depends_on_id AND NOT d.settled
            RETURNING d.task_id),
        dependent AS (SELECT task_id, count(*) AS edges FROM settled GROUP BY task_id)
        UPDATE task
        SET blocked_by = blocked_by - edges,
            not_before = CASE WHEN blocked_by = edges THEN COALESCE(not_before, :now) ELSE not_before END
        FROM dependent WHERE task.id = dependent.task_id
        RETURNING task.*
        """;

    private static final String SELECT_TO_CANCEL = """
        SELECT DISTINCT t.id FROM task_dependency d JOIN task t ON t.id = d.task_id
        WHERE d.depends_on_id = ANY(:ended) AND NOT d.settled
          AND t.on_dependency_failure = 'CANCEL' AND t.state || '' = ANY(:open)
        """;

    private final DatabaseClient client;

    TaskDependents(DatabaseClient client) {
        this.client = client;
    }

    /// Takes the ended tasks off what their dependents wait for, and answers those that wait for one less: all
    /// dependents of those that were completed, of the others those that run all the same.
    Flux<Task> settle(Collection<Task> ended, OffsetDateTime now) {
        Map<Boolean, List<TaskId>> completed = ended.stream()
                .collect(partitioningBy(task -> task.state() == TaskState.COMPLETED, mapping(Task::id, toList())));
        return client.sql(SETTLE)
                .bind("completed", ids(requireNonNull(completed.get(true))))
                .bind("notCompleted", ids(requireNonNull(completed.get(false))))
                .bind("now", now)
                .map(TaskRow::task)
                .all();
    }

    /// Those of the open ones that are canceled with these. While the ended ones are locked none is added.
    Flux<TaskId> toCancel(Collection<TaskId> ended) {
        return client.sql(SELECT_TO_CANCEL)
                .bind("ended", ids(ended))
                .bind("open", names(TaskState.OPEN))
                .map(row -> new Columns(row).id("id", TaskId::new))
                .all();
    }
}
