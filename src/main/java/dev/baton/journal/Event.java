package dev.baton.journal;

import dev.baton.graph.EventId;
import dev.baton.graph.WorkspaceId;
import dev.baton.stream.Placed;
import dev.baton.stream.Shareable;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// A fact and its place in the log.
///
/// @param division the division that the fact's agent had by then, or null where there is none
/// @param actor who did it: the subject of a person's token, an agent's id, or `baton`
/// @param time when it happened; events of different transactions need not be in the order of their times
public record Event(
        EventId id,
        Position position,
        WorkspaceId workspace,
        @Nullable String division,
        String actor,
        OffsetDateTime time,
        Fact fact)
        implements Shareable, Placed {

    @Override
    public Object identity() {
        return position;
    }

    @Override
    public String cursor() {
        return position.encode(workspace);
    }

    /// The name of its type in the schema.
    public String type() {
        return fact.getClass().getSimpleName();
    }

    /// Whether this version of Baton understands the fact; nobody gets to see one that it does not.
    boolean readable() {
        return !(fact instanceof Facts.Unreadable);
    }
}
