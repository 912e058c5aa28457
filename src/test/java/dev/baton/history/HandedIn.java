package dev.baton.history;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A deliverable and its review.
///
/// @param agent who handed it in
record HandedIn(
        String id,
        String name,
        int revision,
        @Nullable String agent,
        String review,
        @Nullable String reviewer,
        @Nullable String comment) {

    static HandedIn of(JsonNode shown) {
        return new HandedIn(
                shown.path("id").asString(),
                shown.path("name").asString(),
                shown.path("revision").asInt(),
                Texts.find(shown.path("agent"), "id"),
                shown.path("review").asString(),
                Texts.find(shown, "reviewer"),
                Texts.find(shown, "comment"));
    }

    static Set<HandedIn> of(Collection<JsonNode> shown) {
        return shown.stream().map(HandedIn::of).collect(Collectors.toSet());
    }

    /// What a task's events say was handed in for it.
    static Set<HandedIn> replayed(List<Moment> life) {
        var all = new LinkedHashMap<String, HandedIn>();
        for (Moment moment : life) {
            LogEvent event = moment.event();
            String id = event.data().path("deliverableId").asString("");
            switch (event.type()) {
                case "DeliverableSubmitted" -> all.put(id, submitted(id, event));
                case "DeliverableAdopted" -> all.computeIfPresent(id, (_, before) -> before.adopted(event));
                default -> {}
            }
        }
        return Set.copyOf(all.values());
    }

    private static HandedIn submitted(String id, LogEvent event) {
        JsonNode data = event.data();
        String review = data.path("late").asBoolean() ? "LATE" : "PENDING";
        return new HandedIn(
                id, data.path("name").asString(), data.path("revision").asInt(), event.agent(), review, null, null);
    }

    private HandedIn adopted(LogEvent event) {
        return new HandedIn(id, name, revision, agent, "ACCEPTED", event.actor(), Texts.find(event.data(), "says"));
    }
}
