package dev.baton.journal;

import dev.baton.graph.AgentId;
import dev.baton.graph.Fault;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The schema's filters of events, with ids as they came, and what they mean. What can match nothing is refused: as a
/// stream it would be silent for ever, and nobody would know why.
@Component
class EventFilters {

    /// The most values in a list.
    private static final int MOST = 100;

    /// The schema's `EventFilter`.
    record OfAnything(
            @Nullable String taskId,
            @Nullable String agentId,
            @Nullable List<String> divisions,
            @Nullable List<String> types,
            @Nullable List<String> states) {

        static final OfAnything NONE = new OfAnything(null, null, null, null, null);
    }

    /// The schema's `TaskEventFilter`.
    record OfTasks(
            @Nullable String taskId,
            @Nullable String subtreeOf,
            @Nullable String agentId,
            @Nullable List<String> divisions,
            @Nullable List<String> types,
            @Nullable List<String> states,
            @Nullable List<String> priorities,
            @Nullable List<String> labels) {

        static final OfTasks NONE = new OfTasks(null, null, null, null, null, null, null, null);
    }

    /// The schema's `AgentEventFilter`.
    record OfAgents(
            @Nullable String agentId,
            @Nullable List<String> divisions,
            @Nullable List<String> types) {

        static final OfAgents NONE = new OfAgents(null, null, null);
    }

    private final Facts facts;

    EventFilters(Facts facts) {
        this.facts = facts;
    }

    /// @throws Fault `BAD_REQUEST`
    EventFilter of(WorkspaceId workspace, @Nullable OfAnything asked) {
        OfAnything given = asked == null ? OfAnything.NONE : asked;
        return new EventFilter(
                workspace,
                EventFilter.About.ANYTHING,
                task("taskId", given.taskId()),
                agent(given.agentId()),
                some("divisions", given.divisions()),
                types(given.types(), EventFilter.About.ANYTHING),
                some("states", given.states()),
                EventFilter.OfTask.ANY);
    }

    /// @throws Fault `BAD_REQUEST`
    EventFilter of(WorkspaceId workspace, @Nullable OfTasks asked) {
        OfTasks given = asked == null ? OfTasks.NONE : asked;
        Set<String> labels = upTo("labels", given.labels());
        return new EventFilter(
                workspace,
                EventFilter.About.TASKS,
                task("taskId", given.taskId()),
                agent(given.agentId()),
                some("divisions", given.divisions()),
                types(given.types(), EventFilter.About.TASKS),
                some("states", given.states()),
                new EventFilter.OfTask(
                        task("subtreeOf", given.subtreeOf()),
                        some("priorities", given.priorities()),
                        labels == null ? Set.of() : labels));
    }

    /// @throws Fault `BAD_REQUEST`
    EventFilter of(WorkspaceId workspace, @Nullable OfAgents asked) {
        OfAgents given = asked == null ? OfAgents.NONE : asked;
        return new EventFilter(
                workspace,
                EventFilter.About.AGENTS,
                null,
                agent(given.agentId()),
                some("divisions", given.divisions()),
                types(given.types(), EventFilter.About.AGENTS),
                null,
                EventFilter.OfTask.ANY);
    }

    private @Nullable Set<String> types(@Nullable List<String> names, EventFilter.About about) {
        Set<String> types = some("types", names);
        if (types != null) {
            types.forEach(name -> requireType(name, about));
        }
        return types;
    }

    private void requireType(String name, EventFilter.About about) {
        if (!facts.types(EventFilter.About.ANYTHING).contains(name)) {
            throw bad("filter.types names no type of event: " + name + ". The schema has those that implement Event.");
        }
        if (!facts.types(about).contains(name)) {
            throw bad("filter.types names " + name + ", which this stream never tells of. Leave it out, or subscribe"
                    + " to events.");
        }
    }

    private static @Nullable TaskId task(String name, @Nullable String text) {
        return id(name, text, TaskId::parse);
    }

    private static @Nullable AgentId agent(@Nullable String text) {
        return id("agentId", text, AgentId::parse);
    }

    private static <I> @Nullable I id(String name, @Nullable String text, Function<String, Optional<I>> parse) {
        return text == null
                ? null
                : parse.apply(text).orElseThrow(() -> bad("filter." + name + " is no such id: " + text));
    }

    private static @Nullable Set<String> some(String name, @Nullable List<String> values) {
        if (values != null && values.isEmpty()) {
            throw bad("filter." + name + " is empty, and nothing would match. Leave it out, or say what may be in it.");
        }
        return upTo(name, values);
    }

    private static @Nullable Set<String> upTo(String name, @Nullable List<String> values) {
        if (values != null && values.size() > MOST) {
            throw bad("filter.%s has %d values, and %d are the most. Ask for less, or subscribe more than once."
                    .formatted(name, values.size(), MOST));
        }
        return values == null ? null : Set.copyOf(values);
    }

    private static Fault bad(String message) {
        return new Fault(Fault.Code.BAD_REQUEST, message);
    }
}
