package dev.baton.history;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One mutation and what came of it.
///
/// @param caller the subject of the caller's token
/// @param wire over which way, to which node
/// @param tag a word of the input that the mutation's event repeats; sending the same again has the same tag
/// @param code of the problem or error, or why no answer came; null where it was accepted
/// @param payload the answer's payload; a null node where none came
record Call(
        long number,
        String caller,
        String wire,
        String operation,
        @Nullable String tag,
        JsonNode input,
        Instant start,
        Instant end,
        Outcome outcome,
        @Nullable String code,
        JsonNode payload) {

    /// How a call ended.
    enum Outcome {
        OK,
        /// The gateway said that nothing was changed.
        REFUSED,
        /// No answer came, or one that leaves it open whether anything was changed.
        UNKNOWN
    }

    boolean ok() {
        return outcome == Outcome.OK;
    }

    /// The idempotency key, or null where it was sent without one.
    @Nullable
    String key() {
        return Texts.find(input, "idempotencyKey");
    }

    /// The task that the answer is about, or nothing where there is none.
    String object() {
        return payload.at("/task/id").asString("");
    }

    /// The tasks that the answer is about, where it is one or many. Empty where it was not accepted.
    List<String> tasks() {
        if (payload.has("tasks")) {
            return payload.path("tasks")
                    .valueStream()
                    .map(each -> (each.has("task") ? each.path("task") : each)
                            .path("id")
                            .asString(""))
                    .toList();
        }
        return payload.has("task") && ok() ? List.of(object()) : List.of();
    }

    /// All that the answer is about: the leases that were handed out, the deliverable, a plan's tasks by their
    /// keys, or the tasks. Empty where it was not accepted.
    Set<String> objects() {
        return switch (operation) {
            case "claimTasks" -> each("claims", "/leaseToken");
            case "delegatePlan" -> each("tasks", "/key", "/task/id");
            case "submitDeliverable", "adoptDeliverable" ->
                ok() ? Set.of(payload.at("/deliverable/id").asString("")) : Set.of();
            default -> Set.copyOf(tasks());
        };
    }

    private Set<String> each(String list, String... paths) {
        return payload.path(list)
                .valueStream()
                .map(each -> Arrays.stream(paths)
                        .map(path -> each.at(path).asString(""))
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.toSet());
    }

    @Override
    public String toString() {
        return "call %d (%s by %s over %s, %s to %s, %s%s, tag %s)"
                .formatted(number, operation, caller, wire, start, end, outcome, code == null ? "" : " " + code, tag);
    }
}
