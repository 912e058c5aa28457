package dev.baton.history;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Rule 1: a task has at most one live lease. Once as the log tells it, and once as the agents saw it.
final class OneLease {

    private OneLease() {}

    /// A lease as an agent saw it.
    ///
    /// @param last when its holder began the last call with it that was accepted; null where there was none
    private record Seen(
            Call claim,
            String task,
            String attempt,
            String token,
            @Nullable Instant last) {}

    static Findings check(History history) {
        var findings = new Findings();
        inTheLog(history, findings);
        Map<String, Instant> lastUse = lastUse(history.calls());
        List<Seen> seen = history.calls().stream()
                .filter(call -> call.operation().equals("claimTasks") && call.ok())
                .flatMap(call -> call.payload().path("claims").valueStream().map(claim -> seen(call, claim, lastUse)))
                .toList();
        eachToOne(seen, findings);
        seen.stream().collect(Collectors.groupingBy(Seen::task)).values().forEach(all -> apart(all, findings));
        return findings;
    }

    private static void inTheLog(History history, Findings findings) {
        var attempts = new HashSet<String>();
        history.lives().values().stream()
                .flatMap(List::stream)
                .filter(moment -> moment.event().type().equals("TaskClaimed"))
                .forEach(moment -> {
                    LogEvent event = moment.event();
                    Moment.Shape before = moment.before();
                    findings.require(
                            before != null && before.attempt() == null,
                            () -> "%s was claimed while %s was live: %s".formatted(event.task(), before, event));
                    findings.require(
                            attempts.add(String.valueOf(event.attempt())),
                            () -> "%s was begun twice: %s".formatted(event.attempt(), event));
                    findings.require(
                            event.data().path("attemptNumber").asInt()
                                    == moment.after().attempts(),
                            () -> "%s: attempt number %s is the %d. claim: %s"
                                    .formatted(
                                            event.task(),
                                            event.data().path("attemptNumber"),
                                            moment.after().attempts(),
                                            event));
                });
    }

    private static Map<String, Instant> lastUse(List<Call> calls) {
        var last = new HashMap<String, Instant>();
        for (Call call : calls) {
            String token = Texts.find(call.input(), "leaseToken");
            // What is sent again with its key is accepted after the lease's end, and rightly, as what is handed in is.
            if (token != null
                    && call.ok()
                    && call.key() == null
                    && !call.operation().equals("submitDeliverable")) {
                last.merge(token, call.start(), (one, other) -> one.isAfter(other) ? one : other);
            }
        }
        return last;
    }

    private static Seen seen(Call call, JsonNode claim, Map<String, Instant> lastUse) {
        String token = claim.path("leaseToken").asString();
        return new Seen(
                call, claim.at("/task/id").asString(), claim.at("/attempt/id").asString(), token, lastUse.get(token));
    }

    private static void eachToOne(List<Seen> seen, Findings findings) {
        var byToken = new HashMap<String, Seen>();
        var byAttempt = new HashMap<String, Seen>();
        for (Seen lease : seen) {
            for (Seen first :
                    nonNull(byToken.putIfAbsent(lease.token(), lease), byAttempt.putIfAbsent(lease.attempt(), lease))) {
                findings.require(
                        sameAnswer(first, lease),
                        () -> "%s of %s was handed out twice: %s and %s"
                                .formatted(lease.attempt(), lease.task(), first.claim(), lease.claim()));
            }
            findings.require(true, () -> "");
        }
    }

    private static Set<Seen> nonNull(@Nullable Seen one, @Nullable Seen other) {
        var all = new HashSet<Seen>();
        if (one != null) {
            all.add(one);
        }
        if (other != null) {
            all.add(other);
        }
        return all;
    }

    /// Whether the second claim is the first, sent again with its key.
    private static boolean sameAnswer(Seen first, Seen second) {
        return first.claim().key() != null
                && first.claim().caller().equals(second.claim().caller())
                && first.claim().key().equals(second.claim().key());
    }

    // Whoever used a lease with success after another's claim was answered shared the task with it.
    private static void apart(List<Seen> leases, Findings findings) {
        for (Seen one : leases) {
            for (Seen other : leases) {
                Instant last = one.last();
                if (!one.token().equals(other.token()) && last != null) {
                    findings.require(
                            !(other.claim().start().isAfter(one.claim().end())
                                    && other.claim().end().isBefore(last)),
                            () -> "%s: %s was still good at %s, after %s"
                                    .formatted(one.task(), one.attempt(), last, other.claim()));
                }
            }
        }
    }
}
