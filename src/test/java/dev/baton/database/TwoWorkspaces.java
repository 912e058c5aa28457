package dev.baton.database;

import dev.baton.graph.WorkspaceId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Two workspaces with a row in every table, made behind the gateway's back.
record TwoWorkspaces(WorkspaceId own, WorkspaceId other) {

    private static final String FILL = """
        INSERT INTO workspace (id, name) VALUES ('{w}', 'w-{w}');
        INSERT INTO agent (id, workspace_id, handle, display_name, kind, capabilities, tools, max_concurrent_tasks,
                           created_at, updated_at)
        VALUES ('{w}', '{w}', 'able', 'Able', 'SPECIALIST', '{}', '{}', 1, now(), now());
        INSERT INTO agent_credential (client_id, workspace_id, agent_id, secret_hash, created_by, created_at)
        VALUES ('client of {w}', '{w}', '{w}', 'x', 'test', now());
        INSERT INTO idempotency_key (workspace_id, caller, key, operation, input_sha256, created_at)
        VALUES ('{w}', 'test', 'k', 'o', 'x', now());
        INSERT INTO task (id, workspace_id, title, instructions, type, priority, state, labels, required_capabilities,
                          depth, assignee_id, assigned, requester, review_required, self_review, on_dependency_failure,
                          max_attempts, first_delay_ms, delay_factor, max_delay_ms, delay_jitter, blocked_by,
                          queue_id, queued_at, turn, created_at, updated_at, ended_at)
        SELECT id, '{w}', 't', '', 't', 1, 'CANCELED', '{}', '{}',
               0, '{w}', true, 'test', false, false, 'WAIT', 3, 0, 1, 0, 0, 0, '{w}', now(), 0, now(), now(), now()
        FROM unnest(ARRAY['{w}'::uuid, md5('{w}')::uuid]) AS id;
        INSERT INTO task_dependency (workspace_id, task_id, depends_on_id) VALUES ('{w}', '{w}', md5('{w}')::uuid);
        INSERT INTO delegation (id, workspace_id, task_id, delegator, created_at)
        VALUES ('{w}', '{w}', '{w}', 'test', now());
        INSERT INTO attempt (id, workspace_id, task_id, agent_id, number, lease_token, started_at, ended_at, outcome)
        VALUES ('{w}', '{w}', '{w}', '{w}', 1, 'x', now(), now(), 'CANCELED');
        INSERT INTO deliverable (id, workspace_id, task_id, attempt_id, agent_id, kind, name, media_type, content,
                                 revision, created_at)
        VALUES ('{w}', '{w}', '{w}', '{w}', '{w}', 'OTHER', 'x', 'text/plain', 'x', 1, now());
        INSERT INTO event_inbox (id, workspace_id, type, task_id, actor, data, recorded_at)
        VALUES ('{w}', '{w}', 'Unknown', '{w}', 'test', '{}', now());
        INSERT INTO refresh_family (id, workspace_id, client_id, generation, token_sha256, created_at, expires_at)
        VALUES ('{w}', '{w}', 'client of {w}', 1, 'x', now(), now());
        INSERT INTO audit_record (id, at, workspace_id, kind, actor, operation, request_id)
        VALUES ('{w}', now(), '{w}', 'MUTATION', 'test', 'o', 'r');
        INSERT INTO audit_outcome (record_id, at, workspace_id, outcome, reasons, targets, ended_at)
        VALUES ('{w}', now(), '{w}', 'DONE', '{}', '{t}', now());
        INSERT INTO client_plan (workspace_id, subject, capacity, refill_per_second, max_operation_cost, set_by, set_at)
        VALUES ('{w}', 'test', 1, 1, 1, 'test', now());
        INSERT INTO metric (workspace_id, name, unit) VALUES ('{w}', 'm', '1');
        INSERT INTO metric_series (workspace_id, id, name, labels) VALUES ('{w}', '{w}', 'm', '{}');
        INSERT INTO metric_rollup (workspace_id, series_id, minutes, start, count, sum, min, max, sketch)
        VALUES ('{w}', '{w}', 1, date_trunc('hour', now()), 1, 1, 1, 1, 'CB');
        INSERT INTO metric_task (workspace_id, task_id, name, count, sum, min, max, last, last_at)
        VALUES ('{w}', '{w}', 'm', 1, 1, 1, 1, 1, now());
        SELECT begin_metric_day((now() AT TIME ZONE 'UTC')::date);
        INSERT INTO metric_sample (workspace_id, series_id, time, value) VALUES ('{w}', '{w}', now(), 1);
        INSERT INTO metric_clock (workspace_id, task_id, type, priority, delegated_at)
        VALUES ('{w}', '{w}', 't', 'LOW', now())
        """;

    /// @param owner a connection as the database's owner
    static TwoWorkspaces make(Connection owner) throws SQLException {
        var both = new TwoWorkspaces(WorkspaceId.next(), WorkspaceId.next());
        try (var sql = owner.createStatement()) {
            for (WorkspaceId workspace : List.of(both.own, both.other)) {
                sql.execute(FILL.replace("{w}", workspace.value().toString()));
            }
            sql.execute("SELECT number_events((now() AT TIME ZONE 'UTC')::date)");
        }
        return both;
    }
}
