package dev.baton.agent;

import dev.baton.access.Caller;
import dev.baton.access.Idempotency;
import dev.baton.agent.AgentEvent.AgentCameOnline;
import dev.baton.agent.AgentEvent.AgentRegistered;
import dev.baton.agent.AgentEvent.AgentUpdated;
import dev.baton.database.Transactions;
import dev.baton.graph.AgentId;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.graph.WorkspaceId;
import dev.baton.journal.Journal;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Registers agents, changes them, and notes who is alive: each in one transaction with its event.
@Component
public class AgentRegistry {

    /// An agent that has said nothing for so long is offline.
    static final Duration SILENCE = Duration.ofSeconds(60);

    /// How exactly it is known when an agent was last heard from, but for its heartbeats, which count exactly.
    static final Duration PRECISION = Duration.ofSeconds(10);

    private final Agents agents;
    private final Heartbeats heartbeats;
    private final Journal journal;
    private final Transactions transactions;
    private final Idempotency idempotency;
    private final Clock clock;

    AgentRegistry(
            Agents agents,
            Heartbeats heartbeats,
            Journal journal,
            Transactions transactions,
            Idempotency idempotency,
            Clock clock) {
        this.agents = agents;
        this.heartbeats = heartbeats;
        this.journal = journal;
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    Mono<Agent> register(Caller caller, RegisterAgentInput input) {
        Agent agent = input.agent(caller.workspace(), now());
        Mono<Agent> work = requireManager(agent)
                .then(agents.insert(agent))
                .onErrorMap(DuplicateKeyException.class, _ -> handleTaken(agent))
                .flatMap(added -> journal.append(
                                added.workspace(),
                                caller.subject(),
                                List.of(new AgentRegistered(added.id(), added.handle(), added.kind(), added.manager())))
                        .thenReturn(added));
        return transactions.run(idempotency.once(
                caller,
                input.idempotencyKey(),
                "registerAgent",
                input,
                work,
                added -> added.id().value(),
                id -> agents.find(caller.workspace(), new AgentId(id))));
    }

    Mono<Agent> update(Caller caller, AgentId id, UpdateAgentInput input) {
        WorkspaceId workspace = caller.workspace();
        return transactions.run(agents.lockForest(workspace)
                .then(agents.lock(workspace, id))
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("agent", id)))
                .map(agent -> input.applyTo(AgentRetirement.active(agent), now()))
                .flatMap(agent -> requireManager(agent).then(refuseCycle(agent)).then(agents.update(agent)))
                .flatMap(agent -> journal.append(
                                workspace,
                                caller.subject(),
                                List.of(new AgentUpdated(agent.id(), agent.kind(), agent.manager())))
                        .thenReturn(agent)));
    }

    /// Notes that the calling agent is alive. Joins the transaction around it, and locks the agent until its end.
    ///
    /// @throws Refusal as an error signal: `NotFound`, or `Forbidden` for a retired agent
    public Mono<Agent> heard(Caller caller) {
        AgentId id = caller.requireAgent();
        return transactions.run(heartbeats
                .touch(caller.workspace(), id, now())
                .switchIfEmpty(silenced(caller.workspace(), id))
                .flatMap(seen -> tell(caller, seen)));
    }

    /// Notes that the calling agent is alive, unless that is known, to within [#PRECISION].
    Mono<Void> noted(Caller caller) {
        OffsetDateTime now = now();
        return transactions
                .run(heartbeats
                        .touchStale(caller.workspace(), caller.requireAgent(), now.minus(PRECISION), now)
                        .flatMap(seen -> tell(caller, seen)))
                .then();
    }

    private Mono<Agent> tell(Caller caller, Heartbeats.Sighting seen) {
        Agent agent = seen.agent();
        return seen.wasOnline()
                ? Mono.just(agent)
                : journal.append(caller.workspace(), caller.subject(), List.of(new AgentCameOnline(agent.id())))
                        .thenReturn(agent);
    }

    private <T> Mono<T> silenced(WorkspaceId workspace, AgentId id) {
        return agents.find(workspace, id)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("agent", id)))
                .flatMap(_ -> Mono.error(new Refusal(new Problem.Forbidden("The agent is retired."))));
    }

    private Mono<Void> requireManager(Agent agent) {
        AgentId manager = agent.manager();
        return manager == null
                ? Mono.empty()
                : agents.pin(agent.workspace(), manager)
                        .switchIfEmpty(Mono.error(() -> Refusal.notFound("agent", manager)))
                        .doOnNext(AgentRegistry::refuseRetiredManager)
                        .then();
    }

    private static void refuseRetiredManager(Agent manager) {
        if (manager.isRetired()) {
            throw Refusal.invalid("reportsToId", "%s is retired. Choose another.".formatted(manager.handle()));
        }
    }

    private Mono<Void> refuseCycle(Agent agent) {
        AgentId manager = agent.manager();
        return manager == null
                ? Mono.empty()
                : agents.isBelow(agent.workspace(), manager, agent.id())
                        .filter(below -> !below)
                        .switchIfEmpty(Mono.error(() -> new Refusal(new Problem.Cycle(
                                "The agent would report to itself, over %s. Choose a manager outside its own reports."
                                        .formatted(manager)))))
                        .then();
    }

    private static Refusal handleTaken(Agent agent) {
        return Refusal.invalid(
                "handle", "An agent of this workspace has the handle %s already.".formatted(agent.handle()));
    }

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock);
    }
}
