package dev.baton.metric;

import dev.baton.access.Caller;
import dev.baton.agent.Agent;
import dev.baton.graph.AgentId;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.graph.TaskId;
import dev.baton.metric.MetricQueries.Question;
import dev.baton.metric.MetricRecorder.Recorded;
import dev.baton.metric.Metrics.Metric;
import dev.baton.metric.SeriesPages.TaskMetric;
import dev.baton.task.Task;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.BatchMapping;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Resolves `schema/metric.graphqls`, but for the stats and the live end.
@Controller
class MetricController {

    private final MetricRecorder recorder;
    private final MetricQueries queries;
    private final Metrics metrics;
    private final SeriesPages pages;

    MetricController(MetricRecorder recorder, MetricQueries queries, Metrics metrics, SeriesPages pages) {
        this.recorder = recorder;
        this.queries = queries;
        this.metrics = metrics;
        this.pages = pages;
    }

    @QueryMapping
    Mono<List<MetricSeries>> metricSeries(
            @Argument String name,
            @Argument MetricGrouping by,
            @Argument @Nullable MetricFilter filter,
            @Argument OffsetDateTime from,
            @Argument OffsetDateTime to,
            @Argument Bucket.Length bucket,
            @Argument String timeZone,
            @Argument int first,
            @AuthenticationPrincipal Caller caller) {
        var question = Question.of(name, by, filter, from.toInstant(), to.toInstant(), bucket, timeZone, first);
        return queries.series(caller.workspace(), question);
    }

    @QueryMapping
    Flux<Metric> metricNames(@Argument @Nullable String prefix, @AuthenticationPrincipal Caller caller) {
        return metrics.list(caller.workspace(), prefix);
    }

    @MutationMapping
    Mono<RecordMetricsPayload> recordMetrics(
            @Argument RecordMetricsInput input, @AuthenticationPrincipal Caller caller) {
        return Mono.defer(() -> recorder.record(caller, input))
                .map(RecordMetricsPayload::of)
                .onErrorResume(Refusal.class, refusal -> Mono.just(RecordMetricsPayload.of(refusal)));
    }

    @SchemaMapping
    @Nullable
    CompletableFuture<Agent> agent(MetricSeries series, DataLoader<AgentId, Agent> loader) {
        AgentId agent = series.agentId();
        return agent == null ? null : loader.load(agent);
    }

    @BatchMapping(typeName = "Task", field = "metrics")
    Mono<Map<Task, List<TaskMetric>>> metricsOfTasks(List<Task> tasks) {
        List<TaskId> ids = tasks.stream().map(Task::id).distinct().toList();
        return pages.ofTasks(tasks.getFirst().workspace(), ids)
                .map(found -> tasks.stream()
                        .distinct()
                        .collect(Collectors.toMap(task -> task, task -> found.getOrDefault(task.id(), List.of()))));
    }

    record RecordMetricsPayload(int recorded, int overflowed, List<Problem> problems) {

        static RecordMetricsPayload of(Recorded recorded) {
            return new RecordMetricsPayload(recorded.recorded(), recorded.overflowed(), List.of());
        }

        static RecordMetricsPayload of(Refusal refusal) {
            return new RecordMetricsPayload(0, 0, refusal.problems());
        }
    }
}
