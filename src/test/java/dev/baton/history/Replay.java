package dev.baton.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/// Rule 7: a task's events, replayed from the first, give what a query shows.
final class Replay {

    /// A task lists so many of its events at once.
    private static final int PAGE = 100;

    private Replay() {}

    static Findings check(History history) {
        var findings = new Findings();
        Map<String, List<Moment>> lives = history.lives();
        Map<String, EndTask> tasks = history.tasksById();
        lives.keySet()
                .forEach(id -> findings.require(tasks.containsKey(id), () -> id + " has events and does not exist"));
        for (EndTask task : tasks.values()) {
            List<Moment> life = lives.getOrDefault(task.id(), List.of());
            findings.require(!life.isEmpty(), () -> task.id() + " exists and has no events");
            if (!life.isEmpty()) {
                differences(task, life)
                        .forEach(difference -> findings.require(false, () -> task.id() + ": " + difference));
            }
        }
        return findings;
    }

    private static List<String> differences(EndTask task, List<Moment> life) {
        var differences = new ArrayList<String>();
        Moment last = life.getLast();
        differ(differences, "state", last.after().state(), task.state());
        differ(differences, "strikes", last.after().strikes(), task.strikes());
        differ(differences, "attempts", attempts(life), shown(task));
        differ(differences, "result", result(life), task.data().path("result").toString());
        differ(differences, "ended", EndTask.isEnd(last.after().state()), task.data().path("endedAt").isString());
        differ(differences, "assignee", assignee(life), task.assignee());
        if (task.state().equals("COMPLETED")) {
            differ(differences, "percent", 100, task.data().at("/progress/percent").asInt());
        }
        if (task.events().size() < PAGE) {
            differ(differences, "events", life.stream().map(moment -> moment.event().id()).toList(), task.events());
        }
        return differences;
    }

    private static void differ(
            List<String> differences, String what, @Nullable Object replayed, @Nullable Object shown) {
        if (!Objects.equals(replayed, shown)) {
            differences.add("%s: replayed %s, shown %s".formatted(what, replayed, shown));
        }
    }

    /// Each attempt by its number, with its agent and how it ended.
    private static List<String> attempts(List<Moment> life) {
        var attempts = new ArrayList<String>();
        for (Moment moment : life) {
            LogEvent event = moment.event();
            Moment.Shape before = moment.before();
            if (event.type().equals("TaskClaimed")) {
                attempts.add("%d %s %s ".formatted(moment.after().attempts(), event.attempt(), event.agent()));
            } else if (before != null && before.attempt() != null && moment.after().attempt() == null) {
                attempts.add(attempts.removeLast() + outcome(event));
            }
        }
        return attempts;
    }

    private static String outcome(LogEvent event) {
        return switch (event.type()) {
            case "TaskCompleted", "TaskSubmittedForReview" -> "COMPLETED";
            case "AttemptFailed" -> "FAILED_RETRYABLE";
            case "LeaseExpired" -> "LEASE_EXPIRED";
            case "TaskFailed" -> "FAILED";
            case "TaskCanceled" -> "CANCELED";
            case "TaskDeadLettered" ->
                event.data().at("/failure/code").asString("").equals("LEASE_EXPIRED")
                        ? "LEASE_EXPIRED"
                        : "FAILED_RETRYABLE";
            default -> event.type();
        };
    }

    private static List<String> shown(EndTask task) {
        return task.attempts().stream()
                .map(attempt -> "%d %s %s %s"
                        .formatted(
                                attempt.path("number").asInt(),
                                attempt.path("id").asString(),
                                attempt.at("/agent/id").asString(),
                                attempt.path("outcome").asString("")))
                .collect(Collectors.toList());
    }

    private static String result(List<Moment> life) {
        JsonNode result = NullNode.getInstance();
        for (Moment moment : life) {
            result = switch (moment.event().type()) {
                case "TaskCompleted", "TaskSubmittedForReview" ->
                    moment.event().data().path("result");
                case "TaskChangesRequested" -> NullNode.getInstance();
                default -> result;
            };
        }
        return result.toString();
    }

    /// Who has it: who was named or has claimed it; after a strike whoever was named, by then, is named still.
    private static @Nullable String assignee(List<Moment> life) {
        String named = null;
        String assignee = null;
        for (Moment moment : life) {
            LogEvent event = moment.event();
            switch (event.type()) {
                case "TaskDelegated" -> assignee = named = Texts.find(event.data(), "assigneeId");
                case "TaskClaimed" -> assignee = event.agent();
                case "TaskChangesRequested" -> named = assignee;
                case "AttemptFailed", "LeaseExpired" -> assignee = named;
                default -> {}
            }
        }
        return assignee;
    }
}
