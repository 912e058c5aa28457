package dev.baton.metric;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.graph.AgentId;
import dev.baton.task.TaskPriority;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// All of a metric that is told apart from the rest of it.
///
/// @param division that the agent was in
/// @param taskType of the task that it is about, and its priority
record Series(
        String name,
        @Nullable AgentId agent,
        @Nullable String division,
        @Nullable String taskType,
        @Nullable TaskPriority priority,
        SortedMap<String, String> labels) {

    static final SortedMap<String, String> OVERFLOW = new TreeMap<>(Map.of("overflow", "true"));

    private static final JsonMapper JSON = JsonMapper.shared();

    /// The same series has the same id on every node.
    UUID id() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity().getBytes(UTF_8));
            var bytes = ByteBuffer.wrap(hash);
            return new UUID(bytes.getLong(), bytes.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private String identity() {
        return JSON.writeValueAsString(
                Arrays.asList(name, agent == null ? null : agent.value(), division, taskType, priorityName(), labels));
    }

    @Nullable
    String priorityName() {
        return priority == null ? null : priority.name();
    }

    String labelsAsJson() {
        return JSON.writeValueAsString(labels);
    }

    boolean isLabeled() {
        return !labels.isEmpty();
    }

    boolean hasOwnLabels() {
        return isLabeled() && !labels.equals(OVERFLOW);
    }

    /// Whether anybody could invent more such.
    boolean isBounded() {
        return hasOwnLabels() || taskType != null;
    }

    /// What it counts as where its metric has too many different labels.
    Series overflowed() {
        return new Series(name, agent, division, taskType, priority, OVERFLOW);
    }

    /// What it counts as where its metric has too many series of any kind. It stays one of its agent's.
    Series untyped() {
        return new Series(name, agent, division, null, priority, OVERFLOW);
    }
}
