package dev.baton.history;

import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One event about a task, as the API shows it.
///
/// @param state the task's, after it
/// @param data all that was selected, by the names of the schema
record LogEvent(String id, String type, Instant time, String actor, String task, String state, JsonNode data) {

    static LogEvent of(JsonNode node) {
        return new LogEvent(
                node.path("id").asString(),
                node.path("__typename").asString(),
                Instant.parse(node.path("time").asString()),
                node.path("actor").asString(),
                node.path("taskId").asString(),
                node.path("state").asString(),
                node);
    }

    @Nullable
    String attempt() {
        return Texts.find(data, "attemptId");
    }

    @Nullable
    String agent() {
        return Texts.find(data, "agentId");
    }

    @Nullable
    Instant leaseUntil() {
        return Texts.time(data, "leaseExpiresAt");
    }

    @Nullable
    Instant notBefore() {
        return Texts.time(data, "notBefore");
    }

    /// The tag of the mutation behind it, the first word of its text; null where the event has no place for one.
    @Nullable
    String tag() {
        return Stream.of(
                        "/title",
                        "/message",
                        "/result/by",
                        "/failure/message",
                        "/reason",
                        "/why",
                        "/comment",
                        "/note",
                        "/question",
                        "/answer/by",
                        "/says",
                        "/name")
                .map(path -> data.at(path))
                .filter(JsonNode::isString)
                .map(text -> Texts.firstWord(text.asString()))
                .findFirst()
                .orElse(null);
    }

    @Override
    public String toString() {
        return "%s (%s, %s, by %s)".formatted(type, id, time, actor);
    }
}
