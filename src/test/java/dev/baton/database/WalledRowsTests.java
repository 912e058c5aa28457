package dev.baton.database;

import static dev.baton.database.RawSql.NOT_PERMITTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.TestServers;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// The second wall, table by table, as raw SQL of the application's role finds it. The catalogue says which tables
/// there are.
@BatonTest
class WalledRowsTests {

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private TestServers.Place place;

    @SuppressWarnings("NullAway.Init")
    private RawSql owner;

    @SuppressWarnings("NullAway.Init")
    private RawSql app;

    @SuppressWarnings("NullAway.Init")
    private TwoWorkspaces workspaces;

    @BeforeEach
    void asTheApplication() throws SQLException {
        owner = RawSql.asOwner(place);
        workspaces = TwoWorkspaces.make(owner.connection());
        app = RawSql.as("baton_app", workspaces.own(), place);
    }

    @AfterEach
    void close() throws SQLException {
        owner.close();
        app.close();
    }

    @Test
    void noRowOfAnotherWorkspaceIsSeen() throws SQLException {
        for (String table : readable()) {
            String key = WalledTables.key(table);
            for (var workspace : List.of(workspaces.own(), workspaces.other())) {
                assertThat(owner.column("SELECT 1 FROM %s WHERE %s = '%s'".formatted(table, key, workspace.value())))
                        .as("%s has no row of the workspace: TwoWorkspaces has to make one", table)
                        .isNotEmpty();
            }
            assertThat(app.column("SELECT DISTINCT %s FROM %s".formatted(key, table)))
                    .as(table)
                    .containsExactly(workspaces.own().value().toString());
        }
    }

    /// It runs as the owner, whom no policy holds up.
    @Test
    void whatIsFoundByItsTargetIsOfTheWorkspace() throws SQLException {
        String found = "SELECT DISTINCT workspace_id FROM audit_outcomes_of('t')";
        assertThat(app.column(found)).containsExactly(workspaces.own().value().toString());
        app.execute("RESET baton.workspace");
        assertThat(app.column(found)).isEmpty();
    }

    @Test
    void withoutAWorkspaceNothingIsSeen() throws SQLException {
        for (String unset : List.of("SET baton.workspace = ''", "RESET baton.workspace")) {
            app.execute(unset);
            for (String table : readable()) {
                assertThat(app.column("SELECT 1 FROM " + table)).as(table).isEmpty();
            }
        }
    }

    @Test
    void whatIsNoWorkspaceIsRefused() throws SQLException {
        List<String> tables = readable();
        app.execute("SET baton.workspace = 'true'");
        for (String table : tables) {
            assertThat(app.failure("SELECT 1 FROM " + table)).as(table).isEqualTo("22P02");
        }
    }

    @Test
    void noRowOfAnotherWorkspaceIsWritten() throws SQLException {
        String other = workspaces.other().value().toString();
        for (String table : WalledTables.names(owner)) {
            String key = WalledTables.key(table);
            assertThat(app.failure("""
                INSERT INTO %1$s OVERRIDING SYSTEM VALUE
                SELECT * FROM jsonb_populate_record(NULL::%1$s, '{"%2$s": "%3$s", "time": "%4$s"}')
                """.formatted(table, key, other, Instant.now())))
                    .as("INSERT INTO %s", table)
                    .isEqualTo(NOT_PERMITTED);
            assertThat(app.changed("UPDATE %1$s SET %2$s = %2$s WHERE %2$s = '%3$s'".formatted(table, key, other)))
                    .as("UPDATE %s", table)
                    .isZero();
            assertThat(app.changed("DELETE FROM %s WHERE %s = '%s'".formatted(table, key, other)))
                    .as("DELETE FROM %s", table)
                    .isZero();
            assertThat(app.failure("UPDATE %s SET %s = '%s'".formatted(table, key, other)))
                    .as("a row of %s pushed across the wall", table)
                    .isIn(NOT_PERMITTED, "no row");
        }
    }

    /// All tables of workspaces but the one that the application's role only adds to.
    private List<String> readable() throws SQLException {
        assertThat(app.failure("SELECT 1 FROM event_inbox")).isEqualTo(NOT_PERMITTED);
        return WalledTables.names(owner).stream()
                .filter(table -> !table.equals("event_inbox"))
                .toList();
    }
}
