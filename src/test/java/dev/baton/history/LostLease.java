package dev.baton.history;

import dev.baton.history.Call.Outcome;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rule 2: a worker whose lease has run out, or whose task was taken, moves nothing, and what it brings is kept as
/// late. Each accepted write of a worker is held against what was true of the task in the log at that moment.
final class LostLease {

    private static final Set<String> WRITES = Set.of(
            "renewLease", "reportProgress", "completeTask", "failTask", "releaseTask", "handOffTask", "requestInput");
    private static final Set<String> ABOUT_DELIVERABLES = Set.of("DeliverableSubmitted", "DeliverableAdopted");

    private final Findings findings = new Findings();
    private final Map<String, Moment> moments;
    private final Map<String, Holder> holders;
    private final Map<String, Instant> firstSent;

    private LostLease(History history) {
        this.moments = history.moments();
        this.holders = holders(history.calls());
        this.firstSent = firstSent(history.calls());
    }

    /// @param attempt whose token it is
    private record Holder(String attempt, String agent) {}

    static Findings check(History history) {
        var rule = new LostLease(history);
        var effects = new Effects(history.log());
        for (Call call : history.calls()) {
            if (call.ok() && WRITES.contains(call.operation())) {
                effects.of(call).forEach(event -> rule.write(call, event));
            }
            if (call.operation().equals("submitDeliverable")) {
                rule.notThrownAway(call);
                effects.of(call).forEach(event -> rule.handedIn(call, event));
            }
        }
        rule.moments.values().forEach(rule::deliverableMovesNothing);
        return rule.findings;
    }

    private static Map<String, Holder> holders(List<Call> calls) {
        var holders = new HashMap<String, Holder>();
        calls.stream()
                .filter(call -> call.operation().equals("claimTasks"))
                .forEach(call -> call.payload()
                        .path("claims")
                        .forEach(claim -> holders.put(
                                claim.path("leaseToken").asString(),
                                new Holder(claim.at("/attempt/id").asString(), call.caller()))));
        return holders;
    }

    private static Map<String, Instant> firstSent(List<Call> calls) {
        var first = new HashMap<String, Instant>();
        for (Call call : calls) {
            if (call.tag() != null) {
                first.merge(call.tag(), call.start(), (one, other) -> one.isBefore(other) ? one : other);
            }
        }
        return first;
    }

    private @Nullable Holder holder(Call call) {
        return holders.get(Objects.requireNonNullElse(Texts.find(call.input(), "leaseToken"), ""));
    }

    private Moment.@Nullable Shape before(LogEvent event) {
        Moment moment = moments.get(event.id());
        return moment == null ? null : moment.before();
    }

    private static @Nullable Instant until(Moment.@Nullable Shape before) {
        return before == null ? null : before.leaseUntil();
    }

    private Instant sent(Call call) {
        return call.tag() == null ? call.start() : firstSent.getOrDefault(call.tag(), call.start());
    }

    private void write(Call call, LogEvent event) {
        Moment.Shape before = before(event);
        Instant until = until(before);
        findings.require(
                live(call, before) && until != null && sent(call).isBefore(until),
                () -> "accepted without the lease (%s, before it %s): %s led to %s"
                        .formatted(holder(call), before, call, event));
    }

    /// Whether the token was the caller's and that of the live attempt.
    private boolean live(Call call, Moment.@Nullable Shape before) {
        Holder holder = holder(call);
        return holder != null
                && before != null
                && holder.attempt().equals(before.attempt())
                && call.caller().equals(holder.agent())
                && call.caller().equals(before.agent());
    }

    private void notThrownAway(Call call) {
        Holder holder = holder(call);
        boolean own = holder != null && holder.agent().equals(call.caller());
        findings.require(
                call.outcome() != Outcome.REFUSED || !own || "IDEMPOTENCY_CONFLICT".equals(call.code()),
                () -> "what its own agent brings was thrown away: " + call);
    }

    /// What comes with another's token is not kept; what comes with one's own is late when the lease is lost, and
    /// only then.
    private void handedIn(Call call, LogEvent event) {
        Holder holder = holder(call);
        Moment.Shape before = before(event);
        Instant until = until(before);
        boolean late = event.data().path("late").asBoolean();
        boolean live = live(call, before);
        findings.require(
                late
                        ? !live || (until != null && !(call.ok() && call.end().isBefore(until)))
                        : live && (until == null || sent(call).isBefore(until)),
                () -> "handed in %s (%s, before it %s): %s led to %s"
                        .formatted(late ? "late with the lease" : "in time without it", holder, before, call, event));
        findings.require(
                holder != null && holder.agent().equals(call.caller()),
                () -> "kept with another's token: %s led to %s".formatted(call, event));
        findings.require(
                !call.ok()
                        || late
                                != call.payload()
                                        .at("/deliverable/review")
                                        .asString("")
                                        .equals("PENDING"),
                () -> "late in one of the two: %s led to %s, late %s".formatted(call, event, late));
    }

    private void deliverableMovesNothing(Moment moment) {
        if (ABOUT_DELIVERABLES.contains(moment.event().type())) {
            findings.require(
                    moment.before() != null
                            && moment.before().state().equals(moment.event().state()),
                    () -> "a deliverable moved its task, which was %s: %s".formatted(moment.before(), moment.event()));
        }
    }
}
