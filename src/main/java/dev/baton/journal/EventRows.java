package dev.baton.journal;

import dev.baton.database.Columns;
import dev.baton.graph.EventId;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// A row of the log as an event.
@Component
class EventRows {

    /// What a statement selects from `event e`.
    static final String COLUMNS =
            "e.position, e.id, e.workspace_id, e.type, e.task_id, e.division, e.actor, e.data, e.recorded_at";

    /// An event and how many characters its facts took.
    record Sized(Event event, int size) {}

    private final Facts facts;

    EventRows(Facts facts) {
        this.facts = facts;
    }

    /// @param epoch of the log that the row is in
    Event event(Readable row, String epoch) {
        return sized(row, epoch).event();
    }

    Sized sized(Readable readable, String epoch) {
        var row = new Columns(readable);
        String data = row.get("data", Json.class).asString();
        UUID task = row.find("task_id", UUID.class);
        var event = new Event(
                new EventId(row.uuid("id")),
                new Position(epoch, row.bigint("position")),
                new WorkspaceId(row.uuid("workspace_id")),
                row.find("division", String.class),
                row.text("actor"),
                row.time("recorded_at"),
                facts.decode(row.text("type"), data, task == null ? null : new TaskId(task)));
        return new Sized(event, data.length());
    }
}
