-- Every row belongs to a workspace, and every reference names the workspace too: a row cannot point across the wall.

CREATE TABLE workspace (
    id         uuid PRIMARY KEY DEFAULT uuidv7(),
    name       text NOT NULL UNIQUE CHECK (name ~ '^[a-z][a-z0-9-]{0,62}$'),
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Who calls -----------------------------------------------------------------------------------------------------

CREATE TABLE agent (
    id                   uuid PRIMARY KEY,
    workspace_id         uuid NOT NULL REFERENCES workspace,
    handle               text COLLATE "C" NOT NULL CHECK (handle ~ '^[a-z][a-z0-9-]{0,63}$'),
    display_name         text NOT NULL,
    kind                 text NOT NULL CHECK (kind IN ('ORCHESTRATOR', 'MANAGER', 'SPECIALIST')),
    division             text,
    model                text,
    capabilities         text[] NOT NULL,
    tools                text[] NOT NULL,
    memory_mib           integer CHECK (memory_mib > 0),
    cpu_shares           integer CHECK (cpu_shares > 0),
    reports_to           uuid,
    max_concurrent_tasks integer NOT NULL CHECK (max_concurrent_tasks BETWEEN 1 AND 1000),
    last_seen_at         timestamptz,
    -- What the log said last of its presence; a sweep says OFFLINE once nobody has heard from it for long enough.
    online               boolean NOT NULL DEFAULT false,
    retired_at           timestamptz,
    created_at           timestamptz NOT NULL,
    updated_at           timestamptz NOT NULL,
    UNIQUE (workspace_id, handle),
    UNIQUE (workspace_id, id),
    FOREIGN KEY (workspace_id, reports_to) REFERENCES agent (workspace_id, id),
    CHECK (reports_to <> id)
);
CREATE INDEX agent_reports ON agent (workspace_id, reports_to, handle, id);
CREATE INDEX agent_silent ON agent (last_seen_at) WHERE online;

CREATE TABLE agent_credential (
    client_id    text PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspace,
    agent_id     uuid NOT NULL,
    secret_hash  text NOT NULL,
    created_by   text NOT NULL,
    created_at   timestamptz NOT NULL,
    FOREIGN KEY (workspace_id, agent_id) REFERENCES agent (workspace_id, id)
);
CREATE INDEX agent_credential_agent ON agent_credential (workspace_id, agent_id);

-- The keys that sign Baton's own tokens; all nodes share them.
CREATE TABLE signing_key (
    id         text PRIMARY KEY,
    jwk        text NOT NULL,
    created_at timestamptz NOT NULL
);

-- The first answer to a key, so that a repetition gets it again: the ids of what was answered, in its order.
CREATE TABLE idempotency_key (
    workspace_id uuid NOT NULL REFERENCES workspace,
    caller       text NOT NULL,
    key          text NOT NULL,
    operation    text NOT NULL,
    input_sha256 text NOT NULL,
    answer       uuid[],
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, caller, key)
);

-- A task's life -------------------------------------------------------------------------------------------------

