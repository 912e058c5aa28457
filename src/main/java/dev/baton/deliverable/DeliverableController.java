package dev.baton.deliverable;

import dev.baton.access.Caller;
import dev.baton.agent.Agent;
import dev.baton.graph.AgentId;
import dev.baton.graph.Connections;
import dev.baton.graph.DeliverableId;
import dev.baton.graph.Fault;
import dev.baton.graph.Page;
import dev.baton.graph.PageRequest;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.task.Task;
import graphql.schema.DataFetchingEnvironment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.BatchMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

/// Reads the graph around what was handed in: a level of a query is one statement, however many parents it has.
@Controller
class DeliverableController {

    /// The most text that one level of a query brings, so that no single query fills the memory.
    static final long MAX_CONTENT_BYTES = 16 * 1024 * 1024;

    private final Deliverables deliverables;
    private final DeliverablePages pages;
    private final Connections connections;

    DeliverableController(Deliverables deliverables, DeliverablePages pages, Connections connections) {
        this.deliverables = deliverables;
        this.pages = pages;
        this.connections = connections;
        connections.<TaskId, Void, Deliverable>register(
                "Task.deliverables", (of, _, page) -> inWorkspace(workspace -> pages.ofTasks(workspace, of, page)));
        connections.<AgentId, Void, Deliverable>register(
                "Agent.deliverables", (of, _, page) -> inWorkspace(workspace -> pages.ofAgents(workspace, of, page)));
    }

    private static <T> Mono<T> inWorkspace(Function<WorkspaceId, Mono<T>> read) {
        return Caller.current().map(Caller::workspace).flatMap(read);
    }

    @QueryMapping
    Mono<Page<Deliverable>> deliverables(
            @Argument @Nullable DeliverableFilter filter,
            @Argument @Nullable Integer first,
            @Argument @Nullable String after,
            @Argument @Nullable Integer last,
            @Argument @Nullable String before,
            @AuthenticationPrincipal Caller caller) {
        var request = PageRequest.of(first, after, last, before);
        return pages.page(caller.workspace(), filter == null ? DeliverableFilter.ALL : filter, request);
    }

    @SchemaMapping(typeName = "Task", field = "deliverables")
    CompletableFuture<Page<Deliverable>> deliverablesOfTask(Task task, DataFetchingEnvironment env) {
        return connections.load(env, "Task.deliverables", task.id(), null);
    }

    @SchemaMapping(typeName = "Agent", field = "deliverables")
    CompletableFuture<Page<Deliverable>> deliverablesOfAgent(Agent agent, DataFetchingEnvironment env) {
        return connections.load(env, "Agent.deliverables", agent.id(), null);
    }

    @SchemaMapping
    CompletableFuture<Task> task(Deliverable deliverable, DataLoader<TaskId, Task> loader) {
        return loader.load(deliverable.taskId());
    }

    @SchemaMapping
    CompletableFuture<Agent> agent(Deliverable deliverable, DataLoader<AgentId, Agent> loader) {
        return loader.load(deliverable.agentId());
    }

    @BatchMapping
    Mono<Map<Deliverable, List<Deliverable>>> revisions(List<Deliverable> of) {
        var series = of.stream().map(Deliverable::series).distinct().toList();
        return deliverables
                .revisions(of.getFirst().workspace(), series)
                .map(found -> of.stream()
                        .distinct()
                        .collect(Collectors.toMap(
                                deliverable -> deliverable,
                                deliverable -> found.getOrDefault(deliverable.series(), List.of()))));
    }

    @BatchMapping
    Mono<Map<Deliverable, String>> content(List<Deliverable> of) {
        Map<DeliverableId, Deliverable> here = of.stream()
                .filter(Deliverable::isHere)
                .collect(Collectors.toMap(Deliverable::id, Function.identity(), (one, _) -> one));
        requireBearable(here.values().stream()
                .map(Deliverable::size)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sum());
        return here.isEmpty()
                ? Mono.just(Map.of())
                : deliverables
                        .contents(of.getFirst().workspace(), here.keySet())
                        .map(texts -> texts.entrySet().stream()
                                .collect(Collectors.toMap(text -> here.get(text.getKey()), Map.Entry::getValue)));
    }

    private static void requireBearable(long bytes) {
        if (bytes > MAX_CONTENT_BYTES) {
            throw new Fault(
                    Fault.Code.BAD_REQUEST,
                    "The selected content has %,d bytes, and %,d are the most at once. Ask for fewer deliverables."
                            .formatted(bytes, MAX_CONTENT_BYTES));
        }
    }
}
