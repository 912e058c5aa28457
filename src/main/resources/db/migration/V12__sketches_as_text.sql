-- A sketch was two arrays, which every query and every change took apart number by number. Now it is a text that the gateway
-- reads and merges, three or four letters for a bin: by how much it is above the one before (the first above zero; negative ones
-- as odd numbers) and what it counts, both in groups of five bits, the lowest first.
CREATE FUNCTION sketch_text(bins integer[], counts bigint[]) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    digits CONSTANT text := 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    step bigint;
    rest bigint;
    found text := '';
BEGIN
    FOR i IN 2 .. 2 * cardinality(bins) + 1 LOOP
        IF i % 2 = 0 THEN
            step := bins[i / 2] - coalesce(bins[i / 2 - 1], 0);
            rest := (step << 1) # (step >> 63);
        ELSE
            rest := counts[i / 2];
        END IF;
        WHILE rest > 31 LOOP
            found := found || substr(digits, ((rest & 31) | 32)::integer + 1, 1);
            rest := rest >> 5;
        END LOOP;
        found := found || substr(digits, rest::integer + 1, 1);
    END LOOP;
    RETURN found;
END $$;

-- In one statement, which writes each row anew once: updates would leave the old rows behind, and a column that is dropped by
-- itself its values. Policies, rights and indexes stay the table's.
ALTER TABLE metric_rollup
    ALTER COLUMN bins TYPE text COLLATE "C" USING sketch_text(bins, counts),
    DROP COLUMN counts;
ALTER TABLE metric_rollup RENAME COLUMN bins TO sketch;

DROP FUNCTION sketch_text;
DROP FUNCTION merge_bins;

-- As before, but who finds that others begin the day too waits for a lock on the table, and then knows of what they have made: one
-- that is nobody's leaves a session with what it knew, and it made the partition once more.
CREATE OR REPLACE FUNCTION begin_metric_day(day date) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    partition text := 'metric_sample_' || to_char(day, 'YYYY_MM_DD');
BEGIN
    IF to_regclass(partition) IS NULL THEN
        LOCK TABLE ONLY metric_sample IN SHARE UPDATE EXCLUSIVE MODE;
        IF to_regclass(partition) IS NULL THEN
            EXECUTE format('CREATE TABLE %I (LIKE metric_sample)', partition);
            EXECUTE format('ALTER TABLE metric_sample ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition,
                           day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
        END IF;
    END IF;
END $$;

-- What runs with its owner's rights looks for its tables where they are, and nowhere before that.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION begin_metric_day(date) SET search_path = %I, pg_temp', current_schema());
END $$;
