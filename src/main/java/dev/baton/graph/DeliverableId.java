package dev.baton.graph;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.UUID;

/// Names one revision of something handed in.
public record DeliverableId(UUID value) implements TypeId {

    private static final String PREFIX = "deliverable";

    public static DeliverableId next() {
        return new DeliverableId(TypeId.next());
    }

    /// Empty where the text is no such id.
    public static Optional<DeliverableId> parse(String text) {
        return TypeId.parse(PREFIX, text).map(DeliverableId::new);
    }

    @JsonCreator
    static DeliverableId fromJson(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("No deliverable id: " + text));
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format(PREFIX, value);
    }
}
