-- ACTIVE and SUSPENDED are for an administrator of the installation to change; what is DELETING is removed by Baton, row by
-- row, itself last.
ALTER TABLE workspace
    ADD state            text NOT NULL DEFAULT 'ACTIVE' CHECK (state IN ('ACTIVE', 'SUSPENDED', 'DELETING')),
    ADD suspended_at     timestamptz,
    ADD suspended_reason text,
    ADD deleting_since   timestamptz,
    ADD CHECK ((state = 'ACTIVE') = (suspended_at IS NULL)),
    ADD CHECK ((suspended_at IS NULL) = (suspended_reason IS NULL)),
    ADD CHECK ((state = 'DELETING') = (deleting_since IS NOT NULL));
CREATE INDEX workspace_deleting ON workspace (deleting_since) WHERE state = 'DELETING';

-- The workspace leads, so that an agent can be removed without a look at the delegations of all others.
DROP INDEX delegation_task;
CREATE INDEX delegation_task ON delegation (workspace_id, task_id, id);

-- The audit of a workspace goes with it, and nothing else of the audit does.
CREATE OR REPLACE FUNCTION keep_the_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT FROM workspace WHERE id = OLD.workspace_id AND state = 'DELETING') THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'The audit is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

-- Removes the oldest records of a workspace that is DELETING, at most so many and those of the same moment as the last of
-- them, and answers how many. The application's role may not delete them by itself.
CREATE FUNCTION forget_audit(gone uuid, most integer) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    upto timestamptz;
    forgotten bigint;
BEGIN
    SELECT max(at) INTO upto
    FROM (SELECT at FROM audit_record WHERE workspace_id = gone ORDER BY at LIMIT most) oldest;
    DELETE FROM audit_outcome o USING audit_record r
    WHERE r.workspace_id = gone AND r.at <= upto AND o.at = r.at AND o.record_id = r.id;
    DELETE FROM audit_record WHERE workspace_id = gone AND at <= upto;
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    RETURN forgotten;
END $$;
REVOKE ALL ON FUNCTION forget_audit FROM PUBLIC;
