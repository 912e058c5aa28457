package dev.baton.installation;

import dev.baton.access.Caller;
import dev.baton.graph.InputCheck;
import dev.baton.graph.Page;
import dev.baton.graph.PageRequest;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

/// Resolves `schema/installation.graphqls`.
@Controller
class InstallationController {

    private final InstalledWorkspaces workspaces;
    private final WorkspaceLifecycle lifecycle;

    InstallationController(InstalledWorkspaces workspaces, WorkspaceLifecycle lifecycle) {
        this.workspaces = workspaces;
        this.lifecycle = lifecycle;
    }

    @QueryMapping
    Mono<Page<ManagedWorkspace>> workspaces(
            @Argument @Nullable ManagedWorkspaceFilter filter,
            @Argument @Nullable Integer first,
            @Argument @Nullable String after,
            @Argument @Nullable Integer last,
            @Argument @Nullable String before) {
        return workspaces.page(
                filter == null ? ManagedWorkspaceFilter.ALL : filter, PageRequest.of(first, after, last, before));
    }

    @MutationMapping
    Mono<WorkspacePayload> createWorkspace(
            @Argument CreateWorkspaceInput input, @AuthenticationPrincipal Caller caller) {
        return WorkspacePayload.answer(Mono.defer(() -> lifecycle.create(caller, input)));
    }

    @MutationMapping
    Mono<WorkspacePayload> suspendWorkspace(
            @Argument SuspendWorkspaceInput input, @AuthenticationPrincipal Caller caller) {
        return WorkspacePayload.answer(Mono.defer(() -> lifecycle.suspend(caller, input)));
    }

    @MutationMapping
    Mono<WorkspacePayload> resumeWorkspace(
            @Argument ResumeWorkspaceInput input, @AuthenticationPrincipal Caller caller) {
        return WorkspacePayload.answer(Mono.defer(() -> lifecycle.resume(caller, input)));
    }

    @MutationMapping
    Mono<WorkspacePayload> deleteWorkspace(
            @Argument DeleteWorkspaceInput input, @AuthenticationPrincipal Caller caller) {
        return WorkspacePayload.answer(Mono.defer(() -> lifecycle.delete(caller, input)));
    }

    record CreateWorkspaceInput(String name, @Nullable String idempotencyKey) {

        void check() {
            new InputCheck()
                    .matches("name", name, ManagedWorkspace.NAME, ManagedWorkspace.A_NAME)
                    .refuse();
        }
    }

    record SuspendWorkspaceInput(
            String workspaceId, String reason, @Nullable String idempotencyKey) {

        void check() {
            new InputCheck().length("reason", reason, 1, 1_000).refuse();
        }
    }

    record ResumeWorkspaceInput(
            String workspaceId, @Nullable String idempotencyKey) {}

    record DeleteWorkspaceInput(
            String workspaceId, String name, @Nullable String idempotencyKey) {}

    record WorkspacePayload(@Nullable ManagedWorkspace workspace, List<Problem> problems) {

        /// Of a repetition whose workspace was deleted since, there is nothing to show.
        static Mono<WorkspacePayload> answer(Mono<ManagedWorkspace> work) {
            return work.map(workspace -> new WorkspacePayload(workspace, List.of()))
                    .defaultIfEmpty(new WorkspacePayload(null, List.of()))
                    .onErrorResume(Refusal.class, refusal -> Mono.just(new WorkspacePayload(null, refusal.problems())));
        }
    }
}
