package dev.baton.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.testing.BatonTest;
import dev.baton.testing.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/// The second wall, table by table, as raw SQL finds it: the catalogue says which tables there are.
@BatonTest
class WallCatalogueTests {

    private static final String NOT_PERMITTED = "42501";

    /// What is nobody's in particular, and why the application's role may have what it has of it.
    private static final Map<String, String> OF_THE_INSTALLATION = Map.of(
            "signing_key", "the keys of all tokens: the application's role has no right to it",
            "event_head", "where the log ends, one row: read only",
            "event_day", "the names of the log's partitions: the application's role has no right to it",
            "flyway_schema_history", "Flyway's own: no right to it");

    private static final String TABLES = """
        SELECT c.relname FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
          AND NOT c.relispartition
        ORDER BY c.relname
        """;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private TestServers.Place place;

    @SuppressWarnings("NullAway.Init")
    private Connection owner;

    @SuppressWarnings("NullAway.Init")
    private Connection app;

    @SuppressWarnings("NullAway.Init")
    private TwoWorkspaces workspaces;

    @BeforeEach
    void asTheApplication() throws SQLException {
        owner = place.connect();
        workspaces = TwoWorkspaces.make(owner);
        app = place.connect();
        execute(app, "SET ROLE baton_app");
        execute(app, "SET baton.workspace = '%s'".formatted(workspaces.own().value()));
    }

    @AfterEach
    void close() throws SQLException {
        owner.close();
        app.close();
    }

    @Test
    void everyTableHasItsPolicy() throws SQLException {
        for (String table : walled()) {
            String policies = String.join("\n", column(owner, """
                SELECT concat_ws(' ', permissive, cmd, qual, with_check) FROM pg_policies
                WHERE tablename = '%s' AND roles && '{public,baton_app}'
                """.formatted(table)));
            assertThat(policies)
                    .as(
                            "the policies of %s: a migration that makes a table of a workspace ends with"
                                    + " SELECT wall('%s'), and one of the installation is named in this test",
                            table, table)
                    .matches("PERMISSIVE ALL \\((workspace_id|id) ="
                            + " \\(NULLIF\\(current_setting\\('baton\\.workspace'::text, true\\),"
                            + " ''::text\\)\\)::uuid\\)");
            assertThat(column(owner, "SELECT relrowsecurity FROM pg_class WHERE oid = '%s'::regclass".formatted(table)))
                    .as("row-level security of %s", table)
                    .containsExactly("t");
        }
    }

    @Test
    void noRowOfAnotherWorkspaceIsSeen() throws SQLException {
        for (String table : TwoWorkspaces.TABLES) {
            assertThat(count(owner, table, workspaces.other().value().toString()))
                    .as(table)
                    .isPositive();
            assertThat(count(app, table, workspaces.own().value().toString()))
                    .as(table)
                    .isPositive();
            assertThat(column(app, "SELECT DISTINCT %s FROM %s".formatted(key(table), table)))
                    .as(table)
                    .containsExactly(workspaces.own().value().toString());
        }
    }

    @Test
    void noRowOfAnotherWorkspaceIsWritten() throws SQLException {
        String other = workspaces.other().value().toString();
        for (String table : walled()) {
            String key = key(table);
            assertThat(failure("""
                INSERT INTO %1$s OVERRIDING SYSTEM VALUE
                SELECT * FROM jsonb_populate_record(NULL::%1$s, '{"%2$s": "%3$s"}')
                """.formatted(table, key, other)))
                    .as("INSERT INTO %s", table)
                    .isEqualTo(NOT_PERMITTED);
            assertThat(changed("UPDATE %1$s SET %2$s = %2$s WHERE %2$s = '%3$s'".formatted(table, key, other)))
                    .as("UPDATE %s", table)
                    .isZero();
            assertThat(changed("DELETE FROM %s WHERE %s = '%s'".formatted(table, key, other)))
                    .as("DELETE FROM %s", table)
                    .isZero();
            assertThat(failure("UPDATE %s SET %s = '%s'".formatted(table, key, other)))
                    .as("a row of %s pushed across the wall", table)
                    .isIn(NOT_PERMITTED, "no row");
        }
    }

    @Test
    void withoutAWorkspaceNothingIsSeen() throws SQLException {
        for (String unset : List.of("SET baton.workspace = ''", "RESET baton.workspace")) {
            execute(app, unset);
            for (String table : TwoWorkspaces.TABLES) {
                assertThat(column(app, "SELECT 1 FROM " + table)).as(table).isEmpty();
            }
        }
    }

