package dev.baton.journal;

import dev.baton.graph.AgentId;
import dev.baton.graph.TaskId;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;

/// What a statement can ask rows for, of a filter's conditions.
///
/// A condition that is not given is left out, and not made true by a parameter that is NULL: each form of the
/// statement then has a plan of its own, with the index that fits. Where the text stands for `{e}`, a statement has
/// its alias.
@Component
class EventConditions {

    private static final String OF_WORKSPACE = "{e}.workspace_id = :workspace";
    private static final String OF_TASK = "{e}.task_id = :task";
    private static final String OF_AGENT = "{e}.agent_id = :agent";

    private static final String OF_TYPES = "{e}.type = ANY(:types)";
    private static final String OF_TASKS = "{e}.task_id IS NOT NULL";
    private static final String OF_AGENTS = "{e}.task_id IS NULL AND {e}.agent_id IS NOT NULL";
    private static final String OF_DIVISIONS = "{e}.division = ANY(:divisions)";
    private static final String OF_STATES = "{e}.data ->> 'state' = ANY(:states)";

    private final Facts facts;

    EventConditions(Facts facts) {
        this.facts = facts;
    }

    /// The conditions that an index serves: rows that do not hold them are not even looked at.
    String narrow(EventFilter filter, String alias) {
        return and(
                alias, OF_WORKSPACE, filter.task() == null ? null : OF_TASK, filter.agent() == null ? null : OF_AGENT);
    }

    /// All conditions.
    String all(EventFilter filter, String alias) {
        return narrow(filter, alias)
                + " AND "
                + and(
                        alias,
                        OF_TYPES,
                        about(filter),
                        filter.divisions() == null ? null : OF_DIVISIONS,
                        filter.states() == null ? null : OF_STATES);
    }

    /// Whether rows that an index leads to can fail the rest of the conditions, any number of them in a row.
    boolean isSparse(EventFilter filter) {
        return filter.types() != null
                || filter.divisions() != null
                || filter.states() != null
                || (filter.task() == null && about(filter) != null);
    }

    GenericExecuteSpec bindNarrow(GenericExecuteSpec statement, EventFilter filter) {
        TaskId task = filter.task();
        AgentId agent = filter.agent();
        GenericExecuteSpec bound =
                statement.bind("workspace", filter.workspace().value());
        bound = task == null ? bound : bound.bind("task", task.value());
        return agent == null ? bound : bound.bind("agent", agent.value());
    }

    /// Types that are not known here are left out by name, so that a page is as full as it can be.
    GenericExecuteSpec bindAll(GenericExecuteSpec statement, EventFilter filter) {
        Set<String> types = filter.types() == null ? facts.types() : filter.types();
        GenericExecuteSpec bound = bindNarrow(statement, filter).bind("types", types.toArray(String[]::new));
        bound = bind(bound, "divisions", filter.divisions());
        return bind(bound, "states", filter.states());
    }

    private static GenericExecuteSpec bind(GenericExecuteSpec statement, String name, @Nullable Set<String> values) {
        return values == null ? statement : statement.bind(name, values.toArray(String[]::new));
    }

    private static @Nullable String about(EventFilter filter) {
        if (filter.aboutTasks()) {
            return OF_TASKS;
        }
        return filter.about() == EventFilter.About.AGENTS ? OF_AGENTS : null;
    }

    private static String and(String alias, @Nullable String... conditions) {
        return Stream.of(conditions)
                .filter(condition -> condition != null)
                .collect(Collectors.joining(" AND "))
                .replace("{e}", alias);
    }
}
