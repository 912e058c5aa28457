package dev.baton.journal;

import dev.baton.graph.AgentId;
import dev.baton.graph.TaskId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Facts of the journal's own tests.
sealed interface Noted extends Fact {

    /// A writer's next fact about a task.
    record TaskNoted(
            TaskId taskId,
            String writer,
            int number,
            @Nullable String remark) implements Noted {}

    /// A fact about an agent's work on a task.
    record WorkNoted(
            TaskId taskId,
            AgentId agentId,
            List<String> words,
            @Nullable Object open) implements Noted {}

    /// A step of an agent's work on a task, and the state of the task after it.
    record StepNoted(TaskId taskId, AgentId agentId, Light state) implements Noted {}

    /// States of the tests' own.
    enum Light {
        RED,
        GREEN
    }

    /// A fact about an agent.
    record AgentNoted(AgentId agentId, String word) implements Noted {}

    /// A fact about nothing in the graph.
    record MarkSet(String name) implements Noted {}
}
