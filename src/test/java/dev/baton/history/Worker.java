package dev.baton.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An agent that claims tasks and does all that an agent does, right and wrong: works, fails, falls silent, comes too
/// late, takes another's lease for its own.
final class Worker {

    private static final int LONGEST_WORK_MS = 40;
    private static final int MOST_TRIES = 100;
    private static final double IN_BULK = 0.25;
    private static final double HANDS_IN = 0.05;
    private static final double BRINGS_MORE = 0.06;
    private static final Duration SURELY_LATE = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration LONGEST_IDLE = Duration.ofSeconds(2);

    private final Client client;
    private final Hands hands;
    private final Queue<Lease> found;
    private final List<Worker> colleagues;
    private final BooleanSupplier over;
    private final Random random;

    /// Whether this worker still has to be late once, so that even a short run has late work.
    private final AtomicBoolean late = new AtomicBoolean(true);

    /// @param found leases that lie about, where any worker may pick them up
    /// @param colleagues to whom work can be handed
    Worker(Client client, Queue<Lease> found, List<Worker> colleagues, BooleanSupplier over) {
        this.client = client;
        this.hands = new Hands(client);
        this.found = found;
        this.colleagues = colleagues;
        this.over = over;
        this.random = client.random();
    }

    /// Works until it is over.
    void run() throws InterruptedException {
        var busy = new ArrayList<Thread>();
        Duration idle = IDLE;
        while (!over.getAsBoolean()) {
            List<Lease> claimed = hands.claim(1 + random.nextInt(4), 5 + random.nextInt(6));
            if (claimed.size() > 1 && random.nextDouble() < IN_BULK) {
                busy.add(start(_ -> completeAll(claimed)));
            } else {
                claimed.forEach(lease -> busy.add(start(chance -> work(lease, chance))));
            }
            busy.removeIf(thread -> !thread.isAlive());
            stealSomething();
            if (claimed.isEmpty()) {
                Thread.sleep(random.nextLong(idle.toMillis()));
                // Or most of what the gateways do for a large crew is to say that there is nothing.
                idle = idle.compareTo(LONGEST_IDLE) < 0 ? idle.multipliedBy(2) : idle;
            } else {
                idle = IDLE;
            }
        }
        for (Thread thread : busy) {
            thread.join();
        }
    }

    private interface Job {
        void run(Random chance) throws InterruptedException;
    }

