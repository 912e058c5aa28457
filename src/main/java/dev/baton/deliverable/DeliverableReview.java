package dev.baton.deliverable;

import dev.baton.task.ReviewDecision;

/// Where a deliverable is in its review. Only what is PENDING can be judged, and a verdict stays: who is asked for
/// changes hands in the next revision, which is PENDING again.
public enum DeliverableReview {
    /// Who asked for the task, or a person, moves it on.
    PENDING,
    ACCEPTED,
    CHANGES_REQUESTED,
    /// Handed in on a lost lease: part of the work only once who asked for the task, or a person, adopts it.
    LATE;

    static DeliverableReview of(ReviewDecision decision) {
        return switch (decision) {
            case ACCEPT -> ACCEPTED;
            case REQUEST_CHANGES -> CHANGES_REQUESTED;
        };
    }
}
