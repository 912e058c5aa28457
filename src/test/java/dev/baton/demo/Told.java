package dev.baton.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What can be said of a task: by its events alone, or by a query.
///
/// @param percent as its own agent reported it; 0 where it comes from the parts
record Told(
        String state,
        @Nullable String assignee,
        int percent,
        @Nullable String milestone,
        @Nullable String message,
        int strikes,
        int attempts,
        @Nullable JsonNode result) {

    /// What [#shown] needs of a task.
    static final String TASK = """
        fragment Shown on Task {
          id state assignee { id } progress { percent milestone message derived } strikes attempts { number } result
        }
        """;

    /// What [#by] needs of an event.
    static final String EVENT = """
        fragment Told on TaskEvent {
          __typename id cursor taskId state
          ... on TaskDelegated { assigneeId }
          ... on TaskClaimed { agentId attemptNumber }
          ... on ProgressReported { percent milestone message }
          ... on AttemptFailed { strikes }
          ... on LeaseExpired { strikes }
          ... on TaskSubmittedForReview { result }
          ... on TaskCompleted { result }
        }
        """;

    private static final Told NOTHING = new Told("", null, 0, null, null, 0, 0, null);

    static Told by(List<JsonNode> events) {
        Told told = NOTHING;
        for (JsonNode event : events) {
            told = told.then(event).in(event.path("state").asString());
        }
        return told;
    }

    private Told then(JsonNode event) {
        return switch (event.path("__typename").asString()) {
            case "TaskDelegated" ->
                new Told(state, text(event.path("assigneeId")), percent, milestone, message, strikes, attempts, result);
            case "TaskClaimed" ->
                new Told(
                        state,
                        text(event.path("agentId")),
                        0,
                        null,
                        null,
                        strikes,
                        event.path("attemptNumber").asInt(),
                        result);
            case "ProgressReported" ->
                new Told(
                        state,
                        assignee,
                        event.path("percent").asInt(),
                        text(event.path("milestone")),
                        text(event.path("message")),
                        strikes,
                        attempts,
                        result);
            case "AttemptFailed", "LeaseExpired" ->
                new Told(
                        state,
                        assignee,
                        percent,
                        milestone,
                        message,
                        event.path("strikes").asInt(),
                        attempts,
                        result);
            case "TaskSubmittedForReview" ->
                new Told(state, assignee, percent, milestone, message, strikes, attempts, json(event.path("result")));
            case "TaskCompleted" ->
                new Told(state, assignee, 100, milestone, message, strikes, attempts, json(event.path("result")));
            default -> this;
        };
    }

    private Told in(String after) {
        return new Told(after, assignee, percent, milestone, message, strikes, attempts, result);
    }

    static Told shown(JsonNode task) {
        JsonNode progress = task.path("progress");
        return new Told(
                task.path("state").asString(),
                text(task.path("assignee").path("id")),
                progress.path("derived").asBoolean()
                        ? 0
                        : progress.path("percent").asInt(),
                text(progress.path("milestone")),
                text(progress.path("message")),
                task.path("strikes").asInt(),
                task.path("attempts").size(),
                json(task.path("result")));
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() ? node.asString() : null;
    }

    private static @Nullable JsonNode json(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? null : node;
    }
}
