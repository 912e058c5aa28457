package dev.baton.installation;

import dev.baton.access.Caller;
import dev.baton.access.Idempotency;
import dev.baton.access.Revocations;
import dev.baton.database.Reach;
import dev.baton.database.Transactions;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.graph.WorkspaceId;
import dev.baton.installation.InstallationController.CreateWorkspaceInput;
import dev.baton.installation.InstallationController.DeleteWorkspaceInput;
import dev.baton.installation.InstallationController.ResumeWorkspaceInput;
import dev.baton.installation.InstallationController.SuspendWorkspaceInput;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Makes workspaces, and moves them from state to state: each in one transaction. What was deleted, [WorkspaceRemoval]
/// removes.
@Component
class WorkspaceLifecycle {

    private final InstalledWorkspaces workspaces;
    private final Transactions transactions;
    private final Idempotency idempotency;
    private final Revocations revocations;

    WorkspaceLifecycle(
            InstalledWorkspaces workspaces,
            Transactions transactions,
            Idempotency idempotency,
            Revocations revocations) {
        this.workspaces = workspaces;
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.revocations = revocations;
    }

    /// @throws Refusal `InvalidInput` where the name is none, or taken
    Mono<ManagedWorkspace> create(Caller admin, CreateWorkspaceInput input) {
        input.check();
        Mono<ManagedWorkspace> work =
                workspaces.insert(input.name()).switchIfEmpty(Mono.error(() -> taken(input.name())));
        return once(admin, input.idempotencyKey(), "createWorkspace", input, work);
    }

    /// @throws Refusal `NotFound`, `Conflict` where it is not active, `Forbidden` for the caller's own
    Mono<ManagedWorkspace> suspend(Caller admin, SuspendWorkspaceInput input) {
        input.check();
        WorkspaceId id = foreign(admin, input.workspaceId());
        Mono<ManagedWorkspace> work =
                workspaces.suspend(id, input.reason()).switchIfEmpty(refused(id, WorkspaceState.ACTIVE));
        return once(admin, input.idempotencyKey(), "suspendWorkspace", input, work);
    }

    /// @throws Refusal `NotFound`, `Conflict` where it is not suspended
    Mono<ManagedWorkspace> resume(Caller admin, ResumeWorkspaceInput input) {
        WorkspaceId id = parse(input.workspaceId());
        Mono<ManagedWorkspace> work = workspaces.resume(id).switchIfEmpty(refused(id, WorkspaceState.SUSPENDED));
        return once(admin, input.idempotencyKey(), "resumeWorkspace", input, work);
    }

    /// @throws Refusal `NotFound`, `Conflict` where it is not suspended, `Forbidden` for the caller's own,
    ///     `InvalidInput` where the name is not its name
    Mono<ManagedWorkspace> delete(Caller admin, DeleteWorkspaceInput input) {
        WorkspaceId id = foreign(admin, input.workspaceId());
        Mono<ManagedWorkspace> work = workspaces
                .find(id)
                .switchIfEmpty(Mono.error(() -> missing(id)))
                .doOnNext(found -> confirm(found, input.name()))
                .then(workspaces.delete(id))
                .switchIfEmpty(refused(id, WorkspaceState.SUSPENDED));
        return once(admin, input.idempotencyKey(), "deleteWorkspace", input, work);
    }

    private Mono<ManagedWorkspace> once(
            Caller admin, @Nullable String key, String operation, Object input, Mono<ManagedWorkspace> work) {
        return transactions
                .run(idempotency.once(
                        admin,
                        key,
                        operation,
                        input,
                        work,
                        workspace -> workspace.id().value(),
                        id -> workspaces.find(new WorkspaceId(id))))
                .contextWrite(Reach.everywhere())
                .doOnNext(workspace -> revocations.note(workspace.id()));
    }

    /// Told apart by one read: it is not there, or in another state.
    private Mono<ManagedWorkspace> refused(WorkspaceId id, WorkspaceState needed) {
        return workspaces
                .find(id)
                .switchIfEmpty(Mono.error(() -> missing(id)))
                .flatMap(found -> Mono.error(found.conflict(needed)));
    }

    private static void confirm(ManagedWorkspace found, String name) {
        if (!found.name().equals(name)) {
            throw Refusal.invalid("name", "This is not the workspace's name. It is asked for to be sure.");
        }
    }

    private static WorkspaceId parse(String text) {
        return WorkspaceId.parse(text).orElseThrow(() -> missing(text));
    }

    private static WorkspaceId foreign(Caller admin, String text) {
        WorkspaceId id = parse(text);
        if (id.equals(admin.workspace())) {
            throw new Refusal(new Problem.Forbidden(
                    "This is your own workspace: you would lock yourself out. Sign in to another one for it."));
        }
        return id;
    }

    private static Refusal missing(Object id) {
        return new Refusal(
                new Problem.NotFound("There is no workspace %s in this installation.".formatted(id), id.toString()));
    }

    private static Refusal taken(String name) {
        return Refusal.invalid(
                "name",
                "A workspace of this installation has the name %s, or had it and is not all gone yet.".formatted(name));
    }
}
