package dev.baton.graph;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.UUID;

/// Names one hand-over of a task.
public record DelegationId(UUID value) implements TypeId {

    private static final String PREFIX = "delegation";

    public static DelegationId next() {
        return new DelegationId(TypeId.next());
    }

    /// Empty where the text is no such id.
    public static Optional<DelegationId> parse(String text) {
        return TypeId.parse(PREFIX, text).map(DelegationId::new);
    }

    @JsonCreator
    static DelegationId fromJson(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("No delegation id: " + text));
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format(PREFIX, value);
    }
}
