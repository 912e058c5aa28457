package dev.baton.history;

import java.time.Instant;
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

    /// All that the answer is about: the task, or the leases that were handed out. Empty where it was not
    /// accepted.
    Set<String> objects() {
        return payload.has("claims")
                ? payload.path("claims")
                        .valueStream()
                        .map(claim -> claim.path("leaseToken").asString(""))
                        .collect(Collectors.toSet())
                : ok() ? Set.of(object()) : Set.of();
    }

    @Override
    public String toString() {
        return "call %d (%s by %s over %s, %s to %s, %s%s, tag %s)"
                .formatted(number, operation, caller, wire, start, end, outcome, code == null ? "" : " " + code, tag);
    }
}
