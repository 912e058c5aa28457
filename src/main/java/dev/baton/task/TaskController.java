package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.agent.Agent;
import dev.baton.graph.AgentId;
import dev.baton.graph.Connections;
import dev.baton.graph.Page;
import dev.baton.graph.PageRequest;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.journal.Event;
import dev.baton.journal.Journal;
import dev.baton.task.TaskHistory.Attempt;
import dev.baton.task.TaskHistory.Delegation;
import graphql.schema.DataFetchingEnvironment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.BatchMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Reads the graph around tasks: a level of a query is one statement, however many parents it has.
@Controller
class TaskController {

    private final Tasks tasks;
    private final TaskPages pages;
    private final TaskHistory history;
    private final Connections connections;

    TaskController(
            Tasks tasks,
            TaskPages pages,
            TaskHistory history,
            Journal journal,
            Connections connections,
            BatchLoaderRegistry loaders) {
        this.tasks = tasks;
        this.pages = pages;
        this.history = history;
        this.connections = connections;
        loaders.forTypePair(TaskId.class, Task.class)
                .registerMappedBatchLoader((ids, _) ->
                        inWorkspace(workspace -> tasks.findAll(workspace, ids).collectMap(Task::id)));
        connections.<TaskId, Void, Task>register(
                "Task.subtasks", (of, _, page) -> inWorkspace(workspace -> pages.subtasks(workspace, of, page)));
        connections.<TaskId, Void, Task>register(
                "Task.dependents", (of, _, page) -> inWorkspace(workspace -> pages.dependents(workspace, of, page)));
        connections.<AgentId, TaskFilter, Task>register(
                "Agent.tasks",
                (of, filter, page) -> inWorkspace(
                        workspace -> pages.ofAgents(workspace, of, filter == null ? TaskFilter.ALL : filter, page)));
        connections.<TaskId, Void, Event>register(
                "Task.events", (of, _, page) -> inWorkspace(workspace -> journal.eventsOf(workspace, of, page)));
    }

    private static <T> Mono<T> inWorkspace(Function<WorkspaceId, Mono<T>> read) {
        return Caller.current().map(Caller::workspace).flatMap(read);
    }

    @QueryMapping
    Mono<Task> task(@Argument String id, @AuthenticationPrincipal Caller caller) {
        return Mono.justOrEmpty(TaskId.parse(id)).flatMap(known -> tasks.find(caller.workspace(), known));
    }

    @QueryMapping
    Mono<Page<Task>> tasks(
            @Argument @Nullable TaskFilter filter,
            @Argument TaskPages.@Nullable Order orderBy,
            @Argument @Nullable Integer first,
            @Argument @Nullable String after,
            @Argument @Nullable Integer last,
            @Argument @Nullable String before,
            @AuthenticationPrincipal Caller caller) {
        var request = PageRequest.of(first, after, last, before);
        return pages.page(
                caller.workspace(),
                filter == null ? TaskFilter.ALL : filter,
                orderBy == null ? TaskPages.Order.DEFAULT : orderBy,
                request);
    }

    @QueryMapping
    Mono<Page<Task>> deadLetters(
            @Argument @Nullable TaskFilter filter,
            @Argument @Nullable Integer first,
            @Argument @Nullable String after,
            @Argument @Nullable Integer last,
            @Argument @Nullable String before,
            @AuthenticationPrincipal Caller caller) {
        var request = PageRequest.of(first, after, last, before);
        return pages.dead(caller.workspace(), filter == null ? TaskFilter.ALL : filter, request);
    }

    @SchemaMapping(typeName = "Workspace")
    Flux<Tasks.StateCount> taskCounts(@AuthenticationPrincipal Caller caller) {
        return tasks.countByState(caller.workspace());
    }

    @SchemaMapping(typeName = "Agent", field = "tasks")
    CompletableFuture<Page<Task>> tasksOfAgent(
            Agent agent, @Argument @Nullable TaskFilter filter, DataFetchingEnvironment env) {
        return connections.load(env, "Agent.tasks", agent.id(), filter);
    }

