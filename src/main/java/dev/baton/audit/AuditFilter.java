package dev.baton.audit;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which records; a condition that is null holds for all.
///
/// @param since the first moment
/// @param until the first moment after
record AuditFilter(
        @Nullable List<String> actors,
        @Nullable List<String> operations,
        @Nullable List<AuditEntry.Kind> kinds,
        @Nullable List<AuditEnd.Outcome> outcomes,
        @Nullable String target,
        @Nullable OffsetDateTime since,
        @Nullable OffsetDateTime until) {

    static final AuditFilter ALL = new AuditFilter(null, null, null, null, null, null, null);

    private static final OffsetDateTime FIRST = OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    private static final OffsetDateTime LAST = OffsetDateTime.of(9999, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    OffsetDateTime from() {
        return since == null ? FIRST : since;
    }

    OffsetDateTime to() {
        return until == null ? LAST : until;
    }
}
