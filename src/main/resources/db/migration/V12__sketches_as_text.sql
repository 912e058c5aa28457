-- A sketch was two arrays, which every query and every change took apart number by number. Now it is a text that the gateway
-- reads and merges, three or four letters for a bin: by how much it is above the one before (the first above zero; negative ones
-- as odd numbers) and what it counts, both in groups of five bits, the lowest first.
ALTER TABLE metric_rollup ADD COLUMN sketch text COLLATE "C";

CREATE FUNCTION sketch_number(n bigint) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    digits CONSTANT text := 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    rest bigint := n;
    found text := '';
BEGIN
    WHILE rest > 31 LOOP
        found := found || substr(digits, ((rest & 31) | 32)::integer + 1, 1);
        rest := rest >> 5;
    END LOOP;
    RETURN found || substr(digits, rest::integer + 1, 1);
END $$;

UPDATE metric_rollup r
SET sketch = (
    SELECT string_agg(sketch_number(CASE WHEN step < 0 THEN -2 * step - 1 ELSE 2 * step END) || sketch_number(n), '' ORDER BY bin)
    FROM (SELECT bin, n, bin - coalesce(lag(bin) OVER (ORDER BY bin), 0) AS step
          FROM unnest(r.bins, r.counts) AS of_bin (bin, n)) steps);

DROP FUNCTION sketch_number;
ALTER TABLE metric_rollup ALTER COLUMN sketch SET NOT NULL, DROP COLUMN bins, DROP COLUMN counts;
DROP FUNCTION merge_bins;
