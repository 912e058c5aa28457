package dev.baton.history;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds the events that a call led to, by the tag that both bear.
final class Effects {

    private static final Map<String, Set<String>> TYPES = Map.ofEntries(
            Map.entry("delegateTask", Set.of("TaskDelegated")),
            Map.entry("delegatePlan", Set.of("TaskDelegated")),
            Map.entry("reportProgress", Set.of("ProgressReported")),
            Map.entry("completeTask", Set.of("TaskCompleted", "TaskSubmittedForReview")),
            Map.entry("failTask", Set.of("AttemptFailed", "TaskFailed", "TaskDeadLettered")),
            Map.entry("reviewTask", Set.of("TaskChangesRequested", "TaskCompleted")),
            Map.entry("cancelTask", Set.of("TaskCanceled")),
            Map.entry("declineTask", Set.of("TaskDeclined")),
            Map.entry("releaseTask", Set.of("TaskReleased")),
            Map.entry("handOffTask", Set.of("TaskHandedOff")),
            Map.entry("requestInput", Set.of("InputRequested")),
            Map.entry("provideInput", Set.of("InputProvided")),
            Map.entry("retryTask", Set.of("TaskRetried")),
            Map.entry("retryTasks", Set.of("TaskRetried")),
            Map.entry("submitDeliverable", Set.of("DeliverableSubmitted")),
            Map.entry("adoptDeliverable", Set.of("DeliverableAdopted")));

    private final Map<String, List<LogEvent>> byTag;
    private final Map<String, List<LogEvent>> byTask;

    Effects(List<LogEvent> log) {
        this.byTag = log.stream()
                .filter(event -> event.tag() != null)
                .collect(Collectors.groupingBy(event -> Objects.requireNonNull(event.tag())));
        this.byTask = log.stream().collect(Collectors.groupingBy(LogEvent::task));
    }

    /// Whether the operation's events say which call led to them.
    static boolean tells(Call call) {
        return call.tag() != null && !isAcceptance(call);
    }

    /// An acceptance leaves no comment behind, so it is told by who made it and on which task.
    static boolean isAcceptance(Call call) {
        return call.operation().equals("reviewTask") && "ACCEPT".equals(Texts.find(call.input(), "decision"));
    }

    /// The events that the call, or another with the same tag, led to.
    List<LogEvent> of(Call call) {
        if (call.operation().equals("renewLease")) {
            return renewals(call);
        }
        Set<String> types =
                isAcceptance(call) ? Set.of("TaskCompleted") : TYPES.getOrDefault(call.operation(), Set.of());
        return candidates(call).stream()
                .filter(event -> types.contains(event.type()))
                // A cancellation cancels the parts too, and an acceptance repeats the worker's result.
                .filter(event -> isAbout(event, Texts.find(call.input(), "taskId"), "taskId"))
                .filter(event -> isAbout(event, Texts.find(call.input(), "deliverableId"), "deliverableId"))
                .filter(event -> event.actor().equals(call.caller()))
                .toList();
    }

    private static boolean isAbout(LogEvent event, @Nullable String named, String field) {
        return named == null || named.equals(field.equals("taskId") ? event.task() : Texts.find(event.data(), field));
    }

    /// Those of its effects that it has had already: for each task of a call for many there may be one.
    List<LogEvent> repeated(Call call) {
        var seen = new HashSet<String>();
        return of(call).stream().filter(event -> !seen.add(part(call, event))).toList();
    }

    private static String part(Call call, LogEvent event) {
        return switch (call.operation()) {
            case "delegatePlan" -> event.data().path("title").asString("");
            case "retryTasks" -> event.task();
            default -> "";
        };
    }

    private List<LogEvent> candidates(Call call) {
        return isAcceptance(call)
                ? ofTask(call)
                : byTag.getOrDefault(Objects.requireNonNullElse(call.tag(), ""), List.of());
    }

    private List<LogEvent> ofTask(Call call) {
        String task = Texts.find(call.input(), "taskId");
        return byTask.getOrDefault(Objects.requireNonNullElse(task, ""), List.of());
    }

    // A renewal has no text of its own: it is told by the moment until which it renewed.
    private List<LogEvent> renewals(Call call) {
        Instant until = Texts.time(call.payload(), "leaseExpiresAt");
        return ofTask(call).stream()
                .filter(event -> event.type().equals("LeaseRenewed"))
                .filter(event -> until != null && until.equals(event.leaseUntil()))
                .filter(event -> event.actor().equals(call.caller()))
                .toList();
    }
}
