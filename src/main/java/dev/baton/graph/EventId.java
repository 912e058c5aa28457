package dev.baton.graph;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.UUID;

/// Names one fact in the log.
public record EventId(UUID value) implements TypeId {

    private static final String PREFIX = "event";

    public static EventId next() {
        return new EventId(TypeId.next());
    }

    /// Empty where the text is no such id.
    public static Optional<EventId> parse(String text) {
        return TypeId.parse(PREFIX, text).map(EventId::new);
    }

    @JsonCreator
    static EventId fromJson(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("No event id: " + text));
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format(PREFIX, value);
    }
}