CREATE TABLE task (
    id                    uuid PRIMARY KEY,
    workspace_id          uuid NOT NULL REFERENCES workspace,
    title                 text NOT NULL,
    instructions          text NOT NULL,
    type                  text NOT NULL,
    priority              smallint NOT NULL CHECK (priority BETWEEN 0 AND 3),
    state                 text NOT NULL CHECK (state IN ('WAITING', 'QUEUED', 'WORKING', 'INPUT_REQUIRED', 'IN_REVIEW',
                              'COMPLETED', 'FAILED', 'DEAD_LETTERED', 'REJECTED', 'CANCELED')),
    specification         jsonb,
    labels                text[] NOT NULL,
    required_capabilities text[] NOT NULL,
    parent_id             uuid,
    depth                 smallint NOT NULL CHECK (depth BETWEEN 0 AND 32),
    assignee_id           uuid,
    -- Whether the assignee was named by the delegation, or came by claiming.
    assigned              boolean NOT NULL,
    requester             text NOT NULL,
    requester_agent_id    uuid,
    -- Where it has no named assignee: only agents of this one's subtree may claim it.
    within_id             uuid,
    review_required       boolean NOT NULL,
    self_review           boolean NOT NULL,
    on_dependency_failure text NOT NULL CHECK (on_dependency_failure IN ('WAIT', 'CANCEL', 'RUN')),
    max_attempts          integer NOT NULL CHECK (max_attempts BETWEEN 1 AND 100),
    first_delay_ms        bigint NOT NULL CHECK (first_delay_ms >= 0),
    delay_factor          double precision NOT NULL CHECK (delay_factor >= 1),
    max_delay_ms          bigint NOT NULL CHECK (max_delay_ms >= 0),
    delay_jitter          double precision NOT NULL CHECK (delay_jitter BETWEEN 0 AND 1),
    strikes               integer NOT NULL DEFAULT 0 CHECK (strikes BETWEEN 0 AND max_attempts),
    -- How many dependencies it still waits for; each that is settled takes one off, whatever state the task is in.
    blocked_by            integer NOT NULL CHECK (blocked_by >= 0),
    not_before            timestamptz,
    deadline              timestamptz,
    -- The line it stands in: its named assignee's, or that of all tasks with the same needs.
    queue_id              uuid NOT NULL,
    queued_at             timestamptz NOT NULL,
    -- Its place among the tasks of one priority in one line. Delegators take turns: see next_turn().
    turn                  bigint NOT NULL,
    attempt_id            uuid,
    attempt_count         integer NOT NULL DEFAULT 0,
    lease_token           text,
    lease_ms              bigint,
    lease_expires_at      timestamptz,
    progress_percent      smallint CHECK (progress_percent BETWEEN 0 AND 100),
    progress_milestone    text,
    progress_message      text,
    -- What its agent asked last, and what it was told.
    question              text,
    answer                jsonb,
    result                jsonb,
    failure_code          text,
    failure_message       text,
    created_at            timestamptz NOT NULL,
    updated_at            timestamptz NOT NULL,
    ended_at              timestamptz,
    UNIQUE (workspace_id, id),
    FOREIGN KEY (workspace_id, parent_id) REFERENCES task (workspace_id, id),
    FOREIGN KEY (workspace_id, assignee_id) REFERENCES agent (workspace_id, id),
    FOREIGN KEY (workspace_id, requester_agent_id) REFERENCES agent (workspace_id, id),
    FOREIGN KEY (workspace_id, within_id) REFERENCES agent (workspace_id, id),
    -- Exactly the tasks that are worked on have a lease; while the agent waits for an answer its clock stands still.
    CHECK ((state IN ('WORKING', 'INPUT_REQUIRED')) = (lease_token IS NOT NULL)),
    CHECK ((state = 'WORKING') = (lease_expires_at IS NOT NULL)),
    CHECK (state <> 'INPUT_REQUIRED' OR question IS NOT NULL),
    CHECK (state NOT IN ('WORKING', 'INPUT_REQUIRED') OR (attempt_id IS NOT NULL AND assignee_id IS NOT NULL)),
    CHECK ((state IN ('COMPLETED', 'FAILED', 'DEAD_LETTERED', 'REJECTED', 'CANCELED')) = (ended_at IS NOT NULL)),
    -- What can be claimed waits for nothing.
    CHECK (state <> 'QUEUED' OR blocked_by = 0),
    CHECK (state <> 'WAITING' OR blocked_by > 0 OR not_before IS NOT NULL)
);
CREATE INDEX task_created ON task (workspace_id, created_at, id);
CREATE INDEX task_updated ON task (workspace_id, updated_at, id);
CREATE INDEX task_priority ON task (workspace_id, priority, id);
CREATE INDEX task_state ON task (workspace_id, state, created_at, id);
CREATE INDEX task_type ON task (workspace_id, type, created_at, id);
CREATE INDEX task_parent ON task (workspace_id, parent_id, created_at, id) WHERE parent_id IS NOT NULL;
CREATE INDEX task_assignee ON task (workspace_id, assignee_id, created_at, id) WHERE assignee_id IS NOT NULL;
CREATE INDEX task_queue ON task (workspace_id, queue_id, priority, turn, id) WHERE state = 'QUEUED';
CREATE INDEX task_queue_requester ON task (workspace_id, queue_id, priority, requester, turn) WHERE state = 'QUEUED';
CREATE INDEX task_open_queues ON task (workspace_id, queue_id) WHERE state = 'QUEUED' AND NOT assigned;
CREATE INDEX task_held ON task (workspace_id, assignee_id) WHERE state IN ('WORKING', 'INPUT_REQUIRED');
CREATE INDEX task_lease_expiry ON task (lease_expires_at) WHERE state = 'WORKING';
CREATE INDEX task_due ON task (not_before) WHERE state = 'WAITING' AND blocked_by = 0;
CREATE INDEX task_deadline ON task (deadline) WHERE deadline IS NOT NULL AND ended_at IS NULL;
CREATE INDEX task_open_part ON task (workspace_id, parent_id) WHERE parent_id IS NOT NULL AND ended_at IS NULL;
CREATE INDEX task_open_within ON task (workspace_id, within_id) WHERE within_id IS NOT NULL AND ended_at IS NULL;
CREATE INDEX task_retriable ON task (workspace_id, id)
    WHERE state IN ('FAILED', 'DEAD_LETTERED', 'REJECTED', 'CANCELED');
