package dev.baton.agent;

import dev.baton.access.AgentCredential;
import dev.baton.access.Caller;
import dev.baton.database.Keyset;
import dev.baton.graph.AgentId;
import dev.baton.graph.Connections;
import dev.baton.graph.OrderDirection;
import dev.baton.graph.Page;
import dev.baton.graph.PageRequest;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.journal.Event;
import graphql.schema.DataFetchingEnvironment;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

@Controller
class AgentController {

    private final Agents agents;
    private final AgentRegistry registry;
    private final AgentRetirement retirement;
    private final Connections connections;

    AgentController(
            Agents agents,
            AgentRegistry registry,
            AgentRetirement retirement,
            Connections connections,
            BatchLoaderRegistry loaders) {
        this.agents = agents;
        this.registry = registry;
        this.retirement = retirement;
        this.connections = connections;
        loaders.forTypePair(AgentId.class, Agent.class)
                .registerMappedBatchLoader((ids, _) -> Caller.current()
                        .flatMap(caller ->
                                agents.findAll(caller.workspace(), ids).collectMap(Agent::id)));
        connections.<AgentId, Void, Agent>register(
                "Agent.reports",
                (managers, _, page) ->
                        Caller.current().flatMap(caller -> agents.reports(caller.workspace(), managers, page)));
    }

    @QueryMapping
    Mono<Agent> agent(@Argument String id, @AuthenticationPrincipal Caller caller) {
        return Mono.justOrEmpty(AgentId.parse(id)).flatMap(known -> agents.find(caller.workspace(), known));
    }

    @QueryMapping
    Mono<Page<Agent>> agents(
            @Argument @Nullable AgentFilter filter,
            @Argument @Nullable Order orderBy,
            @Argument @Nullable Integer first,
            @Argument @Nullable String after,
            @Argument @Nullable Integer last,
            @Argument @Nullable String before,
            @AuthenticationPrincipal Caller caller) {
        var request = PageRequest.of(first, after, last, before);
        return agents.page(
                caller.workspace(),
                filter == null ? AgentFilter.ALL : filter,
                (orderBy == null ? Order.DEFAULT : orderBy).keyset(),
                request);
    }

    @MutationMapping
    Mono<AgentPayload> registerAgent(@Argument RegisterAgentInput input, @AuthenticationPrincipal Caller caller) {
        return Mono.defer(() -> registry.register(caller, input)).transform(AgentPayload::answer);
    }

    @MutationMapping
    Mono<AgentPayload> updateAgent(@Argument UpdateAgentInput input, @AuthenticationPrincipal Caller caller) {
        return AgentId.parse(input.agentId())
                .map(id -> registry.update(caller, id, input))
                .orElseGet(() -> Mono.error(Refusal.notFound("agent", input.agentId())))
                .transform(AgentPayload::answer);
    }

    @MutationMapping
    Mono<AgentPayload> retireAgent(@Argument AgentRetirement.Input input, @AuthenticationPrincipal Caller caller) {
        return AgentId.parse(input.agentId())
                .map(id -> Mono.defer(() -> retirement.retire(caller, id, input)))
                .orElseGet(() -> Mono.error(Refusal.notFound("agent", input.agentId())))
                .transform(AgentPayload::answer);
    }

    @MutationMapping
    Mono<AgentPayload> heartbeat(@AuthenticationPrincipal Caller caller) {
        return Mono.defer(() -> registry.heard(caller)).transform(AgentPayload::answer);
    }

    @SchemaMapping
    @Nullable
    CompletableFuture<Agent> reportsTo(Agent agent, DataLoader<AgentId, Agent> loader) {
        AgentId manager = agent.manager();
        return manager == null ? null : loader.load(manager);
    }

    @SchemaMapping
    CompletableFuture<Page<Agent>> reports(Agent agent, DataFetchingEnvironment env) {
        return connections.load(env, "Agent.reports", agent.id(), null);
    }

    @SchemaMapping
    CompletableFuture<List<AgentCredential>> credentials(Agent agent, DataFetchingEnvironment env) {
        DataLoader<AgentId, List<AgentCredential>> loader =
                Objects.requireNonNull(env.getDataLoader(AgentCredential.OF_AGENT));
        return loader.load(agent.id()).thenApply(found -> found == null ? List.of() : found);
    }

    @SchemaMapping(typeName = "Viewer", field = "agent")
    @Nullable
    CompletableFuture<Agent> agentOfViewer(@AuthenticationPrincipal Caller caller, DataLoader<AgentId, Agent> loader) {
        AgentId self = caller.agent();
        return self == null ? null : loader.load(self);
    }

    @SchemaMapping(typeName = "AgentEvent", field = "agent")
    @Nullable
    CompletableFuture<Agent> agentOfEvent(Event event, DataLoader<AgentId, Agent> loader) {
        AgentId about = event.fact().agentId();
        return about == null ? null : loader.load(about);
    }

    record AgentPayload(@Nullable Agent agent, List<Problem> problems) {

        static Mono<AgentPayload> answer(Mono<Agent> work) {
            return work.map(agent -> new AgentPayload(agent, List.of()))
                    .onErrorResume(Refusal.class, refusal -> Mono.just(new AgentPayload(null, refusal.problems())));
        }
    }

    record Order(Field field, OrderDirection direction) {

        static final Order DEFAULT = new Order(Field.HANDLE, OrderDirection.ASC);

        enum Field {
            HANDLE,
            CREATED_AT
        }

        Keyset keyset() {
            boolean descending = direction == OrderDirection.DESC;
            return switch (field) {
                case HANDLE -> new Keyset("agents by handle", "a.handle", "text", "a.id", descending);
                case CREATED_AT -> new Keyset("agents by age", "a.created_at", "timestamptz", "a.id", descending);
            };
        }
    }
}
