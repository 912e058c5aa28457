-- One task's way as the gateway writes it: delegated, claimed and completed, in three transactions. Lower-case words in
-- braces are filled in by the benchmark.
\if :fresh
SELECT id AS agent FROM agent WHERE handle = 'bench-' || :client_id \gset
\set fresh 0
-- So many in stock that nobody finds all of them in the others' hands.
INSERT INTO task (id, workspace_id, title, instructions, type, priority, state, labels, required_capabilities, depth,
                  assigned, requester, review_required, self_review, on_dependency_failure, max_attempts,
                  first_delay_ms, delay_factor, max_delay_ms, delay_jitter, blocked_by, queue_id, queued_at, turn,
                  created_at, updated_at)
SELECT uuidv7(), '{workspace}', 'Do it', '', 'work', 1, 'QUEUED', '{}', '{bench}', 0,
       false, 'stock', false, false, 'WAIT', 3, 1000, 2, 60000, 0.1, 0, '{queue}', now(), i, now(), now()
FROM generate_series(1, 100) i;
\endif
BEGIN;
INSERT INTO task (id, workspace_id, title, instructions, type, priority, state, labels, required_capabilities, depth,
                  assigned, requester, review_required, self_review, on_dependency_failure, max_attempts,
                  first_delay_ms, delay_factor, max_delay_ms, delay_jitter, blocked_by, queue_id, queued_at, turn,
                  created_at, updated_at)
VALUES (uuidv7(), '{workspace}', 'Do it', '', 'work', 1, 'QUEUED', '{}', '{bench}', 0,
        false, 'pgbench', false, false, 'WAIT', 3, 1000, 2, 60000, 0.1, 0, '{queue}', now(),
        next_turn('{workspace}', '{queue}', 1::smallint, 'pgbench'), now(), now())
RETURNING id AS task \gset
INSERT INTO delegation (id, workspace_id, task_id, delegator, created_at)
VALUES (uuidv7(), '{workspace}', :task, 'pgbench', now());
INSERT INTO event_inbox (id, workspace_id, type, task_id, actor, data, recorded_at)
VALUES (uuidv7(), '{workspace}', 'TaskDelegated', :task, 'pgbench', '{event}', now());
COMMIT;
BEGIN;
UPDATE agent SET last_seen_at = now() WHERE workspace_id = '{workspace}' AND id = :agent RETURNING old.last_seen_at, new.*;
{claim} \gset taken_
\if :taken_missed
{widerClaim} \gset taken_
\endif
INSERT INTO event_inbox (id, workspace_id, type, task_id, agent_id, actor, data, recorded_at)
VALUES (uuidv7(), '{workspace}', 'TaskClaimed', :taken_id, :agent, :agent, '{event}', now());
COMMIT;
BEGIN;
SELECT * FROM task WHERE workspace_id = '{workspace}' AND id = :taken_id FOR NO KEY UPDATE;
UPDATE attempt SET ended_at = now(), outcome = 'COMPLETED'
WHERE workspace_id = '{workspace}' AND task_id = :taken_id AND ended_at IS NULL;
UPDATE task
SET state = 'COMPLETED', result = '"done"', lease_token = NULL, lease_ms = NULL, lease_expires_at = NULL,
    updated_at = now(), ended_at = now()
WHERE workspace_id = '{workspace}' AND id = :taken_id AND state = 'WORKING' AND lease_token = :taken_lease_token
RETURNING *;
INSERT INTO event_inbox (id, workspace_id, type, task_id, agent_id, actor, data, recorded_at)
VALUES (uuidv7(), '{workspace}', 'TaskCompleted', :taken_id, :agent, :agent, '{event}', now());
SELECT d.task_id FROM task_dependency d JOIN task t ON t.id = d.task_id
WHERE d.depends_on_id = :taken_id AND NOT d.settled ORDER BY t.id FOR NO KEY UPDATE OF t;
COMMIT;
