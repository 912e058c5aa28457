package dev.baton.history;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads what may be missing.
final class Texts {

    private Texts() {}

    static @Nullable String find(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isString() ? value.asString() : null;
    }

    static String firstWord(String text) {
        int end = text.indexOf(' ');
        return end < 0 ? text : text.substring(0, end);
    }

    static @Nullable Instant time(JsonNode node, String field) {
        String text = find(node, field);
        return text == null ? null : OffsetDateTime.parse(text).toInstant();
    }
}
