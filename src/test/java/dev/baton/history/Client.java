package dev.baton.history;

import dev.baton.history.Call.Outcome;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A caller with a way to each node. It stays with one as long as that answers, mostly, and records all it sends.
final class Client implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final double WANDERS = 0.1;

    private final String subject;
    private final List<Wire> wires;
    private final Recording record;
    private final Random random;
    private volatile int home;

    Client(String subject, List<Wire> wires, Recording record, Random random) {
        this.subject = subject;
        this.wires = wires;
        this.record = record;
        this.random = random;
        this.home = random.nextInt(wires.size());
    }

    String subject() {
        return subject;
    }

    Random random() {
        return random;
    }

    String tag() {
        return record.tag();
    }

    static ObjectNode input() {
        return JSON.createObjectNode();
    }

    /// One mutation, recorded.
    Call call(String operation, @Nullable String tag, ObjectNode input) throws InterruptedException {
        return call(chosen(), operation, tag, input);
    }

    /// The same over the way to the node with this number.
    Call call(int to, String operation, @Nullable String tag, ObjectNode input) throws InterruptedException {
        Wire wire = wires.get(to % wires.size());
        long number = record.next();
        Instant start = now();
        Answer answer;
        try {
            answer = read(operation, wire.ask(Documents.mutation(operation), variables(input)));
        } catch (IOException e) {
            home = to + 1;
            answer = new Answer(Outcome.UNKNOWN, reason(e), JSON.nullNode());
        }
        var call = new Call(
                number,
                subject,
                wire.name(),
                operation,
                tag,
                input.deepCopy(),
                start,
                now(),
                answer.outcome(),
                answer.code(),
                answer.payload());
        record.add(call);
        return call;
    }

    /// A query's data, or null where it did not come whole.
    @Nullable
    JsonNode query(String document, ObjectNode variables) throws InterruptedException {
        int to = chosen();
        try {
            JsonNode answer = wires.get(to % wires.size()).ask(document, variables);
            String code = answer.at("/errors/0/extensions/code").asString("");
            if (code.equals("VALIDATION_FAILED") || code.equals("BAD_REQUEST")) {
                throw new IllegalStateException(answer.toString());
            }
            return answer.has("errors") || !answer.path("data").isObject() ? null : answer.path("data");
        } catch (IOException _) {
            home = to + 1;
            return null;
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private int chosen() {
        return random.nextDouble() < WANDERS ? home + 1 : home;
    }

    private record Answer(Outcome outcome, @Nullable String code, JsonNode payload) {}

    private static Answer read(String operation, JsonNode answer) {
        JsonNode payload = answer.path("data").path(operation);
        JsonNode errors = answer.path("errors");
        if (payload.isObject() && errors.isEmpty()) {
            JsonNode problems = payload.path("problems");
            return problems.isEmpty()
                    ? new Answer(Outcome.OK, null, payload)
                    : new Answer(Outcome.REFUSED, problems.at("/0/code").asString(""), payload);
        }
        String code = errors.at("/0/extensions/code").asString("no answer");
        // Of all errors only these two can come after something was changed.
        boolean open = List.of("UNAVAILABLE", "INTERNAL", "no answer").contains(code);
        return new Answer(open ? Outcome.UNKNOWN : Outcome.REFUSED, code, JSON.nullNode());
    }

    private static ObjectNode variables(ObjectNode input) {
        return JSON.createObjectNode().set("input", input);
    }

    // As PostgreSQL keeps time, so that moments can be compared.
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public void close() {
        wires.forEach(Wire::close);
    }
}
