package dev.baton.audit;

import dev.baton.audit.AuditEnd.Outcome;
import dev.baton.database.Columns;
import dev.baton.database.Keyset;
import dev.baton.graph.Page;
import dev.baton.graph.PageRequest;
import dev.baton.graph.TypeId;
import dev.baton.graph.WorkspaceId;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/// The audit in pages, the newest first.
@Repository
class AuditPages {

    private static final String COLUMNS = """
        r.id, r.at, r.kind, r.actor, r.operation, r.arguments, r.address, r.request_id,
        o.outcome, o.reasons, o.targets, o.ended_at
        """;

    private static final String OF_ALL = """
        FROM audit_record r
        LEFT JOIN audit_outcome o ON o.at = r.at AND o.record_id = r.id
        WHERE
        """;

    /// Begins at the index of targets.
    private static final String OF_TARGET = """
        FROM audit_outcomes_of(:target) o
        JOIN audit_record r ON r.at = o.at AND r.id = o.record_id
        WHERE
        """;

    private static final String CONDITIONS = """
         r.workspace_id = :workspace
          AND r.at >= :from
          AND r.at < :to
          AND (:actors::text[] IS NULL OR r.actor = ANY(:actors))
          AND (:operations::text[] IS NULL OR r.operation = ANY(:operations))
          AND (:kinds::text[] IS NULL OR r.kind = ANY(:kinds))
          AND (:outcomes::text[] IS NULL OR coalesce(o.outcome, 'UNKNOWN') = ANY(:outcomes))
        """;

    private static final String SELECT = "SELECT " + COLUMNS + ", {key} " + OF_ALL + CONDITIONS + " {page}";
    private static final String COUNT = "SELECT count(*) " + OF_ALL + CONDITIONS;
    private static final String SELECT_OF_TARGET =
            "SELECT " + COLUMNS + ", {key} " + OF_TARGET + CONDITIONS + " {page}";
    private static final String COUNT_OF_TARGET = "SELECT count(*) " + OF_TARGET + CONDITIONS;

    private static final Keyset NEWEST_FIRST = Keyset.descending("audit by time", "r.at", "timestamptz", "r.id");

    private final DatabaseClient client;

    AuditPages(DatabaseClient client) {
        this.client = client;
    }

    Mono<Page<AuditRecord>> page(WorkspaceId workspace, AuditFilter filter, PageRequest request) {
        boolean all = filter.target() == null;
        GenericExecuteSpec page = NEWEST_FIRST.page(client, all ? SELECT : SELECT_OF_TARGET, request);
        GenericExecuteSpec count = client.sql(all ? COUNT : COUNT_OF_TARGET);
        return NEWEST_FIRST.fetch(
                bind(page, workspace, filter),
                request,
                AuditPages::record,
                bind(count, workspace, filter).mapValue(Long.class).one());
    }

    private static GenericExecuteSpec bind(GenericExecuteSpec spec, WorkspaceId workspace, AuditFilter filter) {
        GenericExecuteSpec bound = spec.bind("workspace", workspace.value())
                .bind("from", filter.from())
                .bind("to", filter.to())
                .bind("actors", Columns.texts(filter.actors()))
                .bind("operations", Columns.texts(filter.operations()))
                .bind("kinds", Columns.names(filter.kinds()))
                .bind("outcomes", Columns.names(filter.outcomes()));
        return filter.target() == null ? bound : bound.bind("target", filter.target());
    }

    private static AuditRecord record(Columns columns) {
        Outcome outcome = columns.findConstant("outcome", Outcome.class);
        return new AuditRecord(
                TypeId.format(AuditEntry.PREFIX, columns.uuid("id")),
                columns.time("at"),
                columns.constant("kind", AuditEntry.Kind.class),
                columns.text("actor"),
                columns.text("operation"),
                columns.json("arguments"),
                texts(columns.find("targets", String[].class)),
                columns.find("address", String.class),
                columns.text("request_id"),
                outcome == null ? Outcome.UNKNOWN : outcome,
                texts(columns.find("reasons", String[].class)),
                columns.find("ended_at", OffsetDateTime.class));
    }

    private static List<String> texts(String @Nullable [] texts) {
        return texts == null ? List.of() : List.of(texts);
    }
}
