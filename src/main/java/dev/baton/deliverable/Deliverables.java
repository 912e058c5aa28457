package dev.baton.deliverable;

import static dev.baton.database.Columns.ids;
import static dev.baton.database.Columns.nullable;
import static dev.baton.database.Columns.texts;
import static java.util.stream.Collectors.groupingBy;

import dev.baton.database.Columns;
import dev.baton.deliverable.Deliverable.Series;
import dev.baton.graph.AgentId;
import dev.baton.graph.AttemptId;
import dev.baton.graph.DeliverableId;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import io.r2dbc.spi.Readable;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// What was handed in, as rows. Pages are in [DeliverablePages].
@Repository
class Deliverables {

    /// All but the content.
    static final String COLUMNS = """
        d.id, d.workspace_id, d.task_id, d.attempt_id, d.agent_id, d.kind, d.name, d.media_type, d.size, d.sha256,
        d.uri, d.revision, d.review, d.reviewer, d.comment, d.reviewed_at, d.created_at
        """;

    // The task is locked by whoever hands in, so nobody else counts its revisions at the same time.
    private static final String INSERT = """
        INSERT INTO deliverable AS d (id, workspace_id, task_id, attempt_id, agent_id, kind, name, media_type, size,
                                      sha256, content, uri, revision, review, created_at)
        SELECT :id, :workspace, :task, :attempt, :agent, :kind, :name, :mediaType, :size,
               :sha256, :content, :uri, coalesce(max(earlier.revision), 0) + 1, :review, :createdAt
        FROM deliverable earlier
        WHERE earlier.workspace_id = :workspace AND earlier.task_id = :task AND earlier.name = :name
        RETURNING {columns}
        """.replace("{columns}", COLUMNS);

    private static final String REVIEW = """
        UPDATE deliverable d
        SET review = :review, reviewer = :reviewer, comment = :comment, reviewed_at = :now
        WHERE d.workspace_id = :workspace AND d.id = :id AND d.review = :from
        RETURNING {columns}
        """.replace("{columns}", COLUMNS);

    private static final String SELECT_BY_IDS = """
        SELECT {columns} FROM deliverable d WHERE d.workspace_id = :workspace AND d.id = ANY(:ids)
        """.replace("{columns}", COLUMNS);

    private static final String SELECT_REVISIONS = """
        SELECT latest.*
        FROM unnest(:tasks, :names) AS series (task_id, name)
        CROSS JOIN LATERAL (
            SELECT {columns} FROM deliverable d
            WHERE d.workspace_id = :workspace AND d.task_id = series.task_id AND d.name = series.name
            ORDER BY d.revision DESC
            LIMIT 100) latest
        ORDER BY latest.revision
        """.replace("{columns}", COLUMNS);

    private static final String SELECT_CONTENTS = """
        SELECT id, content FROM deliverable
        WHERE workspace_id = :workspace AND id = ANY(:ids) AND content IS NOT NULL
        """;

    private final DatabaseClient client;

    Deliverables(DatabaseClient client) {
        this.client = client;
    }

    /// Empty where the workspace has no such deliverable.
    Mono<Deliverable> find(WorkspaceId workspace, DeliverableId id) {
        return findAll(workspace, Set.of(id)).next();
    }

    /// Those of the deliverables that the workspace has.
    Flux<Deliverable> findAll(WorkspaceId workspace, Collection<DeliverableId> ids) {
        return client.sql(SELECT_BY_IDS)
                .bind("workspace", workspace.value())
                .bind("ids", ids(ids))
                .map(Deliverables::deliverable)
                .all();
    }

    /// The latest 100 revisions of each series, the first of them first.
    Mono<Map<Series, List<Deliverable>>> revisions(WorkspaceId workspace, Collection<Series> series) {
        return client.sql(SELECT_REVISIONS)
                .bind("workspace", workspace.value())
                .bind("tasks", ids(series.stream().map(Series::task).toList()))
                .bind("names", texts(series.stream().map(Series::name).toList()))
                .map(Deliverables::deliverable)
                .all()
                .collect(groupingBy(Deliverable::series));
    }

    /// The texts of those that have theirs here.
    Mono<Map<DeliverableId, String>> contents(WorkspaceId workspace, Collection<DeliverableId> ids) {
        return client.sql(SELECT_CONTENTS)
                .bind("workspace", workspace.value())
                .bind("ids", ids(ids))
                .map(row -> Map.entry(new Columns(row).id("id", DeliverableId::new), new Columns(row).text("content")))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /// Keeps it as the next revision under its name. The task must be locked by the transaction around it.
    ///
    /// @param content null where it is elsewhere
    Mono<Deliverable> insertNext(Deliverable deliverable, @Nullable String content) {
        URI uri = deliverable.uri();
        return client.sql(INSERT)
                .bind("id", deliverable.id().value())
                .bind("workspace", deliverable.workspace().value())
                .bind("task", deliverable.taskId().value())
                .bind("attempt", deliverable.attemptId().value())
                .bind("agent", deliverable.agentId().value())
                .bind("kind", deliverable.kind().name())
                .bind("name", deliverable.name())
                .bind("mediaType", deliverable.mediaType())
                .bind("size", nullable(deliverable.size(), Long.class))
                .bind("sha256", nullable(deliverable.sha256(), String.class))
                .bind("content", nullable(content, String.class))
                .bind("uri", nullable(uri == null ? null : uri.toString(), String.class))
                .bind("review", deliverable.review().name())
                .bind("createdAt", deliverable.createdAt())
                .map(Deliverables::deliverable)
                .one();
    }

    /// What a reviewer finds.
    record Verdict(
            DeliverableReview review,
            String reviewer,
            @Nullable String comment,
            OffsetDateTime at) {}

    /// Empty where it is not in the stage of review that the verdict is for.
    Mono<Deliverable> judge(WorkspaceId workspace, DeliverableId id, DeliverableReview from, Verdict verdict) {
        return client.sql(REVIEW)
                .bind("workspace", workspace.value())
                .bind("id", id.value())
                .bind("from", from.name())
                .bind("review", verdict.review().name())
                .bind("reviewer", verdict.reviewer())
                .bind("comment", nullable(verdict.comment(), String.class))
                .bind("now", verdict.at())
                .map(Deliverables::deliverable)
                .one();
    }

    static Deliverable deliverable(Readable readable) {
        return deliverable(new Columns(readable));
    }

    static Deliverable deliverable(Columns row) {
        String uri = row.find("uri", String.class);
        return new Deliverable(
                row.id("id", DeliverableId::new),
                row.id("workspace_id", WorkspaceId::new),
                row.id("task_id", TaskId::new),
                row.id("attempt_id", AttemptId::new),
                row.id("agent_id", AgentId::new),
                row.constant("kind", DeliverableKind.class),
                row.text("name"),
                row.text("media_type"),
                row.find("size", Long.class),
                row.find("sha256", String.class),
                uri == null ? null : URI.create(uri),
                row.integer("revision"),
                row.constant("review", DeliverableReview.class),
                row.find("reviewer", String.class),
                row.find("comment", String.class),
                row.find("reviewed_at", OffsetDateTime.class),
                row.time("created_at"));
    }
}
