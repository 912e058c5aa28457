-- Credentials -----------------------------------------------------------------------------------------------------

-- A rotation makes the next generation of the secret; the one before it is good until `previous_until`. Tokens say the
-- generation that they were given to, and end with it.
ALTER TABLE agent_credential
    ADD generation     integer NOT NULL DEFAULT 1,
    ADD previous_hash  text,
    ADD previous_until timestamptz,
    ADD rotated_at     timestamptz,
    ADD revoked_at     timestamptz,
    ADD revoked_by     text,
    ADD UNIQUE (workspace_id, client_id),
    ADD CHECK ((previous_hash IS NULL) = (previous_until IS NULL)),
    ADD CHECK ((revoked_at IS NULL) = (revoked_by IS NULL));

-- The refresh tokens that came one from the other: only the hash of the last one is kept, so that any other of the family
-- is one that was used before.
CREATE TABLE refresh_family (
    id           uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspace,
    client_id    text NOT NULL,
    generation   integer NOT NULL,
    token_sha256 text NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    ended_at     timestamptz,
    FOREIGN KEY (workspace_id, client_id) REFERENCES agent_credential (workspace_id, client_id)
);
CREATE INDEX refresh_family_client ON refresh_family (workspace_id, client_id);
CREATE INDEX refresh_family_expiry ON refresh_family (expires_at);

-- The audit -------------------------------------------------------------------------------------------------------

-- What a caller set out to do, written before it begins; see docs/adr/0008. Rows are never changed: how it ended is a row
-- of its own. Both are kept in days.
CREATE TABLE audit_record (
    id           uuid NOT NULL,
    at           timestamptz NOT NULL,
    -- NULL for a sign-in of a client that there is not.
    workspace_id uuid,
    kind         text NOT NULL CHECK (kind IN ('MUTATION', 'SIGN_IN')),
    actor        text NOT NULL,
    operation    text NOT NULL,
    arguments    jsonb,
    address      text,
    request_id   text NOT NULL,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE INDEX audit_record_workspace ON audit_record (workspace_id, at, id);
CREATE INDEX audit_record_actor ON audit_record (workspace_id, actor, at, id);
CREATE INDEX audit_record_operation ON audit_record (workspace_id, operation, at, id);

-- `at` and `record_id` are the record's. A record without an outcome is of a gateway or a database that stopped
-- meanwhile: the log of events says what came of it.
CREATE TABLE audit_outcome (
    record_id    uuid NOT NULL,
    at           timestamptz NOT NULL,
    workspace_id uuid,
    outcome      text NOT NULL CHECK (outcome IN ('DONE', 'PARTLY', 'REFUSED', 'FAILED')),
    -- The types of the problems, or the code of the error.
    reasons      text[] NOT NULL,
    -- The typed ids that it was about.
    targets      text[] NOT NULL,
    ended_at     timestamptz NOT NULL,
    PRIMARY KEY (at, record_id)
) PARTITION BY RANGE (at);
CREATE INDEX audit_outcome_targets ON audit_outcome USING gin (targets);

CREATE FUNCTION keep_the_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_record_stays BEFORE UPDATE OR DELETE ON audit_record
    FOR EACH ROW EXECUTE FUNCTION keep_the_audit();
CREATE TRIGGER audit_outcome_stays BEFORE UPDATE OR DELETE ON audit_outcome
    FOR EACH ROW EXECUTE FUNCTION keep_the_audit();
CREATE TRIGGER audit_record_is_not_emptied BEFORE TRUNCATE ON audit_record
    FOR EACH STATEMENT EXECUTE FUNCTION keep_the_audit();
CREATE TRIGGER audit_outcome_is_not_emptied BEFORE TRUNCATE ON audit_outcome
    FOR EACH STATEMENT EXECUTE FUNCTION keep_the_audit();

-- Makes a day's partitions where they are missing, days being those of UTC. Any node may call it at any time.
CREATE FUNCTION begin_audit_day(day date) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    parent text;
    partition text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('begin_audit_day'));
    FOREACH parent IN ARRAY ARRAY['audit_record', 'audit_outcome'] LOOP
        partition := parent || '_' || to_char(day, 'YYYY_MM_DD');
        IF to_regclass(partition) IS NULL THEN
            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', partition, parent);
            EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, partition,
                           day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
        END IF;
    END LOOP;
END $$;

-- Drops the oldest day before this one, and answers how many days it dropped: 1 or 0. It waits for readers only for a
-- moment, and whoever called it tries again later.
CREATE FUNCTION drop_audit_day(before date) RETURNS integer LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT SET lock_timeout = '100ms' AS $$
DECLARE
    oldest text;
BEGIN
    SELECT to_char(min(to_date(substr(relname, length('audit_record_') + 1), 'YYYY_MM_DD')), 'YYYY_MM_DD')
    INTO oldest
    FROM pg_inherits JOIN pg_class child ON child.oid = pg_inherits.inhrelid
    WHERE pg_inherits.inhparent = 'audit_record'::regclass;
    IF oldest IS NULL OR to_date(oldest, 'YYYY_MM_DD') >= least(before, (now() AT TIME ZONE 'UTC')::date) THEN
        RETURN 0;
    END IF;
    EXECUTE format('DROP TABLE %I, %I', 'audit_record_' || oldest, 'audit_outcome_' || oldest);
    RETURN 1;
EXCEPTION
    WHEN lock_not_available THEN
        RETURN 0;
END $$;
REVOKE ALL ON FUNCTION begin_audit_day, drop_audit_day FROM PUBLIC;

SELECT begin_audit_day((now() AT TIME ZONE 'UTC')::date);

-- The application's role, where there is one, adds and reads.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'baton_app') THEN
        GRANT SELECT, INSERT ON audit_record, audit_outcome TO baton_app;
        REVOKE UPDATE, DELETE, TRUNCATE ON audit_record, audit_outcome FROM baton_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON refresh_family TO baton_app;
    END IF;
END $$;
