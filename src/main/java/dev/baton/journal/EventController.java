package dev.baton.journal;

import dev.baton.access.Caller;
import dev.baton.graph.AgentId;
import dev.baton.graph.Fault;
import dev.baton.graph.Page;
import dev.baton.graph.PageRequest;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.ContextValue;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.data.method.annotation.SubscriptionMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The log in the graph.
@Controller
class EventController {

    private final Journal journal;
    private final Facts facts;

    EventController(Journal journal, Facts facts) {
        this.journal = journal;
        this.facts = facts;
    }

    /// The schema's `EventFilter`, with ids as they came.
    record Filter(
            @Nullable String taskId,
            @Nullable String agentId,
            @Nullable List<String> types) {}

    /// The schema's `TaskEventFilter`, with ids as they came.
    record TaskFilter(
            @Nullable String taskId,
            @Nullable String subtreeOf,
            @Nullable String agentId,
            @Nullable List<String> types) {}

    @QueryMapping
    Mono<Page<Event>> events(
            @Argument @Nullable Filter filter,
            @Argument @Nullable Integer first,
            @Argument @Nullable String after,
            @Argument @Nullable Integer last,
            @Argument @Nullable String before) {
        var request = PageRequest.of(first, after, last, before);
        return Caller.current().flatMap(caller -> journal.events(filter(filter, caller.workspace()), request));
    }

    @SubscriptionMapping
    Flux<Event> taskEvents(@Argument @Nullable TaskFilter filter, @Argument @Nullable String after) {
        Position position = after == null ? null : Position.decode(after);
        return Caller.current().flatMapMany(caller -> journal.follow(taskFilter(filter, caller.workspace()), position));
    }

    @SchemaMapping(typeName = "Workspace")
    String head(@ContextValue(name = HeadFirst.KEY) Position head) {
        return head.encode();
    }

    private EventFilter filter(@Nullable Filter given, WorkspaceId workspace) {
        return given == null
                ? EventFilter.everything(workspace)
                : new EventFilter(
                        workspace,
                        id("filter.taskId", given.taskId(), TaskId::parse),
                        id("filter.agentId", given.agentId(), AgentId::parse),
                        null,
                        types(given.types()),
                        false);
    }

    private EventFilter taskFilter(@Nullable TaskFilter given, WorkspaceId workspace) {
        return given == null
                ? new EventFilter(workspace, null, null, null, null, true)
                : new EventFilter(
                        workspace,
                        id("filter.taskId", given.taskId(), TaskId::parse),
                        id("filter.agentId", given.agentId(), AgentId::parse),
                        id("filter.subtreeOf", given.subtreeOf(), TaskId::parse),
                        types(given.types()),
                        true);
    }

    private static <I> @Nullable I id(String argument, @Nullable String text, Function<String, Optional<I>> parse) {
        return text == null ? null : parse.apply(text).orElseThrow(() -> bad(argument + " is no such id: " + text));
    }

    /// A name with a slip in it would be a stream that is silent for ever.
    private @Nullable Set<String> types(@Nullable List<String> names) {
        if (names == null) {
            return null;
        }
        names.stream().filter(name -> !facts.types().contains(name)).findFirst().ifPresent(name -> {
            throw bad("filter.types names no type of event: " + name);
        });
        return Set.copyOf(names);
    }

    private static Fault bad(String message) {
        return new Fault(Fault.Code.BAD_REQUEST, message);
    }
}
