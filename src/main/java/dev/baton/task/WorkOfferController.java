package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.agent.Agents;
import dev.baton.graph.AgentId;
import dev.baton.graph.Fault;
import dev.baton.graph.WorkspaceId;
import dev.baton.journal.Journal;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.SubscriptionMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Tells agents that there is work.
@Controller
class WorkOfferController {

    private final TaskOffers offers;
    private final Agents agents;
    private final Journal journal;
    private final Clock clock;

    WorkOfferController(TaskOffers offers, Agents agents, Journal journal, Clock clock) {
        this.offers = offers;
        this.agents = agents;
        this.journal = journal;
        this.clock = clock;
    }

    @SubscriptionMapping
    Flux<WorkOffer> workOffers(@Argument @Nullable String agentId) {
        return Caller.current()
                .flatMapMany(caller -> whose(caller, agentId).flatMapMany(agent -> watch(caller.workspace(), agent)));
    }

    /// @return errors with a [Fault] where the agent is retired
    Flux<WorkOffer> watch(WorkspaceId workspace, AgentId agent) {
        return Flux.defer(() -> new WorkWatch(offers, journal, clock, workspace, agent).offers());
    }

    private Mono<AgentId> whose(Caller caller, @Nullable String agentId) {
        AgentId self = caller.agent();
        if (self != null) {
            return agentId == null || agentId.equals(self.toString())
                    ? Mono.just(self)
                    : Mono.error(new Fault(Fault.Code.FORBIDDEN, "An agent is told of its own work only."));
        }
        if (agentId == null) {
            return Mono.error(new Fault(Fault.Code.BAD_REQUEST, "agentId: say which agent's work."));
        }
        return Mono.justOrEmpty(AgentId.parse(agentId))
                .filterWhen(known -> agents.find(caller.workspace(), known).hasElement())
                .switchIfEmpty(Mono.error(() ->
                        new Fault(Fault.Code.BAD_REQUEST, "agentId: the workspace has no agent " + agentId + ".")));
    }
}
