package dev.baton.graph;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.UUID;

/// Names one unit of delegated work.
public record TaskId(UUID value) implements TypeId {

    /// The id of nothing.
    public static final TaskId NONE = new TaskId(new UUID(0, 0));

    private static final String PREFIX = "task";

    public static TaskId next() {
        return new TaskId(TypeId.next());
    }

    /// Empty where the text is no such id.
    public static Optional<TaskId> parse(String text) {
        return TypeId.parse(PREFIX, text).map(TaskId::new);
    }

    @JsonCreator
    static TaskId fromJson(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("No task id: " + text));
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format(PREFIX, value);
    }
}
