package dev.baton.task;

import dev.baton.graph.AgentId;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// The lines that tasks stand in: one for each agent that tasks are handed to by name, and one for all tasks that ask
/// the same of whoever takes them. So a claim looks at the heads of few lines, however many tasks stand in them.
final class Queues {

    private Queues() {}

    /// The line of a task that nobody holds.
    static UUID of(Task task) {
        AgentId assignee = task.assigneeId();
        return task.assigned() && assignee != null ? assignee.value() : open(task);
    }

    // Capabilities are kept sorted, so that the same needs are the same line.
    private static UUID open(Task task) {
        String needs = task.withinId() + "\n" + String.join("\n", task.requiredCapabilities());
        return UUID.nameUUIDFromBytes(needs.getBytes(StandardCharsets.UTF_8));
    }
}