    @SchemaMapping
    CompletableFuture<Page<Task>> subtasks(Task task, DataFetchingEnvironment env) {
        return connections.load(env, "Task.subtasks", task.id(), null);
    }

    @SchemaMapping
    CompletableFuture<Page<Task>> dependents(Task task, DataFetchingEnvironment env) {
        return connections.load(env, "Task.dependents", task.id(), null);
    }

    @SchemaMapping
    CompletableFuture<Page<Event>> events(Task task, DataFetchingEnvironment env) {
        return connections.load(env, "Task.events", task.id(), null);
    }

    @BatchMapping
    Mono<Map<Task, List<Task>>> dependencies(List<Task> of) {
        return perTask(of, tasks.dependencies(of.getFirst().workspace(), ids(of)));
    }

    @BatchMapping
    Mono<Map<Task, List<Delegation>>> delegations(List<Task> of) {
        return perTask(of, history.delegations(of.getFirst().workspace(), ids(of)));
    }

    @BatchMapping
    Mono<Map<Task, List<Attempt>>> attempts(List<Task> of) {
        return perTask(of, history.attempts(of.getFirst().workspace(), ids(of)));
    }

    @BatchMapping
    Mono<Map<Task, TaskProgress>> progress(List<Task> of) {
        List<TaskId> derived =
                of.stream().filter(TaskProgress::isDerived).map(Task::id).toList();
        Mono<List<TaskProgress.Part>> parts = derived.isEmpty()
                ? Mono.just(List.of())
                : tasks.partsBelow(of.getFirst().workspace(), derived)
                        .distinct()
                        .collectList();
        return parts.map(TaskProgress.Parts::new)
                .map(below -> of.stream().distinct().collect(Collectors.toMap(task -> task, below::progressOf)));
    }

    @SchemaMapping
    @Nullable
    CompletableFuture<Task> parent(Task task, DataLoader<TaskId, Task> loader) {
        return load(loader, task.parentId());
    }

    @SchemaMapping
    @Nullable
    CompletableFuture<Agent> assignee(Task task, DataLoader<AgentId, Agent> loader) {
        return load(loader, task.assigneeId());
    }

    @SchemaMapping
    @Nullable
    CompletableFuture<Agent> requestedBy(Task task, DataLoader<AgentId, Agent> loader) {
        return load(loader, task.requesterAgentId());
    }

    @SchemaMapping
    @Nullable
    CompletableFuture<Agent> within(Task task, DataLoader<AgentId, Agent> loader) {
        return load(loader, task.withinId());
    }

    @SchemaMapping
    @Nullable
    CompletableFuture<Agent> agent(Attempt attempt, DataLoader<AgentId, Agent> loader) {
        return load(loader, attempt.agentId());
    }

    @SchemaMapping
    @Nullable
    CompletableFuture<Agent> from(Delegation delegation, DataLoader<AgentId, Agent> loader) {
        return load(loader, delegation.from());
    }

    @SchemaMapping
    @Nullable
    CompletableFuture<Agent> to(Delegation delegation, DataLoader<AgentId, Agent> loader) {
        return load(loader, delegation.to());
    }

    @SchemaMapping(typeName = "TaskEvent", field = "task")
    @Nullable
    CompletableFuture<Task> taskOfEvent(Event event, DataLoader<TaskId, Task> loader) {
        return load(loader, event.fact().taskId());
    }

    private static <I, T> @Nullable CompletableFuture<T> load(DataLoader<I, T> loader, @Nullable I id) {
        return id == null ? null : loader.load(id);
    }

    private static List<TaskId> ids(List<Task> tasks) {
        return tasks.stream().map(Task::id).distinct().toList();
    }

    private static <T> Mono<Map<Task, List<T>>> perTask(List<Task> of, Mono<Map<TaskId, List<T>>> found) {
        return found.map(byId -> of.stream()
                .distinct()
                .collect(Collectors.toMap(task -> task, task -> byId.getOrDefault(task.id(), List.of()))));
    }
}
