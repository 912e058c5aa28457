package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.agent.Agent;
import dev.baton.agent.Agents;
import dev.baton.graph.AgentId;
import dev.baton.graph.InputCheck;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.graph.WorkspaceId;
import dev.baton.task.DelegateTaskInput.Recipient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /// Those of the agents that there are, retired or not.
    Mono<Map<AgentId, Agent>> pin(WorkspaceId workspace, Set<AgentId> ids) {
        return ids.isEmpty()
                ? Mono.just(Map.of())
                : agents.pinAll(workspace, ids).collectMap(Agent::id);
    }

    /// To whom a caller wants to hand a new task: an agent, or any able one, of a manager's subtree or not.
    ///
    /// @param path what to put before the name of a bad field
    record Wish(
            String path,
            @Nullable String assigneeId,
            @Nullable String withinId) {}

    /// To whom a caller hands new tasks, in their order: the agent named, or any able one. What a manager hands
    /// out stays in its own subtree.
    ///
    /// @throws Refusal as an error signal: `NotFound`, `InvalidInput` or `DelegationRefused`
    Mono<List<Recipient>> recipients(Caller caller, List<Wish> wishes) {
        Set<AgentId> named = wishes.stream()
                .flatMap(wish -> Stream.of(wish.assigneeId(), wish.withinId()))
                .filter(Objects::nonNull)
                .flatMap(id -> AgentId.parse(id).stream())
                .collect(Collectors.toSet());
        return requireDelegator(caller)
                .then(Mono.defer(() -> candidates(caller, named)))
                .map(candidates -> wishes.stream().map(candidates::recipient).toList());
    }

    private Mono<Candidates> candidates(Caller caller, Set<AgentId> named) {
        AgentId manager = caller.agent();
        if (named.isEmpty()) {
            return Mono.just(new Candidates(manager, Map.of(), Set.of()));
        }
        Mono<Map<AgentId, Agent>> known =
                agents.pinAll(caller.workspace(), named).collectMap(Agent::id);
        Mono<Set<AgentId>> below = manager == null
                ? Mono.just(named)
                : agents.below(caller.workspace(), named, manager).collect(Collectors.toSet());
        return known.flatMap(found -> below.map(reached -> new Candidates(manager, found, reached)));
    }

    /// The agents that a caller names.
    ///
    /// @param manager the caller, if it is an agent
    /// @param known those of the workspace
    /// @param within those that the caller may hand tasks to
    private record Candidates(@Nullable AgentId manager, Map<AgentId, Agent> known, Set<AgentId> within) {

        Recipient recipient(Wish wish) {
            if (wish.assigneeId() != null) {
                return new Recipient(require(wish.assigneeId(), wish.path() + "assigneeId"), null);
            }
            return wish.withinId() != null
                    ? new Recipient(null, require(wish.withinId(), wish.path() + "withinId"))
                    : new Recipient(null, manager);
        }

        private AgentId require(String id, String field) {
            Agent agent = AgentId.parse(id).map(known::get).orElseThrow(() -> Refusal.notFound("agent", id));
            active(agent, field);
            if (!within.contains(agent.id())) {
                throw outside(agent.id(), String.valueOf(manager));
            }
            return agent.id();
        }
    }

    private Mono<Void> requireDelegator(Caller caller) {
        AgentId delegator = caller.agent();
        return delegator == null
                ? Mono.empty()
                : agents.pin(caller.workspace(), delegator)
                        .filter(agent -> agent.kind().delegates() && !agent.isRetired())
                        .switchIfEmpty(Mono.error(() -> new Refusal(
                                new Problem.DelegationRefused("Only an orchestrator or a manager may delegate."))))
                        .then();
    }

    private Mono<Void> requireBelow(WorkspaceId workspace, AgentId agent, AgentId manager) {
        return agents.isBelow(workspace, agent, manager)
                .filter(below -> below)
                .switchIfEmpty(Mono.error(() -> outside(agent, manager.toString())))
                .then();
    }

    /// @throws Refusal `NotFound` where there is none, `InvalidInput` where it is retired
    static Agent active(@Nullable Agent agent, AgentId id, String field) {
        if (agent == null) {
            throw Refusal.notFound("agent", id);
        }
        return active(agent, field);
    }

    private static Agent active(Agent agent, String field) {
        if (agent.isRetired()) {
            new InputCheck()
                    .require(false, field, "%s is retired. Choose another agent.".formatted(agent.handle()))
                    .refuse();
        }
        return agent;
    }

    private static Refusal outside(AgentId agent, String manager) {
        return new Refusal(new Problem.DelegationRefused(
                "%s is outside the subtree of %s. Hand the task to an agent that reports to it."
                        .formatted(agent, manager)));
    }
}
