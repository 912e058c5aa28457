package dev.baton.database;

import static dev.baton.database.RawSql.NOT_PERMITTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.WorkspaceId;
import dev.baton.testing.BatonTest;
import dev.baton.testing.TestServers;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/// The second wall as the catalogue has it: what there is, whose it is, and who may do what with it.
@BatonTest
class WallCatalogueTests {

    /// Who of the two may do what, where a table's oid is `c.oid`.
    private static final String RIGHTS = """
        SELECT concat_ws(' ', role, may, relname)
        FROM unnest(ARRAY['baton_app', 'baton_system']) AS role
        CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER',
                                'MAINTAIN']) AS may
        CROSS JOIN pg_class c
        WHERE has_table_privilege(role, c.oid, may) AND %s
        ORDER BY 1
        """;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private TestServers.Place place;

    @SuppressWarnings("NullAway.Init")
    private RawSql owner;

    @SuppressWarnings("NullAway.Init")
    private RawSql app;

    @BeforeEach
    void connect() throws SQLException {
        owner = RawSql.asOwner(place);
        app = RawSql.as("baton_app", WorkspaceId.next(), place);
    }

    @AfterEach
    void close() throws SQLException {
        owner.close();
        app.close();
    }

    @Test
    void everyTableHasItsPolicy() throws SQLException {
        assertThat(WalledTables.gaps(owner)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP POLICY workspace ON %s",
                "ALTER TABLE %s DISABLE ROW LEVEL SECURITY",
                "ALTER POLICY workspace ON %s USING (true)",
                "CREATE POLICY another ON %s USING (true)"
            })
    void aTableThatIsLeftOpenIsNamed(String breakage) throws SQLException {
        for (String table : WalledTables.names(owner)) {
            assertThat(gapsAfter(breakage.formatted(table)))
                    .singleElement()
                    .asString()
                    .startsWith(table + " has ");
        }
    }

    @Test
    void aNewTableWithoutAPolicyIsNamed() throws SQLException {
        assertThat(gapsAfter("CREATE TABLE newcomer (workspace_id uuid)"))
                .isNotEmpty()
                .allMatch(gap -> gap.startsWith("newcomer has "));
        assertThat(gapsAfter("CREATE TABLE newcomer (workspace_id uuid); SELECT wall('newcomer')"))
                .isEmpty();
        assertThat(gapsAfter("CREATE VIEW newcomer AS SELECT * FROM task")).isNotEmpty();
    }

    private List<String> gapsAfter(String breakage) throws SQLException {
        owner.connection().setAutoCommit(false);
        try {
            owner.execute(breakage);
            return WalledTables.gaps(owner);
        } finally {
            owner.connection().rollback();
            owner.connection().setAutoCommit(true);
        }
    }

    @Test
    void whatIsOfTheInstallationIsReadAtTheMost() throws SQLException {
        for (String table : WalledTables.OF_THE_INSTALLATION.keySet()) {
            assertThat(owner.column(RIGHTS.formatted("role = 'baton_app' AND relname = '%s'".formatted(table))))
                    .as(table)
                    .isEqualTo(table.equals("event_head") ? List.of("baton_app SELECT event_head") : List.of());
        }
        assertThat(app.failure("SELECT jwk FROM signing_key")).isEqualTo(NOT_PERMITTED);
    }

    /// What has no policy of its own is out of reach by its name: a partition could else be read past its table's
    /// policy, or emptied past the trigger that keeps the audit.
    @Test
    void nobodyButTheOwnerMayNameAPartition() throws SQLException {
        List<String> partitions = owner.column("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'");
        assertThat(partitions).anyMatch(name -> name.startsWith("audit_record_"));
        assertThat(partitions).anyMatch(name -> name.startsWith("event_"));
        assertThat(owner.column(RIGHTS.formatted("relispartition AND relkind = 'r'")))
                .isEmpty();
        for (String partition : partitions) {
            assertThat(app.failure("SELECT FROM " + partition)).isEqualTo(NOT_PERMITTED);
            assertThat(app.failure("TRUNCATE " + partition)).isEqualTo(NOT_PERMITTED);
        }
    }

    @Test
    void theAuditIsReadAndAddedToOnly() throws SQLException {
        for (String table : List.of("audit_record", "audit_outcome")) {
            assertThat(owner.column(RIGHTS.formatted("relname = '%s'".formatted(table))))
                    .containsExactly(
                            "baton_app SELECT " + table,
                            "baton_system INSERT " + table,
                            "baton_system SELECT " + table);
        }
    }

    /// They run as the owner, whom no policy holds up.
    @Test
    void functionsOfTheOwnerAreFewAndKeepToTheirSchema() throws SQLException {
        assertThat(owner.column("""
            SELECT proname || CASE WHEN has_function_privilege('baton_app', oid, 'EXECUTE') THEN ' for all' ELSE '' END
            FROM pg_proc WHERE prosecdef AND pronamespace = current_schema()::regnamespace
            ORDER BY proname
            """))
                .containsExactly(
                        "audit_outcomes_of for all",
                        "begin_audit_day",
                        "begin_event_day",
                        "begin_metric_day for all",
                        "drop_audit_day",
                        "drop_event_day",
                        "drop_metric_day",
                        "forget_audit",
                        "number_events for all");
        assertThat(owner.column("""
            SELECT proname FROM pg_proc
            WHERE prosecdef AND pronamespace = current_schema()::regnamespace
              AND NOT coalesce(proconfig, '{}') @> ARRAY['search_path=' || current_schema() || ', pg_temp']
            """)).isEmpty();
    }

    @Test
    void theRolesOwnNothingAndStandAboveNoPolicy() throws SQLException {
        assertThat(owner.column("""
            SELECT rolname FROM pg_roles
            WHERE rolname IN ('baton_app', 'baton_system')
              AND NOT (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolcanlogin OR rolreplication)
            """)).containsExactlyInAnyOrder("baton_app", "baton_system");
        assertThat(owner.column("""
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
                "SELECT wall('task')",
                "SELECT drop_event_day(current_date)",
                "SELECT begin_event_day(current_date)",
                "SELECT begin_audit_day(current_date)",
                "SELECT drop_audit_day(current_date)",
                "SELECT drop_metric_day(current_date)",
                "SELECT forget_audit(gen_random_uuid(), 1)",
                "ALTER ROLE baton_app BYPASSRLS"
            })
    void theApplicationsRoleChangesNothingOfTheHouse(String statement) throws SQLException {
        assertThat(app.failure(statement)).isEqualTo(NOT_PERMITTED);
    }
}
