package dev.baton.access;

import dev.baton.graph.AgentId;
import dev.baton.graph.Fault;
import dev.baton.graph.InputCheck;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.graph.WorkspaceId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

/// Resolves `schema/access.graphqls`.
@Controller
class AccessController {

    private final Workspaces workspaces;
    private final AgentCredentials credentials;

    AccessController(Workspaces workspaces, AgentCredentials credentials, BatchLoaderRegistry loaders) {
        this.workspaces = workspaces;
        this.credentials = credentials;
        loaders.<AgentId, List<AgentCredential>>forName(AgentCredential.OF_AGENT)
                .registerMappedBatchLoader((agents, _) ->
                        Caller.current().flatMap(caller -> credentials.ofAgents(caller.workspace(), agents)));
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
    Mono<SecretPayload> createAgentCredential(
            @Argument CreateAgentCredentialInput input, @AuthenticationPrincipal Caller caller) {
        return Mono.justOrEmpty(AgentId.parse(input.agentId()))
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("agent", input.agentId())))
                .flatMap(agent -> credentials.create(caller, agent, input.idempotencyKey()))
                .transform(SecretPayload::answer);
    }

    @MutationMapping
    Mono<SecretPayload> rotateAgentCredential(
            @Argument RotateAgentCredentialInput input, @AuthenticationPrincipal Caller caller) {
        return Mono.fromSupplier(input::overlap)
                .flatMap(overlap -> credentials.rotate(caller, input.clientId(), overlap, input.idempotencyKey()))
                .transform(SecretPayload::answer);
    }

    @MutationMapping
    Mono<CredentialPayload> revokeAgentCredential(
            @Argument RevokeAgentCredentialInput input, @AuthenticationPrincipal Caller caller) {
        return credentials
                .revoke(caller, input.clientId())
                .map(revoked -> new CredentialPayload(revoked, List.of()))
                .onErrorResume(Refusal.class, refusal -> Mono.just(new CredentialPayload(null, refusal.problems())));
    }

    private Mono<Workspace> workspace(WorkspaceId id) {
        return workspaces
                .find(id)
                .switchIfEmpty(Mono.error(() ->
                        new Fault(Fault.Code.UNAUTHENTICATED, "The token is for a workspace that does not exist.")));
    }

    record CreateAgentCredentialInput(
            String agentId, @Nullable String idempotencyKey) {}

    record RotateAgentCredentialInput(
            String clientId, int overlapSeconds, @Nullable String idempotencyKey) {

        private static final Duration LONGEST = Duration.ofDays(7);

        Duration overlap() {
            new InputCheck()
                    .range("overlapSeconds", overlapSeconds, 0, (double) LONGEST.toSeconds())
                    .refuse();
            return Duration.ofSeconds(overlapSeconds);
        }
    }

    record RevokeAgentCredentialInput(String clientId) {}

    record CredentialPayload(@Nullable AgentCredential credential, List<Problem> problems) {}

    record SecretPayload(
            @Nullable AgentCredential credential,
            @Nullable String clientId,
            @Nullable String clientSecret,
            List<Problem> problems) {

        static Mono<SecretPayload> answer(Mono<AgentCredentials.Fresh> work) {
            return work.map(SecretPayload::of)
                    .onErrorResume(
                            Refusal.class,
                            refusal -> Mono.just(new SecretPayload(null, null, null, refusal.problems())));
        }

        private static SecretPayload of(AgentCredentials.Fresh fresh) {
            return new SecretPayload(fresh.credential(), fresh.credential().clientId(), fresh.secret(), List.of());
        }

        @Override
        public String toString() {
            return "SecretPayload[clientId=" + clientId + "]";
        }
    }
}
