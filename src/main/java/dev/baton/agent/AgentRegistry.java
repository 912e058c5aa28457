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
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Registers agents, changes them, and notes who is alive: each in one transaction with its event.
@Component
public class AgentRegistry {

    /// An agent that has said nothing for so long is offline.
    static final Duration SILENCE = Duration.ofSeconds(60);

    private final Agents agents;
    private final Journal journal;
    private final Transactions transactions;
    private final Idempotency idempotency;
    private final Clock clock;

    AgentRegistry(Agents agents, Journal journal, Transactions transactions, Idempotency idempotency, Clock clock) {
        this.agents = agents;
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
                .map(agent -> input.applyTo(agent, now()))
                .flatMap(agent -> requireManager(agent).then(refuseCycle(agent)).then(agents.update(agent)))
                .flatMap(agent -> journal.append(
                                workspace,
                                caller.subject(),
                                List.of(new AgentUpdated(agent.id(), agent.kind(), agent.manager())))
                        .thenReturn(agent)));
    }

    /// Notes that the calling agent is alive. Joins the transaction around it, and locks the agent until its end.
    public Mono<Agent> heard(Caller caller) {
        AgentId id = caller.requireAgent();
        OffsetDateTime now = now();
        return transactions.run(agents.touch(caller.workspace(), id, now)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("agent", id)))
                .flatMap(seen -> isOnline(seen.before(), now)
                        ? Mono.just(seen.agent())
                        : journal.append(caller.workspace(), caller.subject(), List.of(new AgentCameOnline(id)))
                                .thenReturn(seen.agent())));
    }

    Agent.Presence presence(Agent agent) {
        return isOnline(agent.lastSeenAt(), now()) ? Agent.Presence.ONLINE : Agent.Presence.OFFLINE;
    }

    private static boolean isOnline(@Nullable OffsetDateTime lastSeen, OffsetDateTime now) {
        return lastSeen != null && lastSeen.plus(SILENCE).isAfter(now);
    }

    private Mono<Void> requireManager(Agent agent) {
        AgentId manager = agent.manager();
        return manager == null
                ? Mono.empty()
                : agents.find(agent.workspace(), manager)
                        .switchIfEmpty(Mono.error(() -> Refusal.notFound("agent", manager)))
                        .then();
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
