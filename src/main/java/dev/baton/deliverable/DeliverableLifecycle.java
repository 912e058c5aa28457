package dev.baton.deliverable;

import dev.baton.access.Caller;
import dev.baton.access.Idempotency;
import dev.baton.database.Transactions;
import dev.baton.deliverable.DeliverableEvent.DeliverableReviewed;
import dev.baton.deliverable.DeliverableEvent.DeliverableSubmitted;
import dev.baton.deliverable.Deliverables.Verdict;
import dev.baton.graph.DeliverableId;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.journal.Journal;
import dev.baton.task.ReviewDecision;
import dev.baton.task.Task;
import dev.baton.task.TaskLifecycle;
import dev.baton.task.TaskVerdicts;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Hands things in and judges them: each in one transaction with its event. Both lock the task first, so that its
/// revisions are counted one by one and its events tell one order.
@Component
class DeliverableLifecycle {

    private final Deliverables deliverables;
    private final TaskLifecycle tasks;
    private final TaskVerdicts verdicts;
    private final Journal journal;
    private final Transactions transactions;
    private final Idempotency idempotency;
    private final Clock clock;

    DeliverableLifecycle(
            Deliverables deliverables,
            TaskLifecycle tasks,
            TaskVerdicts verdicts,
            Journal journal,
            Transactions transactions,
            Idempotency idempotency,
            Clock clock) {
        this.deliverables = deliverables;
        this.tasks = tasks;
        this.verdicts = verdicts;
        this.journal = journal;
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /// Keeps what the holder of the task's lease brings, as the next revision under its name.
    Mono<Deliverable> submit(Caller caller, SubmitDeliverableInput input) {
        input.check();
        Mono<Deliverable> work = tasks.hold(caller, input.taskId(), input.leaseToken())
                .flatMap(task -> deliverables
                        .insertNext(input.deliverable(caller, task, now()), input.content())
                        .flatMap(kept -> record(caller, kept, submitted(task, kept))));
        return once(caller, input.idempotencyKey(), "submitDeliverable", input, work);
    }

    /// Judges a revision, whatever became of its task meanwhile; not only the latest one: an older one may be
    /// the better.
    Mono<Deliverable> review(Caller caller, ReviewDeliverableInput input) {
        ReviewDecision.check(input.decision(), input.comment());
        Mono<Deliverable> work = find(caller, input.deliverableId())
                .flatMap(found -> verdicts.lockForReview(caller, found.taskId())
                        .flatMap(task -> judge(caller, found.id(), input)
                                .flatMap(judged -> record(caller, judged, reviewed(task, judged)))));
        return once(caller, input.idempotencyKey(), "reviewDeliverable", input, work);
    }

    private Mono<Deliverable> judge(Caller caller, DeliverableId id, ReviewDeliverableInput input) {
        var verdict = new Verdict(DeliverableReview.of(input.decision()), caller.subject(), input.comment(), now());
        return deliverables
                .judge(caller.workspace(), id, verdict)
                .switchIfEmpty(find(caller, id.toString()).map(DeliverableLifecycle::refuseJudged));
    }

    private static Deliverable refuseJudged(Deliverable judged) {
        throw new Refusal(new Problem.Conflict(
                "%s was judged by %s already. Judge the next revision.".formatted(judged.id(), judged.reviewer()),
                judged.review().name()));
    }

    private Mono<Deliverable> find(Caller caller, String id) {
        return Mono.justOrEmpty(DeliverableId.parse(id))
                .flatMap(known -> deliverables.find(caller.workspace(), known))
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("deliverable", id)));
    }

    private static DeliverableEvent submitted(Task task, Deliverable kept) {
        return new DeliverableSubmitted(
                task.id(), task.state(), kept.agentId(), kept.id(), kept.name(), kept.revision(), kept.kind());
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
}
