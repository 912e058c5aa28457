package dev.baton.streams;

import dev.baton.graph.TaskId;
import dev.baton.testing.Gateway;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A subscriber that drops its stream at any moment, by a word or without one, and comes back with the last cursor
/// that it saw, to any of the nodes.
///
/// @param task whose events it follows, or null for those of all
record Reader(
        List<Gateway> nodes,
        Subscription.Transport transport,
        String token,
        @Nullable TaskId task,
        String start,
        List<String> heard) {

    private static final String SUBSCRIBE = """
        subscription($filter: TaskEventFilter, $after: String) {
          taskEvents(filter: $filter, after: $after) { cursor ... on TaskReleased { reason } }
        }
        """;

    private static final Duration SILENCE = Duration.ofMillis(200);

    Reader(List<Gateway> nodes, Subscription.Transport transport, String token, @Nullable TaskId task, String start) {
        this(nodes, transport, token, task, start, new ArrayList<>());
    }

    /// Reads until it has heard the last event, or for so long.
    void run(Supplier<Instant> deadline) {
        String cursor = start;
        while (!isThrough() && Instant.now().isBefore(deadline.get())) {
            try (Subscription stream = transport.open(any(nodes), token, subscription(cursor))) {
                cursor = follow(stream, cursor);
            }
        }
    }

    private boolean isThrough() {
        return !heard.isEmpty() && heard.getLast().equals(Log.last(task));
    }

    private String follow(Subscription stream, String after) {
        var random = ThreadLocalRandom.current();
        int most = random.nextInt(1, 400);
        Instant until = Instant.now().plusMillis(random.nextInt(20, 2_000));
        String cursor = after;
        for (int events = 0; events < most && Instant.now().isBefore(until); ) {
            JsonNode message = stream.poll(SILENCE);
            if (message != null) {
                cursor = take(message);
                events++;
            }
            if (isThrough()) {
                break;
            }
        }
        return cursor;
    }

    private String take(JsonNode message) {
        JsonNode event = message.at("/data/taskEvents");
        if (!event.isObject()) {
            throw new IllegalStateException("A stream said " + message);
        }
        heard.add(event.path("reason").asString());
        return event.path("cursor").asString();
    }

    private Map<String, Object> subscription(String after) {
        var variables = new HashMap<String, Object>(Map.of("after", after));
        var filter = new HashMap<String, Object>(Map.of("types", List.of("TaskReleased")));
        if (task != null) {
            filter.put("taskId", task.toString());
        }
        variables.put("filter", filter);
        return Map.of("query", SUBSCRIBE, "variables", variables);
    }

    private static <T> T any(List<T> list) {
        return list.get(ThreadLocalRandom.current().nextInt(list.size()));
    }
}
