package dev.baton.history;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Adopts some of what came late: now and then as if two did at once, and now and then what did not come late.
final class LateReviewer {

    private static final Duration LOOK = Duration.ofMillis(400);
    private static final double ADOPTED = 0.6;
    private static final double BY_TWO = 0.3;
    private static final double MISTAKES = 0.1;

    private final Client client;
    private final Random random;
    private final Insistence insistence;
    private final Set<String> seen = new HashSet<>();

    LateReviewer(Client client, Random random) {
        this.client = client;
        this.random = random;
        this.insistence = new Insistence(client, random);
    }

    /// Looks until it is over.
    void run(BooleanSupplier over) throws InterruptedException {
        while (!over.getAsBoolean()) {
            @Nullable JsonNode data = client.query(Documents.UNJUDGED, Client.input());
            if (data != null) {
                for (JsonNode deliverable : data.at("/deliverables/nodes")) {
                    look(deliverable);
                }
            }
            Thread.sleep(LOOK);
        }
    }

    private void look(JsonNode deliverable) throws InterruptedException {
        String id = deliverable.path("id").asString();
        boolean late = deliverable.path("review").asString().equals("LATE");
        if (seen.add(id) && random.nextDouble() < (late ? ADOPTED : MISTAKES)) {
            ObjectNode input = Client.input().put("deliverableId", id);
            @Nullable Thread other = random.nextDouble() < BY_TWO ? another(input) : null;
            insistence.send("adoptDeliverable", input);
            if (other != null) {
                other.join();
            }
        }
    }

    private Thread another(ObjectNode input) {
        var own = new Random(random.nextLong());
        return Thread.ofVirtual().start(() -> {
            try {
                new Insistence(client, own).send("adoptDeliverable", input);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
