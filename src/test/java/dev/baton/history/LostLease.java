package dev.baton.history;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Rule 2: a worker whose lease has run out, or whose task was taken, moves nothing. Each accepted write of a worker
/// is held against what was true of the task in the log at that moment.
final class LostLease {

    private static final Set<String> WRITES = Set.of(
            "renewLease", "reportProgress", "completeTask", "failTask", "releaseTask", "handOffTask", "requestInput");

    private LostLease() {}

    /// @param attempt whose token it is
    private record Holder(String attempt, String agent) {}

    static Findings check(History history) {
        var findings = new Findings();
        var effects = new Effects(history.log());
        Map<String, Moment> moments = history.lives().values().stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(moment -> moment.event().id(), moment -> moment, (first, _) -> first));
        Map<String, Holder> holders = holders(history.calls());
        Map<String, Instant> firstSent = firstSent(history.calls());
        for (Call call : history.calls()) {
            if (call.ok() && WRITES.contains(call.operation())) {
                Holder holder = holders.get(Texts.find(call.input(), "leaseToken"));
                for (LogEvent event : effects.of(call)) {
                    Moment moment = moments.get(event.id());
                    Instant sent = call.tag() == null ? call.start() : firstSent.getOrDefault(call.tag(), call.start());
                    findings.require(
                            moment != null && held(call, sent, holder, moment),
                            () -> "accepted without the lease (%s, before it %s): %s led to %s"
                                    .formatted(holder, moment == null ? null : moment.before(), call, event));
                }
            }
        }
        return findings;
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

    private static boolean held(Call call, Instant sent, @Nullable Holder holder, Moment moment) {
        Moment.Shape before = moment.before();
        return holder != null
                && before != null
                && holder.attempt().equals(before.attempt())
                && call.caller().equals(holder.agent())
                && call.caller().equals(before.agent())
                && before.leaseUntil() != null
                && sent.isBefore(before.leaseUntil());
    }
}
