package dev.baton.audit;

import static dev.baton.database.Columns.column;

import dev.baton.database.Columns;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The audit's rows, which are added and never changed, many at once.
@Repository
class AuditRows {

    /// Lets the statement's transaction commit without waiting for the disk. What is committed after it and does
    /// wait takes it along, for PostgreSQL writes its log in order: see docs/adr/0008.
    private static final String LAZILY =
            "WITH lazily AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS off) ";

    private static final String BEGIN = LAZILY + """
        INSERT INTO audit_record (id, at, workspace_id, kind, actor, operation, arguments, address, request_id)
        SELECT fresh.id, fresh.at, fresh.workspace_id, fresh.kind, fresh.actor, fresh.operation,
               fresh.arguments::jsonb, fresh.address, fresh.request_id
        FROM lazily, unnest(:ids, :ats, :workspaces, :kinds, :actors, :operations, :arguments, :addresses, :requests)
            AS fresh (id, at, workspace_id, kind, actor, operation, arguments, address, request_id)
        """;

    private static final String ENDS = """
        INSERT INTO audit_outcome (record_id, at, workspace_id, outcome, reasons, targets, ended_at)
        SELECT fresh.record_id, fresh.at, fresh.workspace_id, fresh.outcome,
               string_to_array(fresh.reasons, ' '), string_to_array(fresh.targets, ' '), fresh.ended_at
        """;

    private static final String ENDED = """
        unnest(:ids, :ats, :workspaces, :outcomes, :reasons, :targets, :ends)
            AS fresh (record_id, at, workspace_id, outcome, reasons, targets, ended_at)
        """;

    private static final String END = ENDS + "FROM " + ENDED;

    private static final String END_LAZILY = LAZILY + ENDS + "FROM lazily, " + ENDED;

    private final DatabaseClient client;
    private final AuditDays days;

    AuditRows(DatabaseClient client, AuditDays days) {
        this.client = client;
        this.days = days;
    }

    Mono<Void> begin(List<AuditEntry> entries) {
        return insert(bindEntries(client.sql(BEGIN), entries), entries);
    }

    Mono<Void> end(List<AuditEnd> ends) {
        String sql = ends.stream().anyMatch(AuditEnd::mustBeKept) ? END : END_LAZILY;
        List<AuditEntry> entries = ends.stream().map(AuditEnd::entry).toList();
        return insert(
                identify(client.sql(sql), entries)
                        .bind("outcomes", column(ends, end -> end.outcome().name(), String[]::new))
                        .bind("reasons", column(ends, end -> String.join(" ", end.reasons()), String[]::new))
                        .bind("targets", column(ends, end -> String.join(" ", end.targets()), String[]::new))
                        .bind("ends", column(ends, end -> utc(end.at()), OffsetDateTime[]::new)),
                entries);
    }

    /// A row that has no day yet is refused as one that breaks a constraint.
    private Mono<Void> insert(GenericExecuteSpec rows, List<AuditEntry> entries) {
        Mono<Void> makeDays = Flux.fromIterable(entries)
                .map(AuditEntry::at)
                .distinct(at -> at.atOffset(ZoneOffset.UTC).toLocalDate())
                .concatMap(days::begin)
                .then();
        return rows.then().onErrorResume(DataIntegrityViolationException.class, _ -> makeDays.then(rows.then()));
    }

    private static GenericExecuteSpec bindEntries(GenericExecuteSpec spec, Collection<AuditEntry> entries) {
        return identify(spec, entries)
                .bind("kinds", column(entries, entry -> entry.kind().name(), String[]::new))
                .bind("actors", column(entries, AuditEntry::actor, String[]::new))
                .bind("operations", column(entries, AuditEntry::operation, String[]::new))
                .bind("arguments", column(entries, AuditEntry::arguments, String[]::new))
                .bind("addresses", column(entries, AuditEntry::address, String[]::new))
                .bind("requests", column(entries, AuditEntry::requestId, String[]::new));
    }

    private static GenericExecuteSpec identify(GenericExecuteSpec spec, Collection<AuditEntry> entries) {
        return spec.bind("ids", column(entries, AuditEntry::id, UUID[]::new))
                .bind("ats", column(entries, entry -> utc(entry.at()), OffsetDateTime[]::new))
                .bind("workspaces", column(entries, entry -> Columns.value(entry.workspace()), UUID[]::new));
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
