package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.graph.AgentId;
import dev.baton.graph.AttemptId;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One unit of delegated work, as its row is.
///
/// @param assigned whether the assignee was named by the delegation, rather than came by claiming
/// @param withinId where no assignee is named: only agents below this one, or itself, may claim it
/// @param selfReviewAllowed whether its own worker may accept it, where it is also who asked
/// @param requester the subject of a person's token, or an agent's id
/// @param strikes how many attempts have ended badly
/// @param blockedBy how many dependencies it still waits for
/// @param notBefore not offered before this moment
/// @param deadline when it fails unless it has ended
/// @param lease the right to work on it; present exactly while it is WORKING or INPUT_REQUIRED
/// @param report what its own agent reported in the current or last attempt
/// @param question what its agent asked last, in the current or last attempt
/// @param answer what it was told
public record Task(
        TaskId id,
        WorkspaceId workspace,
        String title,
        String instructions,
        String type,
        TaskPriority priority,
        TaskState state,
        @Nullable Object specification,
        List<String> labels,
        List<String> requiredCapabilities,
        @Nullable TaskId parentId,
        int depth,
        @Nullable AgentId assigneeId,
        boolean assigned,
        String requester,
        @Nullable AgentId requesterAgentId,
        @Nullable AgentId withinId,
        boolean reviewRequired,
        boolean selfReviewAllowed,
        DependencyFailure onDependencyFailure,
        RetryPolicy retryPolicy,
        int strikes,
        int blockedBy,
        @Nullable OffsetDateTime notBefore,
        @Nullable OffsetDateTime deadline,
        @Nullable AttemptId attemptId,
        int attemptCount,
        @Nullable Lease lease,
        @Nullable Report report,
        @Nullable String question,
        @Nullable Object answer,
        @Nullable Object result,
        @Nullable Failure failure,
        OffsetDateTime createdAt,
        OffsetDateTime updatedAt,
        @Nullable OffsetDateTime endedAt) {

    /// The right to work on a task until a moment.
    ///
    /// @param token what every write of the worker presents
    /// @param length what a renewal prolongs it by, from its own moment on
    /// @param expiresAt null while its clock stands still, as the agent waits for an answer
    public record Lease(
            String token, Duration length, @Nullable OffsetDateTime expiresAt) {

        boolean isLive(OffsetDateTime now) {
            return expiresAt == null || expiresAt.isAfter(now);
        }

        OffsetDateTime requireExpiry() {
            if (expiresAt == null) {
                throw new IllegalStateException("The lease's clock stands still");
            }
            return expiresAt;
        }
    }

    /// What happens to a task when one that it waits for ends other than COMPLETED.
    public enum DependencyFailure {
        /// It goes on waiting: who asked may try the other one again.
        WAIT,
        /// It is canceled too.
        CANCEL,
        /// It need not wait for that one any more.
        RUN
    }

    /// How far an agent says it has come.
    ///
    /// @param percent 0 to 100
    public record Report(
            int percent,
            @Nullable String milestone,
            @Nullable String message) {}

    /// Why a task or an attempt ended badly.
    ///
    /// @param code a word for programs
    /// @param message a sentence for people
    public record Failure(String code, String message) {}

    Transition.Facts facts() {
        return new Transition.Facts(state, reviewRequired, retryPolicy.isExhaustedBy(strikes + 1), blockedBy > 0);
    }

    /// Whether nothing holds it back any more.
    boolean isDue(OffsetDateTime now) {
        return blockedBy == 0 && (notBefore == null || !notBefore.isAfter(now));
    }

    /// The task itself, if the caller is the agent that works on it and the token is that of its live lease.
    ///
    /// @throws Refusal `LeaseLost` where the task was taken, ended or sent back, or the lease has run out, noticed
    ///     or not
    Task heldBy(Caller caller, String token, OffsetDateTime now) {
        if (lease == null
                || !lease.token().equals(token)
                || !lease.isLive(now)
                || !caller.requireAgent().equals(assigneeId)) {
            throw new Refusal(
                    new Problem.LeaseLost("The lease on %s is not yours any more. Stop working on it.".formatted(id)));
        }
        return this;
    }

    /// The task itself, if the caller asked for it or is a person: who may review and cancel it.
    ///
    /// @throws Refusal `Forbidden` for any other agent
    Task inTheHandsOf(Caller caller) {
        AgentId agent = caller.agent();
        if (agent != null && !agent.equals(requesterAgentId)) {
            throw new Refusal(new Problem.Forbidden("Only who asked for the task, or a person, may do this."));
        }
        return this;
    }

    /// The task itself, if the caller may review it: who asked for it, or a person, and where the delegation
    /// forbids it not the agent whose own work it is.
    ///
    /// @throws Refusal `Forbidden` for anybody else
    Task reviewableBy(Caller caller) {
        AgentId agent = caller.agent();
        if (agent != null && agent.equals(assigneeId) && !selfReviewAllowed) {
            throw new Refusal(new Problem.Forbidden(
                    "It is your own work, and the delegation does not allow that you review it yourself."));
        }
        return inTheHandsOf(caller);
    }

    /// The agent that works on it.
    AgentId worker() {
        if (assigneeId == null) {
            throw new IllegalStateException(id + " is " + state + " without an agent");
        }
        return assigneeId;
    }

    /// The current or last try at it.
    ///
    /// @throws IllegalStateException where nobody has tried yet
    public AttemptId attempt() {
        if (attemptId == null) {
            throw new IllegalStateException(id + " is " + state + " without an attempt");
        }
        return attemptId;
    }

    Lease requireLease() {
        if (lease == null) {
            throw new IllegalStateException(id + " is " + state + " without a lease");
        }
        return lease;
    }
}
