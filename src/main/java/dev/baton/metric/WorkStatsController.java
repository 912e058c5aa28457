package dev.baton.metric;

import dev.baton.access.Caller;
import dev.baton.access.Workspace;
import dev.baton.agent.Agent;
import dev.baton.graph.AgentId;
import dev.baton.graph.WorkspaceId;
import dev.baton.metric.SeriesPages.Cell;
import dev.baton.metric.SeriesPages.Wanted;
import graphql.schema.DataFetchingEnvironment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Resolves the stats: all agents of a level that are asked about the same time are one statement.
@Controller
class WorkStatsController {

    private static final String OF_AGENTS = "Agent.stats";
    private static final Duration USUAL = Duration.ofDays(1);

    private final SeriesPages pages;
    private final WorkClocks clocks;
    private final Clock clock;

    WorkStatsController(SeriesPages pages, WorkClocks clocks, Clock clock, BatchLoaderRegistry loaders) {
        this.pages = pages;
        this.clocks = clocks;
        this.clock = clock;
        loaders.<OfAgent, WorkStats>forName(OF_AGENTS)
                .registerMappedBatchLoader((keys, _) ->
                        Caller.current().flatMap(caller -> ofAgents(caller.workspace(), Set.copyOf(keys))));
    }

    private record OfAgent(AgentId agent, int capacity, Bucket window) {}

    @SchemaMapping(typeName = "Agent", field = "stats")
    CompletableFuture<WorkStats> statsOfAgent(
            Agent agent,
            @Argument @Nullable OffsetDateTime from,
            @Argument @Nullable OffsetDateTime to,
            DataFetchingEnvironment env) {
        DataLoader<OfAgent, WorkStats> loader = Objects.requireNonNull(env.getDataLoader(OF_AGENTS), OF_AGENTS);
        return loader.load(new OfAgent(agent.id(), agent.maxConcurrentTasks(), window(from, to)));
    }

    @SchemaMapping(typeName = "Workspace", field = "stats")
    Mono<WorkStats> statsOfWorkspace(
            Workspace workspace, @Argument @Nullable OffsetDateTime from, @Argument @Nullable OffsetDateTime to) {
        Bucket window = window(from, to);
        Mono<Map<String, Summary>> summaries = read(workspace.id(), MetricGrouping.WORKSPACE, MetricFilter.ALL, window)
                .collectMap(Cell::name, Cell::summary);
        return clocks.staff(workspace.id())
                .flatMap(staff -> summaries.map(
                        found -> new WorkStats(window, elapsed(window), found, staff.held(), staff.capacity())));
    }

    private Mono<Map<OfAgent, WorkStats>> ofAgents(WorkspaceId workspace, Set<OfAgent> keys) {
        return Flux.fromIterable(keys.stream()
                        .collect(Collectors.groupingBy(OfAgent::window))
                        .entrySet())
                .concatMap(of -> ofAgents(workspace, of.getKey(), of.getValue()))
                .collect(Collectors.flatMapping(
                        found -> found.entrySet().stream(), Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private Mono<Map<OfAgent, WorkStats>> ofAgents(WorkspaceId workspace, Bucket window, List<OfAgent> keys) {
        Set<AgentId> agents = keys.stream().map(OfAgent::agent).collect(Collectors.toSet());
        Mono<Map<String, Map<String, Summary>>> summaries = read(
                        workspace, MetricGrouping.AGENT, MetricFilter.ofAgents(agents), window)
                .collect(Collectors.groupingBy(
                        cell -> Objects.requireNonNull(cell.key()), Collectors.toMap(Cell::name, Cell::summary)));
        return clocks.held(workspace, agents)
                .flatMap(held -> summaries.map(found ->
                        keys.stream().collect(Collectors.toMap(key -> key, key -> ofAgent(key, found, held)))));
    }

    private WorkStats ofAgent(OfAgent key, Map<String, Map<String, Summary>> found, Map<AgentId, Long> held) {
        return new WorkStats(
                key.window(),
                elapsed(key.window()),
                found.getOrDefault(key.agent().value().toString(), Map.of()),
                held.getOrDefault(key.agent(), 0L).intValue(),
                key.capacity());
    }

    private Flux<Cell> read(WorkspaceId workspace, MetricGrouping by, MetricFilter filter, Bucket window) {
        var wanted = new Wanted(WorkStats.NAMES, by, filter, List.of(window), Resolution.QUARTER, Integer.MAX_VALUE);
        return pages.read(workspace, wanted);
    }

    private Bucket window(@Nullable OffsetDateTime from, @Nullable OffsetDateTime to) {
        Instant end = to == null ? clock.instant() : to.toInstant();
        Instant start = from == null ? end.minus(USUAL) : from.toInstant();
        Bucket.requireRange(start, end);
        return new Bucket(Resolution.QUARTER.floor(start), Resolution.QUARTER.ceiling(end));
    }

    private Duration elapsed(Bucket window) {
        return WorkClock.between(window.start(), min(window.end(), clock.instant()));
    }

    private static Instant min(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
