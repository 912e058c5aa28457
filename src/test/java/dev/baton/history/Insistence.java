package dev.baton.history;

import dev.baton.history.Call.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Sends what must not be lost, as a careful client with a bad memory would: again with the same key until an answer
/// comes, and now and then though one came, to both nodes at once, or with other arguments.
final class Insistence {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(300);

    private static final double TWICE_AT_ONCE = 0.05;
    private static final double GIVES_UP = 0.05;
    private static final double AGAIN = 0.12;
    private static final double OTHERWISE = 0.03;

    private final Client client;
    private final Random random;

    Insistence(Client client, Random random) {
        this.client = client;
        this.random = random;
    }

    /// @return the last call of them
    Call send(String operation, ObjectNode input) throws InterruptedException {
        String tag = client.tag();
        ObjectNode tagged = tagged(operation, tag, input).put("idempotencyKey", tag);
        Thread twin = random.nextDouble() < TWICE_AT_ONCE ? twin(operation, tag, tagged) : null;
        Call answer = untilAnswered(operation, tag, tagged);
        if (twin != null) {
            twin.join();
        }
        if (answer.ok() && random.nextDouble() < AGAIN) {
            Call again = client.call(random.nextInt(2), operation, tag, tagged);
            answer = again.ok() ? again : answer;
        }
        if (answer.ok() && random.nextDouble() < OTHERWISE) {
            String other = client.tag();
            client.call(operation, other, tagged(operation, other, input).put("idempotencyKey", tag));
        }
        return answer;
    }

    private Thread twin(String operation, String tag, ObjectNode tagged) {
        int to = random.nextInt(2);
        return Thread.ofVirtual().start(() -> {
            try {
                client.call(to, operation, tag, tagged);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private Call untilAnswered(String operation, String tag, ObjectNode tagged) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        Call answer = client.call(operation, tag, tagged);
        while (answer.outcome() == Outcome.UNKNOWN
                && Instant.now().isBefore(deadline)
                && random.nextDouble() >= GIVES_UP) {
            Thread.sleep(ThreadLocalRandom.current().nextLong(PAUSE.toMillis()));
            answer = client.call(operation, tag, tagged);
        }
        return answer;
    }

    /// The input with the tag where the operation's event repeats it.
    static ObjectNode tagged(String operation, String tag, ObjectNode input) {
        ObjectNode tagged = input.deepCopy();
        switch (operation) {
            case "delegateTask" -> tagged.put("title", tag);
            case "completeTask" -> tagged.putObject("result").put("by", tag);
            case "failTask", "reportProgress" -> tagged.put("message", tag);
            case "reviewTask" -> tagged.put("comment", tag);
            case "cancelTask", "declineTask", "releaseTask" -> tagged.put("reason", tag);
            case "handOffTask", "retryTask", "retryTasks" -> tagged.put("note", tag);
            case "delegatePlan" ->
                tagged.path("tasks").forEach(step -> ((ObjectNode) step).put("title", title(tag, step)));
            case "submitDeliverable" -> tagged.put("name", tag).put("content", "# " + tag);
            case "adoptDeliverable" -> tagged.put("comment", tag);
            case "requestInput" -> tagged.put("question", tag);
            case "provideInput" -> tagged.putObject("answer").put("by", tag);
            default -> throw new IllegalArgumentException(operation);
        }
        return tagged;
    }

    private static String title(String tag, JsonNode step) {
        return tag + " " + step.path("key").asString();
    }
}
