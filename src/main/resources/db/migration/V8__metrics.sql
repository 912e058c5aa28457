-- Metrics: samples for a while, and for good what they amount to by minutes, quarters of an hour, hours and days.

-- The names that a workspace has, and what their values are in.
CREATE TABLE metric (
    workspace_id uuid NOT NULL REFERENCES workspace,
    name         text COLLATE "C" NOT NULL CHECK (name ~ '^[a-z][a-z0-9_.-]{0,99}$'),
    unit         text NOT NULL,
    PRIMARY KEY (workspace_id, name)
);

-- Whatever of a metric is told apart. `id` is a hash of the rest, so whoever has a sample knows its series unasked.
CREATE TABLE metric_series (
    workspace_id uuid NOT NULL,
    id           uuid NOT NULL,
    name         text COLLATE "C" NOT NULL,
    agent_id     uuid,
    division     text,
    task_type    text,
    priority     text,
    labels       jsonb NOT NULL CHECK (jsonb_typeof(labels) = 'object'),
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, name) REFERENCES metric (workspace_id, name),
    FOREIGN KEY (workspace_id, agent_id) REFERENCES agent (workspace_id, id)
);
CREATE INDEX metric_series_name ON metric_series (workspace_id, name, agent_id);

-- A DDSketch with a relative error of 1 %, and its exact count, sum, minimum and maximum, for a stretch of `minutes`
-- from `start` on. `bins` are ascending, and `counts` says how many values each has.
CREATE TABLE metric_rollup (
    workspace_id uuid NOT NULL,
    series_id    uuid NOT NULL,
    minutes      smallint NOT NULL CHECK (minutes IN (1, 15, 60, 1440)),
    start        timestamptz NOT NULL CHECK (extract(epoch FROM start)::bigint % (minutes * 60) = 0),
    count        bigint NOT NULL CHECK (count > 0),
    sum          double precision NOT NULL,
    min          double precision NOT NULL,
    max          double precision NOT NULL,
    bins         integer[] NOT NULL,
    counts       bigint[] NOT NULL CHECK (cardinality(counts) = cardinality(bins)),
    PRIMARY KEY (workspace_id, series_id, minutes, start),
    FOREIGN KEY (workspace_id, series_id) REFERENCES metric_series (workspace_id, id)
) WITH (fillfactor = 80);
-- Minutes are dropped after a while.
CREATE INDEX metric_rollup_minute ON metric_rollup (start) WHERE minutes = 1;

-- Both sketches in one: the bins of both, each with what it counts in the two.
CREATE FUNCTION merge_bins(a_bins integer[], a_counts bigint[], b_bins integer[], b_counts bigint[],
                           OUT bins integer[], OUT counts bigint[]) LANGUAGE sql IMMUTABLE AS $$
    SELECT array_agg(bin ORDER BY bin), array_agg(n ORDER BY bin)
    FROM (SELECT bin, sum(n)::bigint AS n
          FROM (SELECT * FROM unnest(a_bins, a_counts) UNION ALL SELECT * FROM unnest(b_bins, b_counts)) AS both_of (bin, n)
          GROUP BY bin) merged
$$;

-- What was measured of one task, under one name.
CREATE TABLE metric_task (
    workspace_id uuid NOT NULL,
    task_id      uuid NOT NULL,
    name         text COLLATE "C" NOT NULL,
    count        bigint NOT NULL CHECK (count > 0),
    sum          double precision NOT NULL,
    min          double precision NOT NULL,
    max          double precision NOT NULL,
    last         double precision NOT NULL,
    last_at      timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, task_id, name),
    FOREIGN KEY (workspace_id, task_id) REFERENCES task (workspace_id, id),
    FOREIGN KEY (workspace_id, name) REFERENCES metric (workspace_id, name)
);

-- The samples as they were recorded, by days: what is dropped is dropped by the day. `labels` only where the series has
-- others, since its metric has too many.
CREATE TABLE metric_sample (
    workspace_id uuid NOT NULL,
    series_id    uuid NOT NULL,
    time         timestamptz NOT NULL,
    value        double precision NOT NULL,
    task_id      uuid,
    labels       jsonb
) PARTITION BY RANGE (time);
CREATE INDEX metric_sample_series ON metric_sample (workspace_id, series_id, time);

CREATE VIEW metric_day AS
SELECT to_date(substr(child.relname, length('metric_sample_') + 1), 'YYYY_MM_DD') AS day, child.relname::text AS partition
FROM pg_inherits JOIN pg_class child ON child.oid = pg_inherits.inhrelid
WHERE pg_inherits.inhparent = 'metric_sample'::regclass;

-- Makes a day's partition where it is missing. Attaching one lets those who write to the others go on.
CREATE FUNCTION begin_metric_day(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    partition text := 'metric_sample_' || to_char(day, 'YYYY_MM_DD');
BEGIN
    IF to_regclass(partition) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('metric_sample', 0));
        IF to_regclass(partition) IS NULL THEN
            EXECUTE format('CREATE TABLE %I (LIKE metric_sample)', partition);
            EXECUTE format('ALTER TABLE metric_sample ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition,
                           day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
        END IF;
    END IF;
END $$;

-- Drops the oldest day before this one, and answers how many days it dropped: 1 or 0. While a drop waits for those who
-- write, all others would wait behind it; so it waits only for a moment, and whoever called it tries again later.
CREATE FUNCTION drop_metric_day(before date) RETURNS integer LANGUAGE plpgsql SET lock_timeout = '100ms' AS $$
DECLARE
    oldest text;
BEGIN
    SELECT partition INTO oldest FROM metric_day WHERE day < before ORDER BY day LIMIT 1;
    IF oldest IS NULL THEN
        RETURN 0;
    END IF;
    EXECUTE format('DROP TABLE IF EXISTS %I', oldest);
    RETURN 1;
EXCEPTION
    WHEN lock_not_available THEN
        RETURN 0;
END $$;

-- What Baton derives from its log ---------------------------------------------------------------------------------

-- One row: up to where the log was read. It advances in the transaction that writes what was read.
CREATE TABLE metric_checkpoint (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    position bigint NOT NULL DEFAULT 0
);
INSERT INTO metric_checkpoint DEFAULT VALUES;

-- What of a task's life is still running by then.
CREATE TABLE metric_clock (
    workspace_id  uuid NOT NULL,
    task_id       uuid NOT NULL,
    type          text NOT NULL,
    priority      text NOT NULL,
    delegated_at  timestamptz NOT NULL,
    -- Since when it stands in its queue.
    queued_at     timestamptz,
    -- Who holds it, in an attempt that has not ended.
    holder_id     uuid,
    -- The division that the holder was in when it claimed.
    division      text,
    -- Since when it is worked on; NULL while its agent waits for input.
    running_since timestamptz,
    -- How long the attempt was worked on before that.
    ran_ms        bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, task_id),
    FOREIGN KEY (workspace_id, task_id) REFERENCES task (workspace_id, id)
);
CREATE INDEX metric_clock_holder ON metric_clock (workspace_id, holder_id) WHERE holder_id IS NOT NULL;
