package dev.baton.journal;

import dev.baton.graph.AgentId;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which events; every condition that is given holds for each of them.
///
/// @param workspace the caller's: nothing crosses its wall
/// @param about what an event has to be about at all
/// @param task about this task
/// @param agent about this agent or its work
/// @param divisions whose agent was of one of these divisions when it happened
/// @param types of one of these types, by their names in the schema
/// @param states after which the task was in one of these states
/// @param ofTask what the task has to be like, for ever
public record EventFilter(
        WorkspaceId workspace,
        About about,
        @Nullable TaskId task,
        @Nullable AgentId agent,
        @Nullable Set<String> divisions,
        @Nullable Set<String> types,
        @Nullable Set<String> states,
        OfTask ofTask) {

    /// What an event is about.
    public enum About {
        ANYTHING,
        TASKS,
        AGENTS
    }

    /// Conditions on what never changes of a task. Who checks them takes a look at the task, and never twice.
    ///
    /// @param subtreeOf this task or one below it
    /// @param priorities of one of these
    /// @param labels with all of these
    public record OfTask(
            @Nullable TaskId subtreeOf, @Nullable Set<String> priorities, Set<String> labels) {

        static final OfTask ANY = new OfTask(null, null, Set.of());

        public OfTask {
            priorities = copy(priorities);
            labels = Set.copyOf(labels);
        }

        boolean isAny() {
            return equals(ANY);
        }

        boolean matches(TaskTree.Place place) {
            return (subtreeOf == null || place.lineage().contains(subtreeOf))
                    && (priorities == null || priorities.contains(place.priority()))
                    && place.labels().containsAll(labels);
        }
    }

    public EventFilter {
        divisions = copy(divisions);
        types = copy(types);
        states = copy(states);
    }

    /// Everything that happens in the workspace.
    public static EventFilter everything(WorkspaceId workspace) {
        return new EventFilter(workspace, About.ANYTHING, null, null, null, null, null, OfTask.ANY);
    }

    /// Whether the event holds every condition but those of `ofTask`.
    boolean matches(Event event) {
        Fact fact = event.fact();
        return workspace.equals(event.workspace())
                && event.readable()
                && isAboutIt(fact)
                && (task == null || task.equals(fact.taskId()))
                && (agent == null || agent.equals(fact.agentId()))
                && (divisions == null || isIn(divisions, event.division()))
                && (types == null || types.contains(event.type()))
                && (states == null || isIn(states, name(fact.state())));
    }

    /// Whether only events of tasks can hold the conditions.
    boolean aboutTasks() {
        return about == About.TASKS || !ofTask.isAny();
    }

    private boolean isAboutIt(Fact fact) {
        return aboutTasks()
                ? fact.taskId() != null
                : about == About.ANYTHING || (fact.taskId() == null && fact.agentId() != null);
    }

    private static boolean isIn(Set<String> values, @Nullable String value) {
        return value != null && values.contains(value);
    }

    private static @Nullable String name(@Nullable Enum<?> constant) {
        return constant == null ? null : constant.name();
    }

    private static @Nullable Set<String> copy(@Nullable Set<String> given) {
        return given == null ? null : Set.copyOf(given);
    }
}
