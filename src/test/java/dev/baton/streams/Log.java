package dev.baton.streams;

import dev.baton.database.PostgresServer;
import dev.baton.graph.AgentId;
import dev.baton.graph.TaskId;
import dev.baton.graph.TypeId;
import dev.baton.graph.WorkspaceId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The log behind the gateways' back: written to as features do, and read at the end for what there is to hear.
///
/// @param tasks whom the events are about; nothing else knows them
public record Log(PostgresServer server, UUID workspace, List<TaskId> tasks) {

    private static final int TASKS = 20;

    private static final String APPEND = """
        INSERT INTO event_inbox (id, workspace_id, type, task_id, agent_id, actor, data, recorded_at)
        VALUES (?, ?, 'TaskReleased', ?, ?, 'checker', ?::jsonb, now())
        """;

    private static final String ALL = """
        SELECT data ->> 'reason' AS name, task_id
        FROM event
        WHERE workspace_id = ? AND type = 'TaskReleased'
        ORDER BY position
        """;

    /// An event that was committed.
    ///
    /// @param name unique in the run
    public record Written(String name, TaskId task) {}

    public static Log of(PostgresServer server, String workspaceId) {
        return new Log(
                server,
                WorkspaceId.parse(workspaceId).orElseThrow().value(),
                Stream.generate(TaskId::next).limit(TASKS).toList());
    }

    /// The last event of a task, or of all.
    static String last(@Nullable TaskId task) {
        return task == null ? "last" : "last of " + task;
    }

    /// Writes the last event of each task, and the last of all.
    void end() throws SQLException {
        try (Connection connection = connect()) {
            for (TaskId task : tasks) {
                append(connection, new Written(last(task), task));
            }
            append(connection, new Written(last(null), TaskId.next()));
        }
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(server.getJdbcUrl(), server.getUsername(), server.getPassword());
    }

    /// Writes one event into the connection's transaction, which draws its ticket and shows nobody anything yet.
    public void append(Connection connection, Written event) throws SQLException {
        var agent = new AgentId(TypeId.next());
        try (var sql = connection.prepareStatement(APPEND)) {
            sql.setObject(1, TypeId.next());
            sql.setObject(2, workspace);
            sql.setObject(3, event.task().value());
            sql.setObject(4, agent.value());
            sql.setString(5, """
                {"taskId": "%s", "state": "QUEUED", "attemptId": "%s", "agentId": "%s", "reason": "%s"}
                """.formatted(event.task(), TypeId.format("attempt", TypeId.next()), agent, event.name()));
            sql.executeUpdate();
        }
    }

    /// All that was committed, in the log's order, when the gateways have numbered it.
    List<Written> readAll() throws SQLException, InterruptedException {
        try (Connection connection = connect()) {
            while (count(connection, "SELECT count(*) FROM event_inbox") > 0) {
                Thread.sleep(100);
            }
            try (var sql = connection.prepareStatement(ALL)) {
                sql.setObject(1, workspace);
                var all = new ArrayList<Written>();
                ResultSet rows = sql.executeQuery();
                while (rows.next()) {
                    all.add(new Written(rows.getString("name"), new TaskId(rows.getObject("task_id", UUID.class))));
                }
                return all;
            }
        }
    }

    private static long count(Connection connection, String query) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
