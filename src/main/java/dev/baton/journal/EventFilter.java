package dev.baton.journal;

import dev.baton.graph.AgentId;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which events; every condition that is given holds for each of them.
///
/// @param workspace the caller's: nothing crosses its wall
/// @param task about this task
/// @param agent about this agent or its work
/// @param subtreeOf about this task or one below it
/// @param types of one of these types, by their names in the schema
/// @param tasksOnly about tasks at all
public record EventFilter(
        WorkspaceId workspace,
        @Nullable TaskId task,
        @Nullable AgentId agent,
        @Nullable TaskId subtreeOf,
        @Nullable Set<String> types,
        boolean tasksOnly) {

    public EventFilter {
        types = types == null ? null : Set.copyOf(types);
    }

    /// Everything that happens in the workspace.
    public static EventFilter everything(WorkspaceId workspace) {
        return new EventFilter(workspace, null, null, null, null, false);
    }

    /// Whether the event holds every condition but `subtreeOf`, which takes a look at the tree of tasks.
    boolean matches(Event event) {
        return workspace.equals(event.workspace())
                && event.readable()
                && (task == null || task.equals(event.fact().taskId()))
                && (agent == null || agent.equals(event.fact().agentId()))
                && (types == null || types.contains(event.type()))
                && (!aboutTasks() || event.fact().taskId() != null);
    }

    /// Whether only events of tasks can hold the conditions.
    boolean aboutTasks() {
        return tasksOnly || subtreeOf != null;
    }
}
