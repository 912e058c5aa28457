package dev.baton.access;

import dev.baton.graph.AgentId;
import dev.baton.graph.Fault;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.graph.WorkspaceId;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import reactor.core.publisher.Mono;

/// Who calls: the principal of every request and socket, made from a verified token and nothing else.
///
/// @param subject the token's subject; an agent's is its id
/// @param roles as the token names them
/// @param agent the agent that the caller is, or null for a person
public record Caller(
        String subject,
        Set<Role> roles,
        WorkspaceId workspace,
        @Nullable AgentId agent) {

    public Caller {
        roles = Set.copyOf(roles);
    }

    /// The caller of the request or socket in whose reactive chain this is subscribed.
    public static Mono<Caller> current() {
        return ReactiveSecurityContextHolder.getContext()
                .flatMap(context -> Mono.justOrEmpty(context.getAuthentication()))
                .flatMap(authentication -> Mono.justOrEmpty(authentication.getPrincipal()))
                .ofType(Caller.class)
                .switchIfEmpty(Mono.error(Caller::unknown));
    }

    /// For what nobody signed in for.
    static Fault unknown() {
        return new Fault(Fault.Code.UNAUTHENTICATED, "Sign in: send a bearer token.");
    }

    /// What decides about what the caller gets to see: two callers of one audience see the same.
    ///
    /// @param agent the agent that the caller is, or null for a person
    public record Audience(
            WorkspaceId workspace,
            Set<Role> roles,
            @Nullable AgentId agent) {}

    public Audience audience() {
        return new Audience(workspace, roles, agent);
    }

    /// Whether the caller has the role, or one that stands for it.
    public boolean may(Role role) {
        return roles.stream().anyMatch(held -> held.implied().contains(role));
    }

    /// The agent that the caller is.
    ///
    /// @throws Refusal `Forbidden` for a person
    public AgentId requireAgent() {
        if (agent == null) {
            throw new Refusal(new Problem.Forbidden("Only an agent may do this. Use an agent's credential."));
        }
        return agent;
    }
}
