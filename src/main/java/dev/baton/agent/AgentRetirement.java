package dev.baton.agent;

import dev.baton.access.Caller;
import dev.baton.access.Idempotency;
import dev.baton.access.Retirements;
import dev.baton.agent.AgentEvent.AgentRetired;
import dev.baton.agent.AgentEvent.AgentUpdated;
import dev.baton.agent.AgentEvent.AgentWentOffline;
import dev.baton.database.Transactions;
import dev.baton.graph.AgentId;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.journal.Journal;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Sends an agent into retirement, when nothing is left for it to do. The agent's row is locked against everything
/// that would refer to it: a task that is handed to it at the same moment is counted here, or finds it retired.
@Component
class AgentRetirement {

    private final Agents agents;
    private final Workload workload;
    private final Retirements retirements;
    private final Journal journal;
    private final Transactions transactions;
    private final Idempotency idempotency;
    private final Clock clock;

    AgentRetirement(
            Agents agents,
            Workload workload,
            Retirements retirements,
            Journal journal,
            Transactions transactions,
            Idempotency idempotency,
            Clock clock) {
        this.agents = agents;
        this.workload = workload;
        this.retirements = retirements;
        this.journal = journal;
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    record Input(String agentId, @Nullable String idempotencyKey) {}

    Mono<Agent> retire(Caller caller, AgentId id, Input input) {
        Mono<Agent> work = agents.lockForest(caller.workspace())
                .then(agents.lockOut(caller.workspace(), id))
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("agent", id)))
                .flatMap(agent -> requireIdle(active(agent)).then(retire(caller, agent, OffsetDateTime.now(clock))));
        return transactions
                .run(idempotency.once(
                        caller,
                        input.idempotencyKey(),
                        "retireAgent",
                        input,
                        work,
                        agent -> agent.id().value(),
                        known -> agents.find(caller.workspace(), new AgentId(known))))
                .doOnNext(retired -> retirements.note(retired.id()));
    }

    /// The agent.
    ///
    /// @throws Refusal `Conflict` where it is retired
    static Agent active(Agent agent) {
        if (agent.isRetired()) {
            throw new Refusal(
                    new Problem.Conflict("%s is retired, and stays as it is.".formatted(agent.handle()), "RETIRED"));
        }
        return agent;
    }

    private Mono<Void> requireIdle(Agent agent) {
        return workload.openTasks(agent.workspace(), agent.id())
                .filter(open -> open > 0)
                .flatMap(open -> Mono.error(new Refusal(new Problem.Conflict(
                        "Open tasks of %s, or kept to its subtree: %d. Hand them off or cancel them first."
                                .formatted(agent.handle(), open),
                        "ACTIVE"))));
    }

    private Mono<Agent> retire(Caller caller, Agent agent, OffsetDateTime now) {
        Flux<AgentEvent> moved = agents.moveReportsUp(agent, now)
                .map(report -> new AgentUpdated(report.id(), report.kind(), report.manager()));
        Stream<AgentEvent> silence =
                agent.online() ? Stream.of(new AgentWentOffline(agent.id(), agent.lastSeenAt())) : Stream.empty();
        List<AgentEvent> ends =
                Stream.concat(silence, Stream.of(new AgentRetired(agent.id()))).toList();
        return moved.concatWithValues(ends.toArray(AgentEvent[]::new))
                .collectList()
                .flatMap(events -> journal.append(agent.workspace(), caller.subject(), events))
                .then(agents.retire(agent, now));
    }
}
