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
        VALUES ('{w}', '{w}', 'Unknown', '{w}', 'test', '{}', now())
        """;

    static final List<String> TABLES = List.of(
            "workspace",
            "agent",
            "agent_credential",
            "idempotency_key",
            "task",
            "task_dependency",
            "delegation",
            "attempt",
            "deliverable",
            "event");

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
