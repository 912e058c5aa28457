package dev.baton.journal;

import dev.baton.graph.AgentId;
import dev.baton.graph.TaskId;
import org.jspecify.annotations.Nullable;

/// Something that became true, as a feature records it. Each feature has a sealed interface of records that extends
/// this one, and tells the journal about it with a [FactTypes] bean. A record's simple name is the GraphQL type's
/// name and the column `type`; its components are named as the type's fields.
///
/// A fact lives as long as the log: a component may be added if it may be null, and none may change its meaning.
public interface Fact {

    /// The task it is about, or null where it is about none. With it the fact is a `TaskEvent` in the schema.
    default @Nullable TaskId taskId() {
        return null;
    }

    /// The state that its task was in after it, or null where it is about none.
    default @Nullable Enum<?> state() {
        return null;
    }

    /// The agent it is about, or whose work it is about; what the filter `agentId` goes by.
    default @Nullable AgentId agentId() {
        return null;
    }
}
