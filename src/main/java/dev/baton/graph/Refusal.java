package dev.baton.graph;

import java.util.List;

/// Carries a [Problem] out of a transaction, which rolls back: a mutation that reports a problem has changed
/// nothing.
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public Refusal(Problem problem) {
        // An expected answer, not a fault: no stack trace.
        super(problem.message(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }

    /// What a payload's `problems` holds.
    public List<Problem> problems() {
        return List.of(problem);
    }

    /// For an object that the caller's workspace does not have.
    public static Refusal notFound(String what, Object id) {
        return new Refusal(
                new Problem.NotFound("There is no %s %s in this workspace.".formatted(what, id), id.toString()));
    }

    /// For a single bad field, by its path below `input`.
    public static Refusal invalid(String field, String message) {
        return new Refusal(new Problem.InvalidInput(
                "The input is invalid: see fields.", List.of(new Problem.InvalidInput.Field(List.of(field), message))));
    }
}
