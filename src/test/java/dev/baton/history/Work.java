package dev.baton.history;

import java.util.Random;
import tools.jackson.databind.node.ObjectNode;

/// The tasks that are delegated.
final class Work {

    /// What a task needs that workers do.
    static final String WORKER = "history-work";

    /// What a task needs that managers break into parts.
    static final String LEAD = "history-lead";

    private static final String[] PRIORITIES = {"LOW", "MEDIUM", "HIGH", "URGENT"};
    private static final double REVIEWED = 0.08;

    private Work() {}

    /// A task of its own kind, without its title.
    static ObjectNode input(Random random, String capability) {
        ObjectNode input = Client.input().put("type", capability).put("priority", PRIORITIES[random.nextInt(4)]);
        input.putArray("requiredCapabilities").add(capability);
        input.put("reviewRequired", random.nextDouble() < REVIEWED);
        input.putObject("retryPolicy")
                .put("maxAttempts", 2 + random.nextInt(4))
                .put("firstDelayMs", random.nextInt(800));
        return input;
    }
}
