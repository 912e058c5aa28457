package dev.baton.access;

import dev.baton.graph.AgentId;
import dev.baton.graph.Fault;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.graph.WorkspaceId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

/// Resolves `schema/access.graphqls`.
@Controller
class AccessController {

    private final Workspaces workspaces;
    private final AgentCredentials credentials;

    AccessController(Workspaces workspaces, AgentCredentials credentials) {
        this.workspaces = workspaces;
        this.credentials = credentials;
    }

    @QueryMapping
    Viewer viewer(@AuthenticationPrincipal Caller caller) {
        return Viewer.of(caller);
    }

    @QueryMapping
    Mono<Workspace> workspace(@AuthenticationPrincipal Caller caller) {
        return workspace(caller.workspace());
    }

    @SchemaMapping(typeName = "Viewer", field = "workspace")
    Mono<Workspace> workspaceOf(Viewer viewer) {
        return workspace(viewer.workspaceId());
    }

    @MutationMapping
    Mono<CreateAgentCredentialPayload> createAgentCredential(
            @Argument CreateAgentCredentialInput input, @AuthenticationPrincipal Caller caller) {
        return Mono.justOrEmpty(AgentId.parse(input.agentId()))
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("agent", input.agentId())))
                .flatMap(agent -> credentials.create(caller, agent, input.idempotencyKey()))
                .map(CreateAgentCredentialPayload::of)
                .onErrorResume(Refusal.class, refusal -> Mono.just(CreateAgentCredentialPayload.of(refusal)));
    }

    private Mono<Workspace> workspace(WorkspaceId id) {
        return workspaces
                .find(id)
                .switchIfEmpty(Mono.error(() ->
                        new Fault(Fault.Code.UNAUTHENTICATED, "The token is for a workspace that does not exist.")));
    }

    record CreateAgentCredentialInput(
            String agentId, @Nullable String idempotencyKey) {}

    record CreateAgentCredentialPayload(
            @Nullable String clientId, @Nullable String clientSecret, List<Problem> problems) {

        static CreateAgentCredentialPayload of(AgentCredentials.Fresh fresh) {
            return new CreateAgentCredentialPayload(fresh.clientId(), fresh.secret(), List.of());
        }

        static CreateAgentCredentialPayload of(Refusal refusal) {
            return new CreateAgentCredentialPayload(null, null, refusal.problems());
        }

        @Override
        public String toString() {
            return "CreateAgentCredentialPayload[clientId=" + clientId + "]";
        }
    }
}
