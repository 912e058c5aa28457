package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.agent.Agent;
import dev.baton.agent.Agents;
import dev.baton.graph.AgentId;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.graph.WorkspaceId;
import dev.baton.task.DelegateTaskInput.Recipient;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Who may be handed a task, and by whom. Whom it answers is not retired before the transaction around it ends.
@Component
class Assignees {

    private final Agents agents;

    Assignees(Agents agents) {
        this.agents = agents;
    }

    /// The agent of this id, if a task may be handed to it: one of the workspace that is not retired, and below a
    /// manager where the task is kept to its subtree.
    ///
    /// @param field what to call a retired agent's id in the problem
    /// @param within the manager, or null
    /// @throws Refusal as an error signal: `NotFound`, `InvalidInput` or `DelegationRefused`
    Mono<AgentId> require(WorkspaceId workspace, String id, String field, @Nullable AgentId within) {
        return Mono.justOrEmpty(AgentId.parse(id))
                .flatMap(known -> agents.pin(workspace, known))
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("agent", id)))
                .map(agent -> active(agent, field).id())
                .flatMap(agent -> within == null
                        ? Mono.just(agent)
                        : requireBelow(workspace, agent, within).thenReturn(agent));
    }

    /// To whom a caller hands a new task: the agent named, or any able one. What a manager hands out stays in its
    /// own subtree.
    ///
    /// @throws Refusal as an error signal: `NotFound`, `InvalidInput` or `DelegationRefused`
    Mono<Recipient> recipient(Caller caller, @Nullable String assigneeId, @Nullable String withinId) {
        WorkspaceId workspace = caller.workspace();
        AgentId manager = caller.agent();
        Mono<Recipient> recipient;
        if (assigneeId != null) {
            recipient = require(workspace, assigneeId, "assigneeId", manager).map(agent -> new Recipient(agent, null));
        } else if (withinId != null) {
            recipient = require(workspace, withinId, "withinId", manager).map(agent -> new Recipient(null, agent));
        } else {
            recipient = Mono.just(new Recipient(null, manager));
        }
        return requireDelegator(caller).then(recipient);
    }

    private Mono<Void> requireDelegator(Caller caller) {
        AgentId delegator = caller.agent();
        return delegator == null
                ? Mono.empty()
                : agents.pin(caller.workspace(), delegator)
                        .filter(agent -> agent.kind().delegates() && !agent.isRetired())
                        .switchIfEmpty(refused("Only an orchestrator or a manager may delegate."))
                        .then();
    }

    private Mono<Void> requireBelow(WorkspaceId workspace, AgentId agent, AgentId manager) {
        return agents.isBelow(workspace, agent, manager)
                .filter(below -> below)
                .switchIfEmpty(refused("%s is outside the subtree of %s. Hand the task to an agent that reports to it."
                        .formatted(agent, manager)))
                .then();
    }

    private static Agent active(Agent agent, String field) {
        if (agent.isRetired()) {
            throw Refusal.invalid(field, "%s is retired. Choose another agent.".formatted(agent.handle()));
        }
        return agent;
    }

    private static <T> Mono<T> refused(String message) {
        return Mono.error(() -> new Refusal(new Problem.DelegationRefused(message)));
    }
}
