package dev.baton.history;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A manager: breaks what it claims into parts for others, one by one or by a plan, keeps its lease while they work,
/// gives what ended badly a second chance, and is done when the last of them has ended.
final class Lead {

    private static final int LEASE_SECONDS = 8;
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration RENEW = Duration.ofSeconds(3);
    private static final double PLANS = 0.6;
    private static final double SECOND_CHANCE = 0.7;
    private static final double MEANWHILE = 0.3;
    private static final double OF_ITS_PARTS = 0.3;
    private static final int MOST_AGAIN = 20;

    private final Client client;
    private final BooleanSupplier over;
    private final Hands hands;
    private final Insistence insistence;
    private final Random random;

    Lead(Client client, BooleanSupplier over) {
        this.client = client;
        this.over = over;
        this.random = client.random();
        this.hands = new Hands(client);
        this.insistence = new Insistence(client, random);
    }

    /// Leads until it is over.
    void run() throws InterruptedException {
        while (!over.getAsBoolean()) {
            for (Lease lease : hands.claim(1, LEASE_SECONDS)) {
                lead(lease);
            }
            Thread.sleep(LOOK);
        }
    }

    private void lead(Lease first) throws InterruptedException {
        Set<String> parts = random.nextDouble() < PLANS ? delegatePlan(first.task()) : delegateParts(first.task());
        boolean again = random.nextDouble() < SECOND_CHANCE;
        Lease lease = first;
        Instant renewal = first.until().minus(RENEW);
        while (!over.getAsBoolean()) {
            if (ended(parts)) {
                if (!again) {
                    break;
                }
                again = false;
                retry(first.task());
            } else if (random.nextDouble() < MEANWHILE) {
                retry(first.task());
            }
            if (Instant.now().isAfter(renewal)) {
                Lease renewed = hands.renew(lease);
                if (renewed == null && Instant.now().isAfter(lease.until())) {
                    return;
                }
                lease = renewed == null ? lease : renewed;
                renewal = renewed == null ? Instant.now() : lease.until().minus(RENEW);
            }
            Thread.sleep(LOOK);
        }
        insistence.send("completeTask", lease.input());
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

    private Set<String> delegatePlan(String parent) throws InterruptedException {
        ObjectNode plan = Work.plan(random, 5 + random.nextInt(16), parent);
        return Set.copyOf(insistence.send("delegatePlan", plan).tasks());
    }

    /// Tries again what ended badly of the parts, or of all that it ever asked for.
    private void retry(String parent) throws InterruptedException {
        ObjectNode input = Client.input().put("limit", 1 + random.nextInt(MOST_AGAIN));
        ObjectNode filter = input.putObject("filter");
        filter.putArray("states").add("FAILED").add("DEAD_LETTERED").add("CANCELED");
        if (random.nextDouble() < OF_ITS_PARTS) {
            filter.put("parentId", parent);
        }
        insistence.send("retryTasks", input);
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
