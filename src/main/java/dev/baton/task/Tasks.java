package dev.baton.task;

import static dev.baton.database.Columns.ids;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.baton.database.Columns;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.journal.TaskTree;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The tasks, as rows: how they are found and locked. They come from [NewTasks], what moves them is in [TaskMoves],
/// pages are in [TaskPages].
@Repository
public class Tasks implements TaskTree {

    private static final String SELECT_BY_IDS = """
        SELECT * FROM task WHERE workspace_id = :workspace AND id = ANY(:ids)
        """;

    // Whatever locks tasks does it in this order, a whole before its parts, so that no two wait for each other. Whoever
    // may end a task needs its parent too, to see whether it was the last part. Neither a task's parent nor its depth
    // ever changes, so both can be read in the statement that locks.
    private static final String LOCK = """
        SELECT * FROM task
        WHERE workspace_id = :workspace
          AND id = ANY(:ids || ARRAY(
              SELECT parent_id FROM task
              WHERE workspace_id = :workspace AND id = ANY(:ending) AND parent_id IS NOT NULL))
        ORDER BY depth, id FOR NO KEY UPDATE
        """;

    private static final String LOCK_IDLE = LOCK + " SKIP LOCKED";

    // While it is shared, nobody can end the task: what is decided on its state stays true until the commit.
    private static final String SHARE = """
        SELECT * FROM task WHERE workspace_id = :workspace AND id = ANY(:ids) ORDER BY depth, id FOR SHARE
        """;

    // LATERAL, and a limit of nothing: the index of parents, whatever PostgreSQL believes about the numbers of rows.
    private static final String TREES = """
        WITH RECURSIVE tree AS (
            SELECT id FROM task WHERE workspace_id = :workspace AND id = ANY(:ids)
            UNION
            SELECT part.id FROM tree CROSS JOIN LATERAL (
                SELECT id FROM task WHERE workspace_id = :workspace AND parent_id = tree.id OFFSET 0) part)
        SELECT id FROM tree
        """;

    private static final String SELECT_DEPENDENCIES = """
        SELECT d.task_id AS dependent, t.*
        FROM task_dependency d JOIN task t ON t.id = d.depends_on_id
        WHERE d.workspace_id = :workspace AND d.task_id = ANY(:ids)
        ORDER BY t.id
        """;

    // Not by workspace: the journal asks for the tasks of whatever events it has in hand.
    private static final String LINEAGES = """
        WITH RECURSIVE chain AS (
            SELECT id AS task, id, parent_id FROM task WHERE id = ANY(:ids)
            UNION ALL
            SELECT chain.task, t.id, t.parent_id FROM task t JOIN chain ON t.id = chain.parent_id)
        SELECT task, id FROM chain
        """;

    private static final String PLACES = """
        WITH RECURSIVE chain AS (
            SELECT id AS task, id, parent_id FROM task WHERE id = ANY(:ids)
            UNION ALL
            SELECT chain.task, t.id, t.parent_id FROM task t JOIN chain ON t.id = chain.parent_id)
        SELECT t.id, t.priority, t.labels, array_agg(chain.id) AS lineage
        FROM chain JOIN task t ON t.id = chain.task
        GROUP BY t.id
        """;

    // A task waits for its parts and for its dependencies.
    private static final String WAITING_FOR = """
        WITH RECURSIVE waiting AS (
            SELECT id AS task, id FROM task WHERE workspace_id = :workspace AND id = ANY(:ids)
            UNION
            SELECT waiting.task, next.id FROM waiting CROSS JOIN LATERAL (
                SELECT parent_id AS id FROM task WHERE id = waiting.id AND parent_id IS NOT NULL
                UNION ALL
                SELECT task_id FROM task_dependency WHERE depends_on_id = waiting.id AND NOT settled) next)
        SELECT task, id FROM waiting
        """;

