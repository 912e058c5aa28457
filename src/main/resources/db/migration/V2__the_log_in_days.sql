-- The log in days: what is written waits in `event_inbox` for its position, and moves to the day's partition of
-- `event`. Retention drops a day at once.

ALTER TABLE event RENAME TO event_before;
DROP FUNCTION number_events();

-- `ticket` is drawn while the change holds its row locks, so the tickets of one task are in the order of its moves.
-- Tickets of different transactions can become visible out of order, so no reader goes by them. Rows stay for a moment
-- only, and leave dead ones behind in numbers that have nothing to do with the table's size.
CREATE TABLE event_inbox (
    ticket       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id           uuid NOT NULL,
    workspace_id uuid NOT NULL,
    type         text NOT NULL,
    task_id      uuid,
    agent_id     uuid,
    -- The agent's division when this was written; the agent's row tells only what it is now.
    division     text,
    actor        text NOT NULL,
    data         jsonb NOT NULL,
    recorded_at  timestamptz NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- A position says its day: the days since 1970 above 40 bits, and below them the event's number, from 1. So the days'
-- bounds never change, a page by position reads the partitions in order, and no other index is needed to keep positions
-- apart. Within a day they have no gaps.
CREATE TABLE event (
    position     bigint PRIMARY KEY,
    id           uuid NOT NULL,
    workspace_id uuid NOT NULL,
    type         text NOT NULL,
    task_id      uuid,
    agent_id     uuid,
    division     text,
    actor        text NOT NULL,
    data         jsonb NOT NULL,
    recorded_at  timestamptz NOT NULL
) PARTITION BY RANGE (position);

-- Cursors up to `floor` point at what retention has dropped.
ALTER TABLE event_head ADD floor bigint NOT NULL DEFAULT 0;

-- The days that there are, by the names of their partitions.
CREATE VIEW event_day AS
SELECT to_date(substr(child.relname, length('event_') + 1), 'YYYY_MM_DD') AS day, child.relname::text AS partition
FROM pg_inherits JOIN pg_class child ON child.oid = pg_inherits.inhrelid
WHERE pg_inherits.inhparent = 'event'::regclass;

-- The place before a day's first event.
CREATE FUNCTION event_day_start(day date) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT (day - DATE '1970-01-01')::bigint << 40
$$;

-- What was written before this migration keeps its positions, all of them below those of any day: the migration's own day
-- begins as early as the log does.
DO $$
DECLARE
    today date := (now() AT TIME ZONE 'UTC')::date;
BEGIN
    EXECUTE format('CREATE TABLE %I PARTITION OF event FOR VALUES FROM (MINVALUE) TO (%s)',
                   'event_' || to_char(today, 'YYYY_MM_DD'), event_day_start(today + 1) + 1);
    INSERT INTO event (position, id, workspace_id, type, task_id, agent_id, actor, data, recorded_at)
    SELECT position, id, workspace_id, type, task_id, agent_id, actor, data, recorded_at
    FROM event_before
    WHERE position IS NOT NULL;
    INSERT INTO event_inbox (id, workspace_id, type, task_id, agent_id, actor, data, recorded_at)
    SELECT id, workspace_id, type, task_id, agent_id, actor, data, recorded_at
    FROM event_before
    WHERE position IS NULL
    ORDER BY ticket;
    UPDATE event_head SET position = greatest(position, event_day_start(today));
END $$;

DROP TABLE event_before;

CREATE INDEX event_workspace ON event (workspace_id, position);
-- The workspace goes with the task and the agent, although they imply it: PostgreSQL does not know that, expects next to no
-- rows of both, and reads all that there are rather than the first of them.
CREATE INDEX event_task ON event (workspace_id, task_id, position) WHERE task_id IS NOT NULL;
CREATE INDEX event_agent ON event (workspace_id, agent_id, position) WHERE agent_id IS NOT NULL;
CREATE INDEX event_id ON event (id);

-- Makes a day's partition where it is missing. Attaching one lets the readers of the others go on; `PARTITION OF` would
-- wait for all of them, and hold up those that come.
CREATE FUNCTION begin_event_day(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    partition text := 'event_' || to_char(day, 'YYYY_MM_DD');
BEGIN
    IF to_regclass(partition) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE event)', partition);
        EXECUTE format('ALTER TABLE event ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
                       partition, event_day_start(day) + 1, event_day_start(day + 1) + 1);
    END IF;
END $$;

-- Gives positions to what was committed since the last call, and answers the log's head. Any node may call it at any
-- time. The lock comes first and the move is a statement of its own, hence with a snapshot of its own: it sees all that
-- the previous holder of the lock moved. Whatever is visible to one snapshot was committed before it, and a task's earlier
-- move was committed before its later one began, so ticket order within a call keeps cause before effect. A node whose
-- clock is behind the head's day goes on in that day.
CREATE FUNCTION number_events(today date) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    start bigint;
    moved bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM event_inbox) THEN
        RETURN (SELECT position FROM event_head);
    END IF;
    SELECT greatest(position, event_day_start(today)) INTO start FROM event_head FOR UPDATE;
    PERFORM begin_event_day(DATE '1970-01-01' + (start >> 40)::integer);
    WITH fresh AS (
        DELETE FROM event_inbox
        WHERE ticket IN (SELECT ticket FROM event_inbox ORDER BY ticket LIMIT 10000)
        RETURNING *)
    INSERT INTO event (position, id, workspace_id, type, task_id, agent_id, division, actor, data, recorded_at)
    SELECT start + row_number() OVER (ORDER BY ticket),
           id, workspace_id, type, task_id, agent_id, division, actor, data, recorded_at
    FROM fresh;
    GET DIAGNOSTICS moved = ROW_COUNT;
    UPDATE event_head SET position = start + moved WHERE moved > 0;
    RETURN (SELECT position FROM event_head);
END $$;

-- Drops the oldest day before this one and raises the floor to its last position, and answers how many days it dropped:
-- 1 or 0. The head's own day is never dropped. Dropping a partition locks the log against its readers, and while it waits
-- for them, those that come wait too; so it waits only for a moment, and whoever called it tries again later.
CREATE FUNCTION drop_event_day(before date) RETURNS integer LANGUAGE plpgsql SET lock_timeout = '100ms' AS $$
DECLARE
    head date;
    oldest text;
    dropped bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM event_day WHERE day < before) THEN
        RETURN 0;
    END IF;
    SELECT DATE '1970-01-01' + (position >> 40)::integer INTO head FROM event_head FOR UPDATE;
    SELECT partition INTO oldest FROM event_day WHERE day < least(before, head) ORDER BY day LIMIT 1;
    IF oldest IS NULL THEN
        RETURN 0;
    END IF;
    EXECUTE format('SELECT max(position) FROM %I', oldest) INTO dropped;
    EXECUTE format('DROP TABLE %I', oldest);
    UPDATE event_head SET floor = greatest(floor, dropped);
    RETURN 1;
EXCEPTION
    WHEN lock_not_available THEN
        RETURN 0;
END $$;
