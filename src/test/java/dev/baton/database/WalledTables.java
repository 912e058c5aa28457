package dev.baton.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the catalogue says of the second wall.
final class WalledTables {

    /// What is nobody's in particular, and what the application's role has of it.
    static final Map<String, String> OF_THE_INSTALLATION = Map.of(
            "signing_key", "the keys of all tokens: no right",
            "event_head", "where the log ends, one row: read only",
            "event_day", "the names of the log's partitions: no right",
            "metric_day", "the names of the samples' partitions: no right",
            "metric_checkpoint", "up to where the log was counted, one row: no right",
            "flyway_schema_history", "Flyway's own: no right");

    private static final String STANDINGS = """
        SELECT c.relname, c.relrowsecurity,
               coalesce(string_agg(concat_ws(' ', permissive, cmd, roles, qual, with_check), ', '), '') AS policies
        FROM pg_class c
        LEFT JOIN pg_policies p ON p.schemaname = current_schema() AND p.tablename = c.relname
            AND p.roles <> '{baton_system}'
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
          AND NOT c.relispartition
        GROUP BY c.oid
        ORDER BY c.relname
        """;

    private static final String POLICY = "PERMISSIVE ALL \\{baton_app} \\((workspace_id|id) ="
            + " \\(NULLIF\\(current_setting\\('baton\\.workspace'::text, true\\), ''::text\\)\\)::uuid\\)";

    private WalledTables() {}

    private record Standing(String table, boolean isSecured, String policies) {

        String gap() {
            if (!policies.matches(POLICY)) {
                return "%1$s has the policies [%2$s]: a migration that makes a table of a workspace ends with"
                                .formatted(table, policies)
                        + " SELECT wall('%s'), and one of the installation is named in this class".formatted(table);
            }
            return isSecured ? "" : table + " has no row-level security";
        }
    }

    private static List<Standing> standings(RawSql owner) throws SQLException {
        try (var sql = owner.connection().createStatement();
                ResultSet rows = sql.executeQuery(STANDINGS)) {
            var standings = new ArrayList<Standing>();
            while (rows.next()) {
                if (!OF_THE_INSTALLATION.containsKey(rows.getString(1))) {
                    standings.add(new Standing(rows.getString(1), rows.getBoolean(2), rows.getString(3)));
                }
            }
            return standings;
        }
    }

    /// All that have rows of workspaces.
    static List<String> names(RawSql owner) throws SQLException {
        return standings(owner).stream().map(Standing::table).toList();
    }

    /// The column that says whose a row is.
    static String key(String table) {
        return table.equals("workspace") ? "id" : "workspace_id";
    }

    /// The tables through which the application's role could reach over the wall, each with why.
    static List<String> gaps(RawSql owner) throws SQLException {
        return standings(owner).stream()
                .map(Standing::gap)
                .filter(gap -> !gap.isEmpty())
                .toList();
    }
}
