package dev.baton.graph;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.UUID;

/// Names one agent's try at a task.
public record AttemptId(UUID value) implements TypeId {

    private static final String PREFIX = "attempt";

    public static AttemptId next() {
        return new AttemptId(TypeId.next());
    }

    /// Empty where the text is no such id.
    public static Optional<AttemptId> parse(String text) {
        return TypeId.parse(PREFIX, text).map(AttemptId::new);
    }

    @JsonCreator
    static AttemptId fromJson(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("No attempt id: " + text));
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format(PREFIX, value);
    }
}
