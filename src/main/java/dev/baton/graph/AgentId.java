package dev.baton.graph;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.UUID;

/// Names a registered worker or manager.
public record AgentId(UUID value) implements TypeId {

    /// The id of nothing.
    public static final AgentId NONE = new AgentId(new UUID(0, 0));

    private static final String PREFIX = "agent";

    public static AgentId next() {
        return new AgentId(TypeId.next());
    }

    /// Empty where the text is no such id.
    public static Optional<AgentId> parse(String text) {
        return TypeId.parse(PREFIX, text).map(AgentId::new);
    }

    @JsonCreator
    static AgentId fromJson(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("No agent id: " + text));
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format(PREFIX, value);
    }
}
