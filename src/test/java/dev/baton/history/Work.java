package dev.baton.history;

import java.time.Instant;
import java.util.Random;
import tools.jackson.databind.node.ObjectNode;

/// The tasks that are delegated.
final class Work {

    /// What a task needs that workers do.
    static final String WORKER = "history-work";

    /// What a task needs that managers break into parts.
    static final String LEAD = "history-lead";

    private static final String[] PRIORITIES = {"LOW", "MEDIUM", "HIGH", "URGENT"};
    private static final String[] FAILURES = {"WAIT", "WAIT", "CANCEL", "RUN"};
    private static final double REVIEWED = 0.08;
    private static final double LATER = 0.05;
    private static final double DEADLINE = 0.03;

    private Work() {}

    /// A task of its own kind, without its title.
    static ObjectNode input(Random random, String capability) {
        ObjectNode input = Client.input().put("type", capability).put("priority", PRIORITIES[random.nextInt(4)]);
        input.putArray("requiredCapabilities").add(capability);
        input.put("reviewRequired", random.nextDouble() < REVIEWED);
        input.put("onDependencyFailure", FAILURES[random.nextInt(FAILURES.length)]);
        if (random.nextDouble() < LATER) {
            input.put(
                    "notBefore", Instant.now().plusMillis(random.nextInt(3_000)).toString());
        }
        if (random.nextDouble() < DEADLINE) {
            input.put(
                    "deadline",
                    Instant.now().plusMillis(5_000 + random.nextInt(20_000)).toString());
        }
        input.putObject("retryPolicy")
                .put("maxAttempts", 2 + random.nextInt(4))
                .put("firstDelayMs", random.nextInt(800));
        return input;
    }
}
