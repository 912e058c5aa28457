package dev.baton.history;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads what is there at the end, all of it over the API.
final class Ending {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Client client;

    Ending(Client client) {
        this.client = client;
    }

    /// Every event about a task, in the log's order.
    void readLog(Consumer<LogEvent> into) throws InterruptedException {
        pages(Documents.LOG, "events", node -> {
            if (node.has("taskId")) {
                into.accept(LogEvent.of(node));
            }
        });
    }

    /// Every task of the workspace.
    void readTasks(Consumer<EndTask> into) throws InterruptedException {
        pages(Documents.TASKS, "tasks", node -> into.accept(EndTask.of(node)));
    }

    private void pages(String document, String connection, Consumer<JsonNode> into) throws InterruptedException {
        ObjectNode variables = Client.input();
        boolean more = true;
        while (more) {
            JsonNode page = page(document, variables).path(connection);
            page.path("nodes").forEach(into);
            more = page.at("/pageInfo/hasNextPage").asBoolean();
            variables.put("after", page.at("/pageInfo/endCursor").asString(""));
        }
    }

    private JsonNode page(String document, ObjectNode variables) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            @Nullable JsonNode data = client.query(document, variables);
            if (data != null) {
                return data;
            }
            Thread.sleep(200);
        }
        throw new IllegalStateException("The ending cannot be read");
    }
}
