-- When it was claimed last: a claim looks at whose tasks of what priority were served last, from which line and by whom.
ALTER TABLE task ADD claimed_at timestamptz;
CREATE INDEX task_served_from ON task (workspace_id, requester, priority, queue_id, claimed_at)
    WHERE claimed_at IS NOT NULL;
CREATE INDEX task_served_by ON task (workspace_id, requester, priority, assignee_id, claimed_at)
    WHERE claimed_at IS NOT NULL;