    @Test
    void whatIsOfTheInstallationIsNotWritten() throws SQLException {
        for (String table : OF_THE_INSTALLATION.keySet()) {
            assertThat(column(app, """
                SELECT may FROM unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS may
                WHERE has_table_privilege('baton_app', '%s', may)
                """.formatted(table))).as(table).isEmpty();
        }
        assertThat(failure("SELECT jwk FROM signing_key")).isEqualTo(NOT_PERMITTED);
        assertThat(failure("SELECT * FROM flyway_schema_history")).isEqualTo(NOT_PERMITTED);
    }

    @Test
    void thePartitionsOfTheLogCannotBeNamed() throws SQLException {
        List<String> partitions = column(owner, "SELECT partition FROM event_day");
        assertThat(partitions).isNotEmpty();
        for (String partition : partitions) {
            assertThat(failure("SELECT 1 FROM " + partition)).isEqualTo(NOT_PERMITTED);
        }
    }

    @Test
    void theRolesOwnNothingAndStandAboveNoPolicy() throws SQLException {
        assertThat(column(owner, """
            SELECT rolname FROM pg_roles
            WHERE rolname IN ('baton_app', 'baton_system')
              AND NOT (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolcanlogin OR rolreplication)
            """)).containsExactlyInAnyOrder("baton_app", "baton_system");
        assertThat(column(owner, """
            SELECT 'relation ' || relname FROM pg_class WHERE relowner::regrole::text LIKE 'baton\\_%'
            UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE proowner::regrole::text LIKE 'baton\\_%'
            UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspowner::regrole::text LIKE 'baton\\_%'
            UNION ALL SELECT 'member of ' || roleid::regrole FROM pg_auth_members
            WHERE member::regrole::text LIKE 'baton\\_%'
            """)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE task DISABLE ROW LEVEL SECURITY",
                "ALTER TABLE task ADD more text",
                "DROP POLICY workspace ON task",
                "CREATE POLICY mine ON task USING (true)",
                "DROP TABLE task",
                "TRUNCATE task",
                "CREATE TABLE mine (id uuid)",
                "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "SELECT drop_event_day(current_date)",
                "SELECT begin_event_day(current_date)",
                "ALTER ROLE baton_app BYPASSRLS"
            })
    void theApplicationsRoleChangesNothingOfTheHouse(String statement) throws SQLException {
        assertThat(failure(statement)).isEqualTo(NOT_PERMITTED);
    }

    @Test
    void whoMayNotMakeTheRolesIsToldWhatToDo() throws SQLException {
        var postgres = place.postgres();
        String database = postgres.database() + "_stranger";
        try (Connection superuser =
                DriverManager.getConnection(postgres.getJdbcUrl(), "postgres", postgres.getPassword())) {
            execute(superuser, "CREATE ROLE test_stranger LOGIN PASSWORD '%s'".formatted(postgres.secret()));
            execute(superuser, "CREATE DATABASE %s OWNER test_stranger".formatted(database));
            try {
                var flyway = Flyway.configure()
                        .dataSource(
                                postgres.getJdbcUrl().replace(postgres.database(), database),
                                "test_stranger",
                                postgres.getPassword())
                        .callbacks(new Roles())
                        .load();
                assertThatExceptionOfType(Exception.class)
                        .isThrownBy(flyway::migrate)
                        .havingRootCause()
                        .isInstanceOfSatisfying(
                                StartRefused.class,
                                refused -> assertThat(refused.remedy())
                                        .contains("GRANT baton_app, baton_system TO \"test_stranger\""));
                execute(superuser, "GRANT baton_app, baton_system TO test_stranger WITH INHERIT FALSE, SET TRUE");
                assertThat(flyway.migrate().success).isTrue();
            } finally {
                execute(superuser, "DROP DATABASE %s".formatted(database));
                execute(superuser, "DROP ROLE test_stranger");
            }
        }
    }

    private List<String> walled() throws SQLException {
        return column(owner, TABLES).stream()
                .filter(table -> !OF_THE_INSTALLATION.containsKey(table))
                .collect(Collectors.toList());
    }

    private static String key(String table) {
        return table.equals("workspace") ? "id" : "workspace_id";
    }

    private static int count(Connection connection, String table, String workspace) throws SQLException {
        return column(connection, "SELECT 1 FROM %s WHERE %s = '%s'".formatted(table, key(table), workspace))
                .size();
    }

    /// How many rows the application's role changes; none where it may not at all.
    private int changed(String statement) throws SQLException {
        try (var sql = app.createStatement()) {
            return sql.executeUpdate(statement);
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo(NOT_PERMITTED);
            return 0;
        }
    }

    private String failure(String statement) throws SQLException {
        try (var sql = app.createStatement()) {
            sql.execute(statement);
            return sql.getUpdateCount() == 0 ? "no row" : "it worked";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private static void execute(Connection connection, String statement) throws SQLException {
        try (var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static List<String> column(Connection connection, String query) throws SQLException {
        try (var sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