CREATE INDEX task_dead ON task (workspace_id, ended_at, id) WHERE state = 'DEAD_LETTERED';
CREATE UNIQUE INDEX task_one_attempt ON task (attempt_id) WHERE state = 'WORKING';

-- The place of a task that is queued now: one behind its requester's last of the same line and priority, and never
-- before the head of the line. So delegators take turns, however many tasks each of them brings.
CREATE FUNCTION next_turn(workspace uuid, queue uuid, level smallint, delegator text) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce(greatest(
        (SELECT min(turn) FROM task
         WHERE workspace_id = workspace AND queue_id = queue AND priority = level AND state = 'QUEUED'),
        (SELECT max(turn) + 1 FROM task
         WHERE workspace_id = workspace AND queue_id = queue AND priority = level AND requester = delegator
           AND state = 'QUEUED')), 0)
$$;

CREATE TABLE task_dependency (
    workspace_id  uuid NOT NULL,
    task_id       uuid NOT NULL,
    depends_on_id uuid NOT NULL,
    -- Whether the dependent waits for it no more. Once only: a task that is tried again can complete a second time.
    settled       boolean NOT NULL DEFAULT false,
    PRIMARY KEY (task_id, depends_on_id),
    FOREIGN KEY (workspace_id, task_id) REFERENCES task (workspace_id, id),
    FOREIGN KEY (workspace_id, depends_on_id) REFERENCES task (workspace_id, id),
    CHECK (task_id <> depends_on_id)
);
CREATE INDEX task_dependent ON task_dependency (depends_on_id, task_id);

CREATE TABLE delegation (
    id            uuid PRIMARY KEY,
    workspace_id  uuid NOT NULL,
    task_id       uuid NOT NULL,
    delegator     text NOT NULL,
    from_agent_id uuid,
    to_agent_id   uuid,
    note          text,
    created_at    timestamptz NOT NULL,
    FOREIGN KEY (workspace_id, task_id) REFERENCES task (workspace_id, id),
    FOREIGN KEY (workspace_id, from_agent_id) REFERENCES agent (workspace_id, id),
    FOREIGN KEY (workspace_id, to_agent_id) REFERENCES agent (workspace_id, id)
);
CREATE INDEX delegation_task ON delegation (task_id, id);

CREATE TABLE attempt (
    id            uuid PRIMARY KEY,
    workspace_id  uuid NOT NULL,
    task_id       uuid NOT NULL,
    agent_id      uuid NOT NULL,
    number        integer NOT NULL CHECK (number > 0),
    -- Kept after its end, so that what comes late is known to be this try's.
    lease_token   text NOT NULL,
    started_at    timestamptz NOT NULL,
    ended_at      timestamptz,
    outcome       text CHECK (outcome IN ('COMPLETED', 'FAILED_RETRYABLE', 'FAILED', 'LEASE_EXPIRED', 'CANCELED',
                      'RELEASED', 'HANDED_OFF')),
    error_code    text,
    error_message text,
    UNIQUE (task_id, number),
    UNIQUE (workspace_id, id),
    FOREIGN KEY (workspace_id, task_id) REFERENCES task (workspace_id, id),
    FOREIGN KEY (workspace_id, agent_id) REFERENCES agent (workspace_id, id),
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
);
-- Rule 1: a task has at most one live lease.
CREATE UNIQUE INDEX attempt_one_open ON attempt (task_id) WHERE ended_at IS NULL;