    private Thread start(Job job) {
        var own = new Random(random.nextLong());
        return Thread.ofVirtual().start(() -> {
            try {
                job.run(own);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /// Reports on all of them in one request, and completes them in another, again until all of it was answered.
    private void completeAll(List<Lease> leases) throws InterruptedException {
        client.callMany("reportProgressOnTasks", "reportProgress", items("reportProgress", leases));
        List<Client.Item> items = items("completeTask", leases);
        items.forEach(item -> item.input().put("idempotencyKey", item.tag()));
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            List<Call> answers = client.callMany("completeTasks", "completeTask", items);
            if (answers.stream().noneMatch(answer -> answer.outcome() == Call.Outcome.UNKNOWN)) {
                return;
            }
            Thread.sleep(IDLE);
        }
    }

    private List<Client.Item> items(String operation, List<Lease> leases) {
        return leases.stream()
                .map(lease -> {
                    String tag = client.tag();
                    ObjectNode input = Insistence.tagged(operation, tag, lease.input());
                    return new Client.Item(tag, operation.equals("reportProgress") ? input.put("percent", 50) : input);
                })
                .toList();
    }

    private void work(Lease lease, Random chance) throws InterruptedException {
        var insistence = new Insistence(client, chance);
        for (int step = 1; step <= chance.nextInt(3); step++) {
            Thread.sleep(chance.nextInt(LONGEST_WORK_MS));
            hands.report(lease, step * 30);
        }
        if (late.compareAndSet(true, false)) {
            sleepUntil(lease.until().plus(SURELY_LATE));
            Hands.handIn(lease, insistence);
            return;
        }
        if (chance.nextDouble() < HANDS_IN) {
            Hands.handIn(lease, insistence);
        }
        end(lease, chance, insistence);
        if (chance.nextDouble() < BRINGS_MORE) {
            Hands.handIn(lease, insistence);
        }
    }

    private void end(Lease lease, Random chance, Insistence insistence) throws InterruptedException {
        double what = chance.nextDouble();
        if (what < 0.80) {
            insistence.send("completeTask", lease.input());
        } else if (what < 0.87) {
            fail(insistence, lease, true);
        } else if (what < 0.89) {
            fail(insistence, lease, false);
        } else if (what < 0.92) {
            keep(lease, chance);
            insistence.send("completeTask", lease.input());
        } else if (what < 0.93) {
            found.add(lease);
            insistence.send("completeTask", lease.input());
        } else if (what < 0.945) {
            ask(lease, insistence);
        } else if (what < 0.97) {
            comeTooLate(lease, chance, insistence);
        } else if (what < 0.985) {
            passOn(lease, chance, insistence);
        } else if (what < 0.99) {
            insistence.send("releaseTask", lease.input());
        }
        // Otherwise it falls silent.
    }

    private void fail(Insistence insistence, Lease lease, boolean retryable) throws InterruptedException {
        insistence.send("failTask", lease.input().put("code", "HISTORY").put("retryable", retryable));
    }

    /// Asks a question, and completes the task when it was answered.
    private void ask(Lease lease, Insistence insistence) throws InterruptedException {
        insistence.send("requestInput", lease.input());
        ObjectNode variables = Client.input();
        variables.putArray("ids").add(lease.task());
        String state = "INPUT_REQUIRED";
        while (state.equals("INPUT_REQUIRED") && !over.getAsBoolean()) {
            Thread.sleep(IDLE);
            JsonNode data = client.query(Documents.STATES, variables);
            state = data == null ? state : data.at("/nodes/0/state").asString("");
        }
        insistence.send("completeTask", lease.input());
    }

    /// Hands the task to another, who may decline it.
    private void passOn(Lease lease, Random chance, Insistence insistence) throws InterruptedException {
        Worker other = colleagues.get(chance.nextInt(colleagues.size()));
        Call handed = insistence.send("handOffTask", lease.input().put("toAgentId", other.client.subject()));
        if (handed.ok() && chance.nextBoolean()) {
            new Insistence(other.client, chance)
                    .send("declineTask", Client.input().put("taskId", lease.task()));
        }
    }

    /// Renews the lease beyond its first end.
    private void keep(Lease lease, Random chance) throws InterruptedException {
        Lease held = lease;
        for (int times = chance.nextInt(3); held != null && times >= 0; times--) {
            sleepUntil(held.until().minusMillis(1_000 + chance.nextInt(2_000)));
            held = hands.renew(held);
        }
    }

    /// Lets the lease run out, and then goes on as if it had not: just then, and when it was noticed.
    private void comeTooLate(Lease lease, Random chance, Insistence insistence) throws InterruptedException {
        sleepUntil(lease.until().plusMillis(chance.nextInt(1_500)));
        if (chance.nextBoolean()) {
            Hands.handIn(lease, insistence);
        }
        switch (chance.nextInt(4)) {
            case 0 -> hands.report(lease, 90);
            case 1 -> hands.renew(lease);
            case 2 -> fail(insistence, lease, true);
            default -> insistence.send("completeTask", lease.input());
        }
    }

    /// Tries to end another agent's work with the other's own token, or to hand something in with it.
    private void stealSomething() throws InterruptedException {
        Lease others = found.poll();
        if (others != null && random.nextBoolean()) {
            Hands.handIn(others, new Insistence(client, random));
        } else if (others != null) {
            new Insistence(client, random).send("completeTask", others.input());
        }
    }

    private static void sleepUntil(Instant moment) throws InterruptedException {
        Duration left = Duration.between(Instant.now(), moment);
        if (left.isPositive()) {
            Thread.sleep(left);
        }
    }
}
