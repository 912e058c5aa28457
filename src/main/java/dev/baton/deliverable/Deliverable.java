package dev.baton.deliverable;

import dev.baton.graph.AgentId;
import dev.baton.graph.AttemptId;
import dev.baton.graph.DeliverableId;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.net.URI;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// One revision of something handed in for a task. The text itself is not in here: a page of a hundred of these would
/// be 50 MB, so it is read where it is selected, by [Deliverables#contents].
///
/// @param attemptId the try at the task in which it was handed in
/// @param size in bytes, as UTF-8 where the text is here; null where it is elsewhere and nobody said
/// @param sha256 of those bytes, 64 lower-case hexadecimal digits; null where it is elsewhere and nobody said
/// @param uri where it is, or null where the text is here
/// @param revision counts what was handed in for the task under this name, from 1
/// @param reviewer the subject of a person's token, or an agent's id; null while nobody has judged it
record Deliverable(
        DeliverableId id,
        WorkspaceId workspace,
        TaskId taskId,
        AttemptId attemptId,
        AgentId agentId,
        DeliverableKind kind,
        String name,
        String mediaType,
        @Nullable Long size,
        @Nullable String sha256,
        @Nullable URI uri,
        int revision,
        DeliverableReview review,
        @Nullable String reviewer,
        @Nullable String comment,
        @Nullable OffsetDateTime reviewedAt,
        OffsetDateTime createdAt) {

    /// What its revisions have in common.
    record Series(TaskId task, String name) {}

    Series series() {
        return new Series(taskId, name);
    }

    boolean isHere() {
        return uri == null;
    }
}
