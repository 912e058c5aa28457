package dev.baton.history;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Tries again what ended badly: one by one, and now and then at the same moment many at once, which another picks by
/// a filter.
final class SecondChances {

    static final String[] ENDED_BADLY = {"FAILED", "DEAD_LETTERED", "REJECTED", "CANCELED"};

    private static final double RETRIED = 0.08;
    private static final double MANY = 0.5;
    private static final double RETRIED_BESIDE_MANY = 0.25;
    private static final int MOST = 4;

    private final Client client;
    private final Set<String> given = ConcurrentHashMap.newKeySet();
    private boolean hasRetried;

    SecondChances(Client client) {
        this.client = client;
    }

    /// Whether the task was tried again by this one.
    boolean given(String task) {
        return given.contains(task);
    }

    /// @param ended badly; some of them are tried again
    void give(Random random, List<JsonNode> ended) throws InterruptedException {
        boolean many = !ended.isEmpty() && random.nextDouble() < MANY;
        @Nullable Thread other = many ? giveMany(new Random(random.nextLong()), states(ended)) : null;
        var insistence = new Insistence(client, random);
        for (JsonNode task : ended) {
            // Until it has worked once, so that no run is without.
            if (!hasRetried || random.nextDouble() < (many ? RETRIED_BESIDE_MANY : RETRIED)) {
                given.add(task.path("id").asString());
                hasRetried |= insistence.send("retryTask", Office.id(task)).ok();
            }
        }
        if (other != null) {
            other.join();
        }
    }

    private static Set<String> states(List<JsonNode> tasks) {
        var states = new HashSet<String>();
        tasks.forEach(task -> states.add(task.path("state").asString()));
        return states;
    }

    private Thread giveMany(Random own, Set<String> states) {
        ObjectNode input = Client.input().put("limit", 1 + own.nextInt(MOST));
        states.forEach(input.putObject("filter").putArray("states")::add);
        return Thread.ofVirtual().start(() -> {
            try {
                given.addAll(
                        new Insistence(client, own).send("retryTasks", input).tasks());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
