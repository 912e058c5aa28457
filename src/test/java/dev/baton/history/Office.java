package dev.baton.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The people: they delegate, change their minds, review, and call off what waits for something that will not come.
final class Office {

    private static final Duration LOOK = Duration.ofMillis(400);
    private static final int RECENT = 40;
    private static final double LEADS = 0.03;
    private static final double DEPENDS = 0.35;
    private static final double CANCELED = 0.04;
    private static final double ACCEPTED = 0.75;
    private static final double PLANS = 0.05;

    private final Client client;
    private final Progress progress;
    private final int mostOpen;
    private final SecondChances chances;
    private final List<String> recent = new ArrayList<>();

    /// @param mostOpen how many tasks may be open before the delegating waits
    Office(Client client, Progress progress, int mostOpen) {
        this.client = client;
        this.progress = progress;
        this.mostOpen = mostOpen;
        this.chances = new SecondChances(client);
    }

    /// Delegates tasks as long as there is one more to delegate.
    void delegate(Random random) throws InterruptedException {
        var insistence = new Insistence(client, random);
        var second = new ArrayList<Thread>();
        // Everybody begins with a plan, so that no run is without one.
        int taken = progress.take(size(random));
        while (taken > 0 && !progress.stuck()) {
            while (progress.open() > mostOpen && !progress.stuck()) {
                Thread.sleep(50);
            }
            Call call = taken == 1
                    ? insistence.send("delegateTask", task(random))
                    : insistence.send("delegatePlan", Work.plan(random, taken, null));
            for (String id : call.tasks()) {
                remember(id);
                if (random.nextDouble() < CANCELED) {
                    second.add(Thread.ofVirtual().start(() -> changeMind(id, new Random(id.hashCode()))));
                }
            }
            taken = progress.take(random.nextDouble() < PLANS ? size(random) : 1);
        }
        for (Thread thought : second) {
            thought.join();
        }
    }

    private static int size(Random random) {
        return 5 + random.nextInt(16);
    }

    private ObjectNode task(Random random) {
        ObjectNode input = Work.input(random, random.nextDouble() < LEADS ? Work.LEAD : Work.WORKER);
        if (random.nextDouble() < DEPENDS) {
            some(random).forEach(input.putArray("dependsOn")::add);
        }
        return input;
    }

    private synchronized void remember(String id) {
        recent.add(id);
        if (recent.size() > RECENT) {
            recent.removeFirst();
        }
    }

    private synchronized List<String> some(Random random) {
        return recent.isEmpty()
                ? List.of()
                : Stream.generate(() -> recent.get(random.nextInt(recent.size())))
                        .limit(1L + random.nextInt(3))
                        .distinct()
                        .toList();
    }

    private void changeMind(String id, Random random) {
        try {
            Thread.sleep(random.nextInt(1_500));
            new Insistence(client, random).send("cancelTask", Client.input().put("taskId", id));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Tries again some of what ended badly, until it is over.
    void retry(Random random, BooleanSupplier over) throws InterruptedException {
        while (!over.getAsBoolean()) {
            // Not to the end, or there would be none.
            if (progress.share() < 1) {
                chances.give(random, inState("DESC", SecondChances.ENDED_BADLY));
            }
            Thread.sleep(LOOK);
        }
    }

    /// Reviews, answers, and calls off what is blocked for good, until it is over.
    void look(Random random, BooleanSupplier over) throws InterruptedException {
        var insistence = new Insistence(client, random);
        while (!over.getAsBoolean()) {
            for (JsonNode task : inState("ASC", "IN_REVIEW")) {
                boolean good = random.nextDouble() < ACCEPTED;
                insistence.send("reviewTask", id(task).put("decision", good ? "ACCEPT" : "REQUEST_CHANGES"));
            }
            for (JsonNode task : inState("ASC", "INPUT_REQUIRED")) {
                insistence.send("provideInput", id(task));
            }
            for (JsonNode task : inState("ASC", "WAITING")) {
                if (blockedForGood(task)) {
                    insistence.send("cancelTask", id(task));
                }
            }
            Thread.sleep(LOOK);
        }
    }

    static ObjectNode id(JsonNode task) {
        return Client.input().put("taskId", task.path("id").asString());
    }

    // What is to be canceled with its dependency is so once: tried again, it waits for the other to be tried again.
    private boolean blockedForGood(JsonNode task) {
        String mode = task.path("onDependencyFailure").asString("");
        boolean waits = mode.equals("WAIT")
                || (mode.equals("CANCEL") && chances.given(task.path("id").asString()));
        return waits
                && task.path("dependencies")
                        .valueStream()
                        .map(dependency -> dependency.path("state").asString(""))
                        .anyMatch(state -> EndTask.isEnd(state) && !state.equals("COMPLETED"));
    }

    private List<JsonNode> inState(String order, String... states) throws InterruptedException {
        ObjectNode variables = Client.input().put("order", order);
        List.of(states).forEach(variables.putArray("states")::add);
        @Nullable JsonNode data = client.query(Documents.IN_STATE, variables);
        return data == null ? List.of() : data.at("/tasks/nodes").valueStream().toList();
    }

    /// Counts what is open, until it is over.
    void count(BooleanSupplier over) throws InterruptedException {
        while (!over.getAsBoolean()) {
            @Nullable JsonNode data = client.query(Documents.COUNTS, Client.input());
            if (data != null) {
                progress.seen(data.at("/workspace/taskCounts")
                        .valueStream()
                        .filter(count -> !EndTask.isEnd(count.path("state").asString("")))
                        .mapToLong(count -> count.path("count").asLong())
                        .sum());
            }
            Thread.sleep(LOOK);
        }
    }
}
