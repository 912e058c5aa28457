package dev.baton.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
                compare(task, life, findings);
            }
        }
        return findings;
    }

    private static void compare(EndTask task, List<Moment> life, Findings findings) {
        var same = new Comparison(task.id(), findings);
        Moment.Shape last = life.getLast().after();
        same.require("state", last.state(), task.state());
        same.require("strikes", last.strikes(), task.strikes());
        same.require("attempts", attempts(life), shown(task));
        same.require("result", result(life), task.data().path("result").toString());
        same.require(
                "ended",
                EndTask.isEnd(last.state()),
                task.data().path("endedAt").isString());
        same.require("assignee", assignee(life), task.assignee());
        if (task.state().equals("COMPLETED")) {
            same.require("percent", 100, task.data().at("/progress/percent").asInt());
        }
        same.require(
                "deliverables",
                HandedIn.replayed(life),
                HandedIn.of(task.deliverables().values()));
        if (task.events().size() < PAGE) {
            same.require(
                    "events", life.stream().map(moment -> moment.event().id()).toList(), task.events());
        }
    }

    private record Comparison(String task, Findings findings) {

        void require(String what, @Nullable Object replayed, @Nullable Object shown) {
            findings.require(
                    Objects.equals(replayed, shown),
                    () -> "%s: %s: replayed %s, shown %s".formatted(task, what, replayed, shown));
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
            } else if (before != null
                    && before.attempt() != null
                    && moment.after().attempt() == null) {
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
            case "TaskReleased" -> "RELEASED";
            case "TaskHandedOff" -> "HANDED_OFF";
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
                .toList();
    }

    private static String result(List<Moment> life) {
        JsonNode result = NullNode.getInstance();
        for (Moment moment : life) {
            result = switch (moment.event().type()) {
                case "TaskCompleted", "TaskSubmittedForReview" ->
                    moment.event().data().path("result");
                case "TaskChangesRequested", "TaskHandedOff", "TaskRetried" -> NullNode.getInstance();
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
                case "TaskHandedOff" -> assignee = named = event.agent();
                case "AttemptFailed", "LeaseExpired", "TaskReleased", "TaskRetried" -> assignee = named;
                default -> {}
            }
        }
        return assignee;
    }
}
