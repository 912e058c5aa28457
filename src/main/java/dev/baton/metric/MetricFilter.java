package dev.baton.metric;

import static dev.baton.database.Columns.names;
import static dev.baton.database.Columns.texts;

import dev.baton.graph.AgentId;
import dev.baton.graph.Fault;
import dev.baton.metric.RecordMetricsInput.MetricLabelInput;
import dev.baton.task.TaskPriority;
import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import tools.jackson.databind.json.JsonMapper;

/// Which samples; every given condition holds, and of a list any value.
record MetricFilter(
        @Nullable List<String> agentIds,
        @Nullable List<String> divisions,
        @Nullable List<String> taskTypes,
        @Nullable List<TaskPriority> priorities,
        @Nullable List<MetricLabelInput> labels) {

    static final MetricFilter ALL = new MetricFilter(null, null, null, null, null);

    /// What a statement asks of `metric_series s`.
    static final String CONDITIONS = """
        (:agents::uuid[] IS NULL OR s.agent_id = ANY(:agents))
          AND (:divisions::text[] IS NULL OR s.division = ANY(:divisions))
          AND (:types::text[] IS NULL OR s.task_type = ANY(:types))
          AND (:priorities::text[] IS NULL OR s.priority = ANY(:priorities))
          AND s.labels @> :labels::jsonb
        """;

    private static final int MOST = 100;

    /// The filter itself, as a caller gave it.
    ///
    /// @throws Fault `BAD_REQUEST` for an empty or long list, or for labels that no sample has together
    MetricFilter check() {
        Stream.of(agentIds, divisions, taskTypes, priorities, labels).forEach(MetricFilter::requireFew);
        if (labels != null && Set.copyOf(labels).size() != labelMap().size()) {
            throw new Fault(Fault.Code.BAD_REQUEST, "The labels of the filter must not have two values for one name.");
        }
        return this;
    }

    static MetricFilter ofAgents(Collection<AgentId> agents) {
        return new MetricFilter(agents.stream().map(AgentId::toString).toList(), null, null, null, null);
    }

    GenericExecuteSpec bind(GenericExecuteSpec spec) {
        return spec.bind("agents", agents())
                .bind("divisions", texts(divisions))
                .bind("types", texts(taskTypes))
                .bind("priorities", names(priorities))
                .bind("labels", JsonMapper.shared().writeValueAsString(labelMap()));
    }

    private Parameter agents() {
        return agentIds == null
                ? Parameters.in(UUID[].class)
                : Parameters.in(agentIds.stream()
                        .flatMap(id -> AgentId.parse(id).stream())
                        .map(AgentId::value)
                        .toArray(UUID[]::new));
    }

    private Map<String, String> labelMap() {
        var map = new TreeMap<String, String>();
        if (labels != null) {
            labels.forEach(label -> map.put(label.name(), label.value()));
        }
        return map;
    }

    private static void requireFew(@Nullable Collection<?> values) {
        if (values != null && (values.isEmpty() || values.size() > MOST)) {
            throw new Fault(Fault.Code.BAD_REQUEST, "A list of the filter has 1 to 100 values.");
        }
    }
}
