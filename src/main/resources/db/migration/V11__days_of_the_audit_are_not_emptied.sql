-- A partition has the triggers of its table for rows, and not those for statements: a day of the audit could be emptied by
-- its name. Each day gets its own.
CREATE FUNCTION protect_audit_day(day regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER is_not_emptied BEFORE TRUNCATE ON %s'
                   ' FOR EACH STATEMENT EXECUTE FUNCTION keep_the_audit()', day);
END $$;
REVOKE ALL ON FUNCTION protect_audit_day FROM PUBLIC;

SELECT protect_audit_day(inhrelid::regclass)
FROM pg_inherits
WHERE inhparent IN ('audit_record'::regclass, 'audit_outcome'::regclass);

-- As before, and protects what it makes.
CREATE OR REPLACE FUNCTION begin_audit_day(day date) RETURNS void LANGUAGE plpgsql
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
            PERFORM protect_audit_day(partition::regclass);
        END IF;
    END LOOP;
END $$;

-- What runs with its owner's rights looks for its tables where they are, and nowhere before that.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION begin_audit_day(date) SET search_path = %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION drop_audit_day(date) SET search_path = %I, pg_temp', current_schema());
END $$;
