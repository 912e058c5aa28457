package dev.baton.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import org.jspecify.annotations.Nullable;
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

    /// The id of no task.
    private static final String NOBODYS = "task_00000000000000000000000000";

    private static final double BEHIND = 0.7;
    private static final double PART = 0.2;
    private static final double UNDER_PARENT = 0.8;
    private static final double IMPOSSIBLE = 0.25;

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
                .put("maxAttempts", 1 + random.nextInt(4))
                .put("firstDelayMs", random.nextInt(800));
        return input;
    }

    /// A plan without titles: each task may wait for some before it and be a part of one after it, so that nothing
    /// waits for itself. One in some cannot be, and only its last task says so.
    ///
    /// @param parent of what most of its tasks are parts, where they are not parts of one another; null for none
    static ObjectNode plan(Random random, int size, @Nullable String parent) {
        var steps = new ArrayList<ObjectNode>();
        for (int place = 0; place < size; place++) {
            ObjectNode step = input(random, WORKER).put("key", "k" + place);
            int after = size - place - 1;
            if (after > 0 && random.nextDouble() < PART) {
                step.put("parentKey", "k" + (place + 1 + random.nextInt(after)));
            } else if (parent != null && random.nextDouble() < UNDER_PARENT) {
                step.put("parentId", parent);
            }
            if (place > 0 && random.nextDouble() < BEHIND) {
                var keys = step.putArray("dependsOnKeys");
                random.ints(1L + random.nextInt(3), 0, place).distinct().forEach(on -> keys.add("k" + on));
            }
            steps.add(step);
        }
        Collections.shuffle(steps, random);
        if (random.nextDouble() < IMPOSSIBLE) {
            steps.getLast().putArray("dependsOn").add(NOBODYS);
        }
        ObjectNode input = Client.input();
        input.putArray("tasks").addAll(steps);
        return input;
    }
}
