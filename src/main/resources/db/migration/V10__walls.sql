-- The second wall: whatever a statement forgets, PostgreSQL shows the gateway's role the rows of one workspace only, the one
-- that its connection has set. The roles belong to the cluster, and are made before any migration: dev.baton.database.Roles.

-- Every table with rows of a workspace is walled, also those of migrations to come: they end with SELECT wall('…'). What
-- spans workspaces (sweeps, the log's tail, sign-in) takes on baton_system.
CREATE FUNCTION wall(walled regclass, app_may text DEFAULT 'SELECT, INSERT, UPDATE, DELETE',
                     system_may text DEFAULT 'SELECT, INSERT, UPDATE, DELETE', key text DEFAULT 'workspace_id')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', walled);
    -- A setting that was never set reads as null, one that was reset as ''. Neither is anybody's.
    EXECUTE format('CREATE POLICY workspace ON %s TO baton_app'
                   ' USING (%I = nullif(current_setting(''baton.workspace'', true), '''')::uuid)', walled, key);
    EXECUTE format('CREATE POLICY everything ON %s TO baton_system USING (true)', walled);
    EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, baton_app, baton_system', walled);
    EXECUTE format('GRANT %s ON %s TO baton_app', app_may, walled);
    EXECUTE format('GRANT %s ON %s TO baton_system', system_may, walled);
END $$;
REVOKE ALL ON FUNCTION wall FROM PUBLIC;

SELECT wall('workspace', app_may => 'SELECT', key => 'id');
-- The partitions of a table have no policy and need none: nobody but the owner may name them.
SELECT wall('event', app_may => 'SELECT');
SELECT wall('event_inbox', app_may => 'INSERT');
-- Written for the callers of all workspaces together. Triggers keep both from being changed by anybody.
SELECT wall('audit_record', app_may => 'SELECT', system_may => 'SELECT, INSERT');
SELECT wall('audit_outcome', app_may => 'SELECT', system_may => 'SELECT, INSERT');
SELECT wall('metric_sample', app_may => 'SELECT, INSERT');
SELECT wall(c.oid)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
  AND NOT c.relispartition AND NOT c.relrowsecurity;

-- Behind a policy PostgreSQL does not ask the index of targets, since what its operator compares could tell of rows that the
-- policy hides. So the owner asks it, in a function that has the wall in it.
CREATE FUNCTION audit_outcomes_of(target text) RETURNS SETOF audit_outcome LANGUAGE sql STABLE AS $$
    SELECT * FROM audit_outcome
    WHERE workspace_id = nullif(current_setting('baton.workspace', true), '')::uuid AND targets @> ARRAY[target]
$$;

-- What belongs to the installation. A request that forgets itself cannot read a private key; UPDATE is also for LOCK TABLE.
GRANT SELECT, INSERT, UPDATE, DELETE ON signing_key TO baton_system;
GRANT SELECT ON event_head TO baton_app, baton_system;
GRANT UPDATE ON event_head TO baton_system;
GRANT SELECT ON event_day TO baton_system;
GRANT SELECT, UPDATE ON metric_checkpoint TO baton_system;

-- Days come and go as tables, which only the owner may make and drop. Any request may ask for the numbering, and learns
-- from it where the log ends and nothing else; and for a day to put samples in.
DO $$
DECLARE
    name text;
    role text;
BEGIN
    FOREACH name IN ARRAY ARRAY['begin_event_day(date)', 'number_events(date)', 'drop_event_day(date)',
                                'begin_audit_day(date)', 'drop_audit_day(date)',
                                'begin_metric_day(date)', 'drop_metric_day(date)',
                                'audit_outcomes_of(text)', 'forget_audit(uuid, integer)'] LOOP
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = %I, pg_temp', name, current_schema());
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', name);
    END LOOP;
    GRANT EXECUTE ON FUNCTION number_events(date), begin_metric_day(date), audit_outcomes_of(text) TO baton_app;
    GRANT EXECUTE ON FUNCTION number_events(date), drop_event_day(date), begin_audit_day(date), drop_audit_day(date),
                              begin_metric_day(date), drop_metric_day(date), forget_audit(uuid, integer) TO baton_system;
    FOREACH role IN ARRAY ARRAY['baton_app', 'baton_system'] LOOP
        IF NOT has_schema_privilege(role, current_schema(), 'USAGE') THEN
            EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), role);
        END IF;
    END LOOP;
END $$;
