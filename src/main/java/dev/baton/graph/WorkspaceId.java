package dev.baton.graph;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.UUID;

/// The tenant that a row belongs to.
public record WorkspaceId(UUID value) implements TypeId {

    private static final String PREFIX = "workspace";

    public static WorkspaceId next() {
        return new WorkspaceId(TypeId.next());
    }

    /// Empty where the text is no such id.
    public static Optional<WorkspaceId> parse(String text) {
        return TypeId.parse(PREFIX, text).map(WorkspaceId::new);
    }

    @JsonCreator
    static WorkspaceId fromJson(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("No workspace id: " + text));
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format(PREFIX, value);
    }
}
