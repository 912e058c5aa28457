package dev.baton.history;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A manager: breaks what it claims into parts for others, keeps its lease while they work, and is done when the last
/// of them has ended.
final class Lead {

    private static final int LEASE_SECONDS = 8;
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration RENEW = Duration.ofSeconds(3);

    private final Client client;
    private final BooleanSupplier over;
    private final Worker hands;
    private final Insistence insistence;
    private final Random random;

    Lead(Client client, BooleanSupplier over) {
        this.client = client;
        this.over = over;
        this.random = client.random();
        this.hands = new Worker(client, new ConcurrentLinkedQueue<>(), List.of(), over);
        this.insistence = new Insistence(client, random);
    }

    /// Leads until it is over.
    void run() throws InterruptedException {
        while (!over.getAsBoolean()) {
            for (Worker.Lease lease : hands.claim(1, LEASE_SECONDS)) {
                lead(lease);
            }
            Thread.sleep(LOOK);
        }
    }

    private void lead(Worker.Lease first) throws InterruptedException {
        Set<String> parts = delegateParts(first.task());
        Worker.Lease lease = first;
        Instant renewal = first.until().minus(RENEW);
        while (!ended(parts) && !over.getAsBoolean()) {
            if (Instant.now().isAfter(renewal)) {
                Worker.Lease renewed = hands.renew(lease);
                if (renewed == null && Instant.now().isAfter(lease.until())) {
                    return;
                }
                lease = renewed == null ? lease : renewed;
                renewal = renewed == null ? Instant.now() : lease.until().minus(RENEW);
            }
            Thread.sleep(LOOK);
        }
        insistence.send("completeTask", Worker.input(lease));
    }

    private Set<String> delegateParts(String parent) throws InterruptedException {
        var parts = new HashSet<String>();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            ObjectNode part = Work.input(random, Work.WORKER).put("parentId", parent);
            String id = insistence.send("delegateTask", part).object();
            if (!id.isEmpty()) {
                parts.add(id);
            }
        }
        return parts;
    }

    private boolean ended(Set<String> parts) throws InterruptedException {
        ObjectNode variables = Client.input();
        parts.forEach(variables.putArray("ids")::add);
        @Nullable JsonNode data = client.query(Documents.STATES, variables);
        return data != null
                && data.path("nodes")
                        .valueStream()
                        .allMatch(task -> EndTask.isEnd(task.path("state").asString("")));
    }
}
