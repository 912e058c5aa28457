-- When it was claimed last: a claim looks at whose task was served last, whatever line it stood in.
ALTER TABLE task ADD claimed_at timestamptz;
CREATE INDEX task_served ON task (workspace_id, requester, claimed_at) WHERE claimed_at IS NOT NULL;