-- What is handed in ---------------------------------------------------------------------------------------------

CREATE TABLE deliverable (
    id           uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    task_id      uuid NOT NULL,
    attempt_id   uuid NOT NULL,
    agent_id     uuid NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('ENDPOINT', 'MIGRATION', 'SCHEMA', 'TEST', 'CODE', 'DOCUMENTATION',
                     'REPORT', 'OTHER')),
    name         text NOT NULL,
    media_type   text NOT NULL,
    size         bigint CHECK (size >= 0),
    sha256       text CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    content      text,
    uri          text,
    revision     integer NOT NULL CHECK (revision > 0),
    review       text NOT NULL DEFAULT 'PENDING' CHECK (review IN ('PENDING', 'ACCEPTED', 'CHANGES_REQUESTED', 'LATE')),
    reviewer     text,
    comment      text,
    reviewed_at  timestamptz,
    created_at   timestamptz NOT NULL,
    UNIQUE (task_id, name, revision),
    FOREIGN KEY (workspace_id, task_id) REFERENCES task (workspace_id, id),
    FOREIGN KEY (workspace_id, attempt_id) REFERENCES attempt (workspace_id, id),
    FOREIGN KEY (workspace_id, agent_id) REFERENCES agent (workspace_id, id),
    CHECK ((content IS NULL) <> (uri IS NULL)),
    CHECK ((review IN ('PENDING', 'LATE')) = (reviewed_at IS NULL)),
    CHECK ((review IN ('PENDING', 'LATE')) = (reviewer IS NULL))
);
CREATE INDEX deliverable_created ON deliverable (workspace_id, created_at, id);
CREATE INDEX deliverable_task ON deliverable (workspace_id, task_id, created_at, id);
CREATE INDEX deliverable_agent ON deliverable (workspace_id, agent_id, created_at, id);

-- The log -------------------------------------------------------------------------------------------------------

-- `ticket` is drawn while the change holds its row locks, so the tickets of one task are in the order of its moves.
-- Tickets of different transactions can become visible out of order, so no reader goes by them: `position` is given
-- after the commit, by number_events(), and that is the order in which everybody reads.
CREATE TABLE event (
    ticket       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    position     bigint UNIQUE,
    id           uuid NOT NULL,
    workspace_id uuid NOT NULL,
    type         text NOT NULL,
    task_id      uuid,
    agent_id     uuid,
    actor        text NOT NULL,
    data         jsonb NOT NULL,
    recorded_at  timestamptz NOT NULL
);
CREATE INDEX event_unnumbered ON event (ticket) WHERE position IS NULL;
CREATE INDEX event_workspace ON event (workspace_id, position);
CREATE INDEX event_task ON event (task_id, position) WHERE task_id IS NOT NULL;
CREATE INDEX event_agent ON event (agent_id, position) WHERE agent_id IS NOT NULL;
CREATE INDEX event_id ON event (id);

-- One row: the last position given. `epoch` names this incarnation of the log, so that a cursor of another one is known.
CREATE TABLE event_head (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch    uuid NOT NULL DEFAULT gen_random_uuid(),
    position bigint NOT NULL DEFAULT 0
);
INSERT INTO event_head DEFAULT VALUES;

-- Gives positions to what was committed since the last call, and answers the log's head. Any node may call it at any
-- time. The lock comes first and the update is a statement of its own, hence with a snapshot of its own: it sees all
-- that the previous holder of the lock numbered. Whatever is visible to one snapshot was committed before it, and a
-- task's earlier move was committed before its later one began, so ticket order within a call keeps cause before effect.
CREATE FUNCTION number_events() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    head bigint;
    numbered bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM event WHERE position IS NULL) THEN
        RETURN (SELECT position FROM event_head);
    END IF;
    SELECT position INTO head FROM event_head FOR UPDATE;
    UPDATE event SET position = head + fresh.nth
    FROM (SELECT ticket, row_number() OVER (ORDER BY ticket) AS nth
          FROM (SELECT ticket FROM event WHERE position IS NULL ORDER BY ticket LIMIT 10000) unnumbered) fresh
    WHERE event.ticket = fresh.ticket;
    GET DIAGNOSTICS numbered = ROW_COUNT;
    UPDATE event_head SET position = head + numbered;
    RETURN head + numbered;
END $$;