    private static final String SUBTREES = """
        WITH RECURSIVE subtree AS (
            SELECT id, parent_id, state, progress_percent FROM task
            WHERE workspace_id = :workspace AND parent_id = ANY(:roots)
            UNION ALL
            SELECT t.id, t.parent_id, t.state, t.progress_percent FROM task t JOIN subtree s
            ON t.workspace_id = :workspace AND t.parent_id = s.id)
        SELECT * FROM subtree
        """;

    private static final String SETTLED_PARTS = """
        SELECT whole.id AS parent_id, part.completed, part.parts
        FROM (
            SELECT id FROM unnest(:parents) AS parent (id)
            WHERE NOT EXISTS (
                SELECT FROM task WHERE workspace_id = :workspace AND parent_id = parent.id AND ended_at IS NULL)) whole
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE state = 'COMPLETED') AS completed, count(*) AS parts
            FROM task WHERE workspace_id = :workspace AND parent_id = whole.id) part
        """;

    private static final String COUNT_BY_STATE = """
        SELECT state, count(*) AS tasks FROM task WHERE workspace_id = :workspace GROUP BY state ORDER BY state
        """;

    private final DatabaseClient client;

    Tasks(DatabaseClient client) {
        this.client = client;
    }

    /// Empty where the workspace has no such task.
    public Mono<Task> find(WorkspaceId workspace, TaskId id) {
        return findAll(workspace, Set.of(id)).next();
    }

    /// Those of the tasks that the workspace has.
    public Flux<Task> findAll(WorkspaceId workspace, Collection<TaskId> ids) {
        return selectAll(SELECT_BY_IDS, workspace, ids);
    }

    Mono<Task> lock(WorkspaceId workspace, TaskId id) {
        return lockAll(workspace, Set.of(id)).singleOrEmpty();
    }

    /// As [#lock], for what may end the task.
    Mono<Task> lockToEnd(WorkspaceId workspace, TaskId id) {
        return lockAll(workspace, Set.of(id), Set.of(id))
                .filter(task -> task.id().equals(id))
                .singleOrEmpty();
    }

    /// Those of the tasks that the workspace has, locked in the order of all locks.
    Flux<Task> lockAll(WorkspaceId workspace, Collection<TaskId> ids) {
        return lockAll(workspace, ids, Set.of());
    }

    /// Those of the tasks that the workspace has, and the parents of those that may end.
    Flux<Task> lockAll(WorkspaceId workspace, Collection<TaskId> ids, Collection<TaskId> ending) {
        return lock(LOCK, workspace, ids, ending);
    }

    /// Of the same tasks those that nobody else has in hand.
    Flux<Task> lockIdle(WorkspaceId workspace, Collection<TaskId> ids, Collection<TaskId> ending) {
        return lock(LOCK_IDLE, workspace, ids, ending);
    }

    private Flux<Task> lock(String sql, WorkspaceId workspace, Collection<TaskId> ids, Collection<TaskId> ending) {
        return client.sql(sql)
                .bind("workspace", workspace.value())
                .bind("ids", ids(ids))
                .bind("ending", ids(ending))
                .map(TaskRow::task)
                .all();
    }

    /// These tasks and all below them, locked, as are the parents of these. A part can be added only while its
    /// parent is shared, so below what is locked none is added; those that came before that are looked for once
    /// more.
    Mono<List<Task>> lockTrees(WorkspaceId workspace, Set<TaskId> roots) {
        return trees(workspace, roots)
                .flatMap(found -> lockAll(workspace, found, roots)
                        .filter(task -> found.contains(task.id()))
                        .collectList()
                        .flatMap(locked -> trees(workspace, roots)
                                .flatMap(now ->
                                        found.containsAll(now) ? Mono.just(locked) : lockTrees(workspace, roots))));
    }

    private Mono<Set<TaskId>> trees(WorkspaceId workspace, Set<TaskId> roots) {
        return client.sql(TREES)
                .bind("workspace", workspace.value())
                .bind("ids", ids(roots))
                .map(row -> new Columns(row).id("id", TaskId::new))
                .all()
                .collect(toUnmodifiableSet());
    }

    Flux<Task> share(WorkspaceId workspace, Collection<TaskId> ids) {
        return selectAll(SHARE, workspace, ids);
    }

