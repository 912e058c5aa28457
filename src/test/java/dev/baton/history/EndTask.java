package dev.baton.history;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A task as the API shows it at the end.
///
/// @param data all that was selected
record EndTask(String id, String state, JsonNode data) {

    private static final Set<String> ENDED = Set.of("COMPLETED", "FAILED", "DEAD_LETTERED", "REJECTED", "CANCELED");

    static EndTask of(JsonNode node) {
        return new EndTask(node.path("id").asString(), node.path("state").asString(), node);
    }

    static boolean isEnd(String state) {
        return ENDED.contains(state);
    }

    boolean ended() {
        return isEnd(state);
    }

    /// Whether a dependency that ended badly is one to wait for no more.
    boolean runsWithoutDependency() {
        return data.path("onDependencyFailure").asString("").equals("RUN");
    }

    int strikes() {
        return data.path("strikes").asInt();
    }

    int maxAttempts() {
        return data.at("/retryPolicy/maxAttempts").asInt();
    }

    @Nullable
    String assignee() {
        return Texts.find(data.path("assignee"), "id");
    }

    List<String> dependencies() {
        return data.path("dependencies")
                .valueStream()
                .map(task -> task.path("id").asString())
                .toList();
    }

    List<JsonNode> attempts() {
        return data.path("attempts").valueStream().toList();
    }

    /// What was handed in for it, by id.
    Map<String, JsonNode> deliverables() {
        return data.at("/deliverables/nodes")
                .valueStream()
                .collect(Collectors.toMap(
                        deliverable -> deliverable.path("id").asString(), Function.identity(), (first, _) -> first));
    }

    /// The ids of its own events, as it lists them.
    List<String> events() {
        return data.at("/events/nodes")
                .valueStream()
                .map(event -> event.path("id").asString())
                .toList();
    }
}
