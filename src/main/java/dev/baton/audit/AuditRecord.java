package dev.baton.audit;

import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A line of the audit, as the graph shows it.
///
/// @param arguments redacted; null where there were none
/// @param endedAt null where the outcome is unknown
record AuditRecord(
        String id,
        OffsetDateTime at,
        AuditEntry.Kind kind,
        String actor,
        String operation,
        @Nullable Object arguments,
        List<String> targets,
        @Nullable String address,
        String requestId,
        AuditEnd.Outcome outcome,
        List<String> reasons,
        @Nullable OffsetDateTime endedAt) {}