    /// The tasks that each of these waits for.
    Mono<Map<TaskId, List<Task>>> dependencies(WorkspaceId workspace, Collection<TaskId> ids) {
        return client.sql(SELECT_DEPENDENCIES)
                .bind("workspace", workspace.value())
                .bind("ids", ids(ids))
                .map(row -> Map.entry(new Columns(row).id("dependent", TaskId::new), TaskRow.task(row)))
                .all()
                .collect(groupingBy(Map.Entry::getKey, mapping(Map.Entry::getValue, toList())));
    }

    @Override
    public Mono<Map<TaskId, Place>> places(Set<TaskId> tasks) {
        return client.sql(PLACES)
                .bind("ids", ids(tasks))
                .map(row -> Map.entry(new Columns(row).id("id", TaskId::new), place(new Columns(row))))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private static Place place(Columns row) {
        Set<TaskId> lineage =
                Arrays.stream(row.get("lineage", UUID[].class)).map(TaskId::new).collect(toUnmodifiableSet());
        TaskPriority priority = TaskPriority.ofLevel(row.integer("priority"));
        return new Place(lineage, priority.name(), Set.copyOf(row.texts("labels")));
    }

    /// Each task with all tasks above it and itself; a task that does not exist is left out.
    Mono<Map<TaskId, Set<TaskId>>> lineages(Set<TaskId> tasks) {
        return client.sql(LINEAGES)
                .bind("ids", ids(tasks))
                .map(row -> Map.entry(new Columns(row).id("task", TaskId::new), new Columns(row).id("id", TaskId::new)))
                .all()
                .collect(groupingBy(Map.Entry::getKey, mapping(Map.Entry::getValue, toUnmodifiableSet())));
    }

    /// Of each of the tasks, itself and all that wait for it, over however many others.
    Mono<Map<TaskId, Set<TaskId>>> waitingFor(WorkspaceId workspace, Set<TaskId> tasks) {
        return client.sql(WAITING_FOR)
                .bind("workspace", workspace.value())
                .bind("ids", ids(tasks))
                .map(row -> Map.entry(new Columns(row).id("task", TaskId::new), new Columns(row).id("id", TaskId::new)))
                .all()
                .collect(groupingBy(Map.Entry::getKey, mapping(Map.Entry::getValue, toUnmodifiableSet())));
    }

    /// Every task below these.
    Flux<TaskProgress.Part> partsBelow(WorkspaceId workspace, Collection<TaskId> roots) {
        return client.sql(SUBTREES)
                .bind("workspace", workspace.value())
                .bind("roots", ids(roots))
                .map(row -> {
                    var columns = new Columns(row);
                    return new TaskProgress.Part(
                            columns.id("id", TaskId::new),
                            columns.id("parent_id", TaskId::new),
                            columns.constant("state", TaskState.class),
                            columns.find("progress_percent", Integer.class));
                })
                .all();
    }

    Flux<PartCount> settledParts(WorkspaceId workspace, Collection<TaskId> parents) {
        return client.sql(SETTLED_PARTS)
                .bind("workspace", workspace.value())
                .bind("parents", ids(parents))
                .map(row -> {
                    var columns = new Columns(row);
                    return new PartCount(
                            columns.id("parent_id", TaskId::new),
                            columns.integer("completed"),
                            columns.integer("parts"));
                })
                .all();
    }

    record PartCount(TaskId parent, int completed, int parts) {}

    Flux<StateCount> countByState(WorkspaceId workspace) {
        return client.sql(COUNT_BY_STATE)
                .bind("workspace", workspace.value())
                .map(row -> new StateCount(
                        new Columns(row).constant("state", TaskState.class), new Columns(row).bigint("tasks")))
                .all();
    }

    record StateCount(TaskState state, long count) {}

    private Flux<Task> selectAll(String sql, WorkspaceId workspace, Collection<TaskId> ids) {
        return client.sql(sql)
                .bind("workspace", workspace.value())
                .bind("ids", ids(ids))
                .map(TaskRow::task)
                .all();
    }
}
