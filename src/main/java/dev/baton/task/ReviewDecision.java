package dev.baton.task;

import dev.baton.graph.InputCheck;
import org.jspecify.annotations.Nullable;

/// A reviewer's verdict, on a task or on a deliverable.
public enum ReviewDecision {
    ACCEPT,
    REQUEST_CHANGES;

    /// Who asks for changes says which.
    ///
    /// @throws dev.baton.graph.Refusal `InvalidInput` where the comment does not hold
    public static void check(ReviewDecision decision, @Nullable String comment) {
        new InputCheck()
                .require(
                        decision == ACCEPT || (comment != null && !comment.isBlank()),
                        "comment",
                        "Must say what to change.")
                .length("comment", comment, 0, DelegateTaskInput.MAX_TEXT)
                .refuse();
    }
}
