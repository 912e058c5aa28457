package dev.baton.graph;

import java.util.List;

/// Why the domain refuses a mutation: a value of the schema, in the payload's `problems`, not an error. The record's
/// name is the GraphQL type's name; `message` says what the caller can do.
public sealed interface Problem {

    String message();

    /// The stable name a program switches on.
    default String code() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(java.util.Locale.ROOT);
    }

    /// There is no such object in the caller's workspace; a foreign object answers the same.
    record NotFound(String message, String id) implements Problem {}

    /// The caller may not do this to this object.
    record Forbidden(String message) implements Problem {}

    /// Some input does not hold; `fields` names every one of them.
    record InvalidInput(String message, List<Field> fields) implements Problem {

        /// One bad field: its path below `input`, and what is wrong with it.
        public record Field(List<String> path, String message) {}
    }

    /// The transition table refuses: the object is in a state from which this cannot be done.
    record Conflict(String message, String state) implements Problem {}

    /// The lease ran out, or the task was taken, canceled or handed off. Stop working on it.
    record LeaseLost(String message) implements Problem {}

    /// The key was used before with other arguments.
    record IdempotencyConflict(String message, String idempotencyKey) implements Problem {}

    /// The edge would close a circle.
    record Cycle(String message) implements Problem {}

    /// The delegation is outside the caller's subtree, too deep, or one too many.
    record DelegationRefused(String message) implements Problem {}
}
