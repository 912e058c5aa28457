package dev.baton.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.WorkspaceId;
import dev.baton.testing.TestServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Plain SQL, as one of the roles may send it.
record RawSql(Connection connection) implements AutoCloseable {

    static final String NOT_PERMITTED = "42501";

    /// Whom no wall holds up.
    static RawSql asOwner(TestServers.Place place) throws SQLException {
        return new RawSql(place.connect());
    }

    static RawSql as(String role, WorkspaceId workspace, TestServers.Place place) throws SQLException {
        var sql = new RawSql(place.connect());
        sql.execute("SET ROLE " + role);
        sql.execute("SET baton.workspace = '%s'".formatted(workspace.value()));
        return sql;
    }

    void execute(String statement) throws SQLException {
        try (var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    /// The first column.
    List<String> column(String query) throws SQLException {
        try (var sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    /// The SQL state that the statement fails with.
    String failure(String statement) throws SQLException {
        try (var sql = connection.createStatement()) {
            sql.execute(statement);
            return sql.getUpdateCount() == 0 ? "no row" : "it worked";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    /// How many rows the statement changes; none where the role may not at all.
    int changed(String statement) throws SQLException {
        try (var sql = connection.createStatement()) {
            return sql.executeUpdate(statement);
        } catch (SQLException e) {
            assertThat(e.getSQLState()).as(statement).isEqualTo(NOT_PERMITTED);
            return 0;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
