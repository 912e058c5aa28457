package dev.baton.task;

import static dev.baton.database.Columns.ids;
import static java.util.stream.Collectors.toSet;

import dev.baton.database.Columns;
import dev.baton.graph.TaskId;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Finds the tasks that time moves, of any workspace, and locks them; those that another node has in hand are passed
/// over.
@Repository
class TaskDues {

    private static final String LOCK_EXPIRED = """
        SELECT * FROM task WHERE state = 'WORKING' AND lease_expires_at <= :now
        ORDER BY lease_expires_at LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED
        """;

    private static final String LOCK_DUE = """
        SELECT * FROM task WHERE state = 'WAITING' AND blocked_by = 0 AND not_before <= :now
        ORDER BY not_before LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED
        """;

    private static final String LOCK_OVERDUE = """
        SELECT * FROM task WHERE deadline IS NOT NULL AND deadline <= :now AND ended_at IS NULL
        ORDER BY deadline LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED
        """;

    private static final String LOCK_PARENTS = """
        SELECT id FROM task WHERE id = ANY(:ids) ORDER BY depth, id FOR NO KEY UPDATE SKIP LOCKED
        """;

    private final DatabaseClient client;

    TaskDues(DatabaseClient client) {
        this.client = client;
    }

    /// Tasks whose lease has run out.
    Flux<Task> lockExpired(int limit, OffsetDateTime now) {
        return lock(LOCK_EXPIRED, limit, now);
    }

    /// Tasks that need not wait any more.
    Flux<Task> lockDue(int limit, OffsetDateTime now) {
        return lock(LOCK_DUE, limit, now);
    }

    /// Tasks whose deadline has passed.
    Flux<Task> lockOverdue(int limit, OffsetDateTime now) {
        return lock(LOCK_OVERDUE, limit, now);
    }

    /// Those of the tasks that can be moved now: where the move may end one that is a part, its parent is locked
    /// too. It waits for no parent, so it may lock them after the parts.
    Mono<List<Task>> movable(List<Task> locked, Predicate<Task> mayEnd) {
        Set<TaskId> parents = locked.stream()
                .filter(mayEnd)
                .flatMap(task -> Stream.ofNullable(task.parentId()))
                .collect(toSet());
        return parents.isEmpty()
                ? Mono.just(locked)
                : client.sql(LOCK_PARENTS)
                        .bind("ids", ids(parents))
                        .map(row -> new Columns(row).id("id", TaskId::new))
                        .all()
                        .collect(toSet())
                        .map(got -> locked.stream()
                                .filter(task ->
                                        task.parentId() == null || !mayEnd.test(task) || got.contains(task.parentId()))
                                .toList());
    }

    private Flux<Task> lock(String sql, int limit, OffsetDateTime now) {
        return client.sql(sql)
                .bind("limit", limit)
                .bind("now", now)
                .map(TaskRow::task)
                .all();
    }
}
