-- The second wall: whatever a statement forgets, PostgreSQL shows the gateway's role the rows of one workspace only, the one
-- that its connection has set. The roles belong to the cluster, and are made before any migration: dev.baton.database.Roles.

-- Every table with rows of a workspace is walled, also those of migrations to come. What spans workspaces (sweeps, the
-- log's tail, sign-in) takes on baton_system.
CREATE FUNCTION wall(walled regclass, app_may text DEFAULT 'SELECT, INSERT, UPDATE, DELETE', key text DEFAULT 'workspace_id')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', walled);
    -- A setting that was never set reads as null, one that was reset as ''. Neither is anybody's.
    EXECUTE format('CREATE POLICY workspace ON %s TO baton_app'
                   ' USING (%I = nullif(current_setting(''baton.workspace'', true), '''')::uuid)', walled, key);
    EXECUTE format('CREATE POLICY everything ON %s TO baton_system USING (true)', walled);
    EXECUTE format('GRANT %s ON %s TO baton_app', app_may, walled);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO baton_system', walled);
END $$;

SELECT wall('workspace', 'SELECT', 'id');
SELECT wall('agent');
SELECT wall('agent_credential');
SELECT wall('idempotency_key');
SELECT wall('task');
SELECT wall('task_dependency');
SELECT wall('delegation');
SELECT wall('attempt');
SELECT wall('deliverable');
-- The partitions have no policy and need none: nobody but the owner may name them.
SELECT wall('event', 'SELECT');
SELECT wall('event_inbox', 'INSERT');

-- What belongs to the installation. A request that forgets itself cannot read a private key; UPDATE is for LOCK TABLE.
GRANT SELECT, INSERT, UPDATE ON signing_key TO baton_system;
GRANT SELECT ON event_head TO baton_app, baton_system;
GRANT UPDATE ON event_head TO baton_system;
GRANT SELECT ON event_day TO baton_system;

-- The log's days come and go as tables, which only the owner may make and drop. Any request may ask for the numbering,
-- and learns from it where the log ends and nothing else.
DO $$
DECLARE
    role text;
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['begin_event_day(date)', 'number_events(date)', 'drop_event_day(date)'] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', name, current_schema());
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', name);
    END LOOP;
    ALTER FUNCTION number_events(date) SECURITY DEFINER;
    ALTER FUNCTION drop_event_day(date) SECURITY DEFINER;
    GRANT EXECUTE ON FUNCTION number_events(date) TO baton_app, baton_system;
    GRANT EXECUTE ON FUNCTION drop_event_day(date) TO baton_system;
    FOREACH role IN ARRAY ARRAY['baton_app', 'baton_system'] LOOP
        IF NOT has_schema_privilege(role, current_schema(), 'USAGE') THEN
            EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), role);
        END IF;
    END LOOP;
END $$;
