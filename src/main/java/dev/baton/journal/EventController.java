package dev.baton.journal;

import dev.baton.access.Caller;
import dev.baton.graph.Page;
import dev.baton.graph.PageRequest;
import dev.baton.graph.WorkspaceId;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.ContextValue;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.data.method.annotation.SubscriptionMapping;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The log in the graph.
@Controller
class EventController {

    private final Journal journal;
    private final EventFilters filters;

    EventController(Journal journal, EventFilters filters) {
        this.journal = journal;
        this.filters = filters;
    }

    @QueryMapping
    Mono<Page<Event>> events(
            @Argument EventFilters.@Nullable OfAnything filter,
            @Argument @Nullable Integer first,
            @Argument @Nullable String after,
            @Argument @Nullable Integer last,
            @Argument @Nullable String before) {
        var request = PageRequest.of(first, after, last, before);
        return Caller.current().flatMap(caller -> journal.events(filters.of(caller.workspace(), filter), request));
    }

    @SubscriptionMapping("events")
    Flux<Event> allEvents(
            @Argument EventFilters.@Nullable OfAnything filter,
            @Argument @Nullable String after,
            @Argument SlowReader onSlow) {
        return follow(workspace -> filters.of(workspace, filter), after, onSlow);
    }

    @SubscriptionMapping
    Flux<Event> taskEvents(
            @Argument EventFilters.@Nullable OfTasks filter,
            @Argument @Nullable String after,
            @Argument SlowReader onSlow) {
        return follow(workspace -> filters.of(workspace, filter), after, onSlow);
    }

    @SubscriptionMapping
    Flux<Event> agentEvents(
            @Argument EventFilters.@Nullable OfAgents filter,
            @Argument @Nullable String after,
            @Argument SlowReader onSlow) {
        return follow(workspace -> filters.of(workspace, filter), after, onSlow);
    }

    @SchemaMapping(typeName = "Workspace")
    String head(@ContextValue(name = HeadFirst.KEY) Position head, @AuthenticationPrincipal Caller caller) {
        return head.encode(caller.workspace());
    }

    private Flux<Event> follow(Function<WorkspaceId, EventFilter> filter, @Nullable String after, SlowReader onSlow) {
        return Caller.current()
                .map(Caller::workspace)
                .flatMapMany(workspace -> journal.follow(
                        filter.apply(workspace), after == null ? null : Position.decode(after, workspace), onSlow));
    }
}
