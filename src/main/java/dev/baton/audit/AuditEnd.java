package dev.baton.audit;

import java.time.Instant;
import java.util.Set;

/// What came of an entry.
///
/// @param reasons the codes of the problems, or of the error
/// @param targets the typed ids of what it was about
record AuditEnd(AuditEntry entry, Outcome outcome, Set<String> reasons, Set<String> targets, Instant at) {

    /// How it ended.
    enum Outcome {
        /// As asked.
        DONE,
        /// Some of the items as asked.
        PARTLY,
        /// With a problem, or before it began: nothing has changed.
        REFUSED,
        /// With an error.
        FAILED,
        /// Nobody knows: the gateway or the database stopped meanwhile. Never written.
        UNKNOWN
    }

    /// Whether losing it in a crash would hide an attempt that was answered.
    boolean mustBeKept() {
        return outcome == Outcome.REFUSED || outcome == Outcome.FAILED || entry.kind() == AuditEntry.Kind.SIGN_IN;
    }
}
