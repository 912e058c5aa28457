package dev.baton.history;

import dev.baton.history.Call.Outcome;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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

    /// What is sent for one task.
    ///
    /// @param tag what its event repeats
    record Item(String tag, ObjectNode input) {}

    /// Many of one mutation in a request, each recorded as if it had been sent alone.
    ///
    /// @param bulk the mutation that takes many
    List<Call> callMany(String bulk, String operation, List<Item> items) throws InterruptedException {
        ObjectNode input = JSON.createObjectNode();
        items.forEach(item -> input.withArray("items").add(item.input()));
        int to = chosen();
        Instant start = now();
        Answer answer = ask(to, bulk, input);
        JsonNode results = answer.payload().path("results");
        var calls = new ArrayList<Call>();
        for (int i = 0; i < items.size(); i++) {
            Answer own = answer.outcome() == Outcome.OK ? of(results.path(i)) : answer;
            calls.add(recorded(to, operation, items.get(i).tag(), items.get(i).input(), start, own));
        }
        return calls;
    }

    /// One mutation, recorded.
    Call call(String operation, @Nullable String tag, ObjectNode input) throws InterruptedException {
        return call(chosen(), operation, tag, input);
    }

    /// The same over the way to the node with this number.
    Call call(int to, String operation, @Nullable String tag, ObjectNode input) throws InterruptedException {
        Instant start = now();
        return recorded(to, operation, tag, input, start, ask(to, operation, input));
    }

    private Answer ask(int to, String operation, ObjectNode input) throws InterruptedException {
        try {
            return read(operation, wire(to).ask(Documents.mutation(operation), variables(input)));
        } catch (IOException e) {
            home = to + 1;
            return new Answer(Outcome.UNKNOWN, reason(e), JSON.nullNode());
        }
    }

    private Call recorded(
            int to, String operation, @Nullable String tag, ObjectNode input, Instant start, Answer answer) {
        var call = new Call(
                record.next(),
                subject,
                wire(to).name(),
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

    private Wire wire(int number) {
        return wires.get(number % wires.size());
    }

    /// A query's data, or null where it did not come whole.
    @Nullable
    JsonNode query(String document, ObjectNode variables) throws InterruptedException {
        int to = chosen();
        try {
            JsonNode answer = wire(to).ask(document, variables);
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
            return of(payload);
        }
        String code = errors.at("/0/extensions/code").asString("no answer");
        // Of all errors only these two can come after something was changed.
        boolean open = List.of("UNAVAILABLE", "INTERNAL", "no answer").contains(code);
        return new Answer(open ? Outcome.UNKNOWN : Outcome.REFUSED, code, JSON.nullNode());
    }

    private static Answer of(JsonNode payload) {
        JsonNode problems = payload.path("problems");
        return problems.isEmpty()
                ? new Answer(Outcome.OK, null, payload)
                : new Answer(Outcome.REFUSED, problems.at("/0/code").asString(""), payload);
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
