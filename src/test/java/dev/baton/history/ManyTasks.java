package dev.baton.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Rule 3 where a call is about many tasks: a plan is there as it was sent, all of it or nothing, and what a filter
/// tried again is what the answer names and the filter means.
final class ManyTasks {

    private final Map<String, Moment> moments;
    private final Map<String, LogEvent> delegated = new HashMap<>();

    ManyTasks(History history) {
        this.moments = history.moments();
        history.log().stream()
                .filter(event -> event.type().equals("TaskDelegated"))
                .forEach(event -> delegated.putIfAbsent(event.task(), event));
    }

    /// A task of a plan, with the others by their keys.
    private record Step(String title, @Nullable String parent, Set<String> dependsOn) {}

    /// @param made the events that the call led to
    void plan(Call call, List<LogEvent> made, Findings findings) {
        findings.require(
                made.isEmpty() || made(made).equals(asked(call)),
                () -> "a plan in parts: %s of %d tasks led to %s"
                        .formatted(call, call.input().path("tasks").size(), made));
        if (call.ok()) {
            findings.require(
                    made.stream()
                            .map(event -> key(event) + " " + event.task())
                            .collect(Collectors.toSet())
                            .equals(call.objects()),
                    () -> "a plan's answer names %s, and it made %s: %s".formatted(call.objects(), made, call));
        }
    }

    private static Set<Step> asked(Call call) {
        return call.input()
                .path("tasks")
                .valueStream()
                .map(task -> new Step(
                        task.path("title").asString(),
                        Texts.find(task, task.has("parentKey") ? "parentKey" : "parentId"),
                        texts(task, "dependsOn", "dependsOnKeys")))
                .collect(Collectors.toSet());
    }

    private static Set<Step> made(List<LogEvent> events) {
        Map<String, String> keys =
                events.stream().collect(Collectors.toMap(LogEvent::task, ManyTasks::key, (first, _) -> first));
        return events.stream()
                .map(event -> new Step(
                        event.data().path("title").asString(),
                        inPlan(Texts.find(event.data(), "parentId"), keys),
                        texts(event.data(), "dependsOn").stream()
                                .map(id -> keys.getOrDefault(id, id))
                                .collect(Collectors.toSet())))
                .collect(Collectors.toSet());
    }

    private static @Nullable String inPlan(@Nullable String id, Map<String, String> keys) {
        return id == null ? null : keys.getOrDefault(id, id);
    }

    private static String key(LogEvent event) {
        String title = event.data().path("title").asString("");
        return title.substring(title.indexOf(' ') + 1);
    }

    private static Set<String> texts(JsonNode node, String... fields) {
        var texts = new TreeSet<String>();
        for (String field : fields) {
            node.path(field).forEach(text -> texts.add(text.asString()));
        }
        return texts;
    }

    /// @param done the events that the call led to
    void retries(Call call, List<LogEvent> done, Findings findings) {
        if (call.ok()) {
            findings.require(
                    done.stream()
                            .map(LogEvent::task)
                            .collect(Collectors.toSet())
                            .equals(call.objects()),
                    () -> "%s names %s, and tried again %s".formatted(call, call.objects(), done));
        }
        findings.require(
                done.size() <= call.input().path("limit").asInt(Integer.MAX_VALUE),
                () -> "over the limit: %s led to %s".formatted(call, done));
        done.forEach(event -> findings.require(
                isMeant(call, event), () -> "tried again against the filter: %s led to %s".formatted(call, event)));
    }

    /// An agent means only what it asked for itself.
    private boolean isMeant(Call call, LogEvent event) {
        JsonNode filter = call.input().path("filter");
        Moment moment = moments.get(event.id());
        LogEvent first = delegated.get(event.task());
        if (moment == null || moment.before() == null || first == null) {
            return false;
        }
        String parent = Texts.find(filter, "parentId");
        boolean own = !call.caller().startsWith("agent_") || call.caller().equals(first.actor());
        return own
                && texts(filter, "states").contains(moment.before().state())
                && (parent == null || parent.equals(Texts.find(first.data(), "parentId")));
    }
}
