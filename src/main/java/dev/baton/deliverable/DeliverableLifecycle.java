package dev.baton.deliverable;

import dev.baton.access.Caller;
import dev.baton.access.Idempotency;
import dev.baton.database.Transactions;
import dev.baton.deliverable.DeliverableEvent.DeliverableAdopted;
import dev.baton.deliverable.DeliverableEvent.DeliverableReviewed;
import dev.baton.deliverable.DeliverableEvent.DeliverableSubmitted;
import dev.baton.deliverable.Deliverables.Verdict;
import dev.baton.graph.DeliverableId;
import dev.baton.graph.InputCheck;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.journal.Journal;
import dev.baton.task.ReviewDecision;
import dev.baton.task.Task;
import dev.baton.task.TaskAttempts;
import dev.baton.task.TaskAttempts.Work;
import dev.baton.task.TaskVerdicts;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Hands things in and judges them: each in one transaction with its event. All lock the task first, so that its
/// revisions are counted one by one and its events tell one order.
@Component
class DeliverableLifecycle {

    private static final int MAX_COMMENT = 10_000;

    private final Deliverables deliverables;
    private final TaskAttempts attempts;
    private final TaskVerdicts verdicts;
    private final Journal journal;
    private final Transactions transactions;
    private final Idempotency idempotency;
    private final Clock clock;

    DeliverableLifecycle(
            Deliverables deliverables,
            TaskAttempts attempts,
            TaskVerdicts verdicts,
            Journal journal,
            Transactions transactions,
            Idempotency idempotency,
            Clock clock) {
        this.deliverables = deliverables;
        this.attempts = attempts;
        this.verdicts = verdicts;
        this.journal = journal;
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /// Keeps what an agent brings, as the next revision under its name: what the holder of the task's lease
    /// brings, and as late what comes from who held it before. The task is not touched.
    Mono<Deliverable> submit(Caller caller, SubmitDeliverableInput input) {
        input.check();
        Mono<Deliverable> work = attempts.find(caller, input.taskId(), input.leaseToken())
                .flatMap(found -> deliverables
                        .insertNext(input.deliverable(caller, found, now()), input.content())
                        .flatMap(kept -> record(caller, kept, submitted(found, kept))));
        return once(caller, input.idempotencyKey(), "submitDeliverable", input, work);
    }

    /// Judges a revision, whatever became of its task meanwhile; not only the latest one: an older one may be
    /// the better.
    Mono<Deliverable> review(Caller caller, ReviewDeliverableInput input) {
        ReviewDecision.check(input.decision(), input.comment());
        var verdict = new Verdict(DeliverableReview.of(input.decision()), caller.subject(), input.comment(), now());
        Mono<Deliverable> work = lockedForReview(caller, input.deliverableId())
                .flatMap(found -> judge(found, DeliverableReview.PENDING, verdict)
                        .flatMap(judged -> record(caller, judged, reviewed(found.task(), judged))));
        return once(caller, input.idempotencyKey(), "reviewDeliverable", input, work);
    }

    /// Makes what came late a part of the work.
    Mono<Deliverable> adopt(Caller caller, AdoptDeliverableInput input) {
        new InputCheck().length("comment", input.comment(), 0, MAX_COMMENT).refuse();
        var verdict = new Verdict(DeliverableReview.ACCEPTED, caller.subject(), input.comment(), now());
        Mono<Deliverable> work = lockedForReview(caller, input.deliverableId())
                .flatMap(found -> judge(found, DeliverableReview.LATE, verdict)
                        .flatMap(adopted -> record(caller, adopted, adopted(found.task(), adopted))));
        return once(caller, input.idempotencyKey(), "adoptDeliverable", input, work);
    }

    private record Found(Deliverable deliverable, Task task) {}

    private Mono<Found> lockedForReview(Caller caller, String id) {
        return find(caller, id)
                .flatMap(found -> verdicts.lockForReview(caller, found.taskId())
                        .map(task -> new Found(refuseOwn(caller, found, task), task)));
    }

    // The task may be somebody else's by now.
    private static Deliverable refuseOwn(Caller caller, Deliverable deliverable, Task task) {
        if (deliverable.agentId().equals(caller.agent()) && !task.selfReviewAllowed()) {
            throw new Refusal(new Problem.Forbidden(
                    "It is your own work, and the delegation does not allow that you review it yourself."));
        }
        return deliverable;
    }

    // What it is now is read again where the statement finds it changed: it was read first without a lock.
    private Mono<Deliverable> judge(Found found, DeliverableReview from, Verdict verdict) {
        Deliverable deliverable = found.deliverable();
        return deliverables
                .judge(deliverable.workspace(), deliverable.id(), from, verdict)
                .switchIfEmpty(deliverables
                        .find(deliverable.workspace(), deliverable.id())
                        .map(latest -> refuse(latest, from)));
    }

    private static Deliverable refuse(Deliverable deliverable, DeliverableReview wanted) {
        String message = switch (deliverable.review()) {
            case LATE -> "%s came late. Adopt it with adoptDeliverable, or leave it.";
            case PENDING -> "%s did not come late. Judge it with reviewDeliverable.";
            case ACCEPTED, CHANGES_REQUESTED ->
                wanted == DeliverableReview.LATE
                        ? "%s was judged already, and there is nothing left to adopt."
                        : "%s was judged already. Judge the next revision.";
        };
        throw new Refusal(new Problem.Conflict(
                message.formatted(deliverable.id()), deliverable.review().name()));
    }

    private Mono<Deliverable> find(Caller caller, String id) {
        return Mono.justOrEmpty(DeliverableId.parse(id))
                .flatMap(known -> deliverables.find(caller.workspace(), known))
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("deliverable", id)));
    }

    private static DeliverableEvent submitted(Work work, Deliverable kept) {
        return new DeliverableSubmitted(
                work.task().id(),
                work.task().state(),
                kept.agentId(),
                kept.id(),
                kept.name(),
                kept.revision(),
                kept.kind(),
                work.late());
    }

    private static DeliverableEvent adopted(Task task, Deliverable adopted) {
        return new DeliverableAdopted(
                task.id(),
                task.state(),
                adopted.agentId(),
                adopted.id(),
                adopted.name(),
                adopted.revision(),
                adopted.comment());
    }

    private static DeliverableEvent reviewed(Task task, Deliverable judged) {
        return new DeliverableReviewed(
                task.id(),
                task.state(),
                judged.agentId(),
                judged.id(),
                judged.name(),
                judged.revision(),
                judged.review(),
                judged.comment());
    }

    private Mono<Deliverable> record(Caller caller, Deliverable about, DeliverableEvent event) {
        return journal.append(caller.workspace(), caller.subject(), List.of(event))
                .thenReturn(about);
    }

    private Mono<Deliverable> once(
            Caller caller, @Nullable String key, String operation, Object input, Mono<Deliverable> work) {
        return transactions.run(idempotency.once(
                caller,
                key,
                operation,
                input,
                work,
                done -> done.id().value(),
                id -> deliverables.find(caller.workspace(), new DeliverableId(id))));
    }

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock);
    }

    /// A verdict as a caller gives it.
    record ReviewDeliverableInput(
            String deliverableId,
            ReviewDecision decision,
            @Nullable String comment,
            @Nullable String idempotencyKey) {}

    /// Which late one to adopt.
    record AdoptDeliverableInput(
            String deliverableId,
            @Nullable String comment,
            @Nullable String idempotencyKey) {}
}
