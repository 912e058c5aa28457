package dev.baton.bench;

import dev.baton.graph.TaskId;
import dev.baton.streams.Log;
import dev.baton.testing.Cluster;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.sql.Connection;
import java.sql.SQLException;

/// Writes events to the log as features do, each in a transaction of its own, and rings as another node does. The
/// gateway that is measured has no part in it.
final class Teller implements AutoCloseable {

    private final Log log;
    private final Connection connection;
    private final RedisClient redis;
    private final StatefulRedisConnection<String, String> bell;

    /// @param workspace its id
    Teller(Cluster cluster, String workspace) throws SQLException {
        log = Log.of(cluster.postgres(), workspace);
        connection = log.connect();
        connection.setAutoCommit(false);
        redis = RedisClient.create(cluster.redisUrl());
        bell = redis.connect();
    }

    /// @param number in an order of its own, that listeners know it by
    /// @param more what makes it longer
    /// @return when it was committed, by [System#nanoTime()]
    long tell(TaskId task, int number, String more) throws SQLException {
        log.append(connection, new Log.Written(number + more, task));
        connection.commit();
        long committed = System.nanoTime();
        bell.sync().publish("baton:journal", "");
        return committed;
    }

    /// Tells all of them together.
    void tellAll(Iterable<TaskId> tasks, int number) throws SQLException {
        for (TaskId task : tasks) {
            log.append(connection, new Log.Written("" + number, task));
        }
        connection.commit();
        bell.sync().publish("baton:journal", "");
    }

    @Override
    public void close() throws SQLException {
        redis.shutdown();
        connection.close();
    }
}
