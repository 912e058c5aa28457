package dev.baton.history;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Rule 6: a mutation that is sent again with its key gets the first answer's object, or all of its objects, and
/// changes nothing; with other arguments it is refused. A claim that is repeated leaves out what the caller has lost
/// since.
final class SameKey {

    private SameKey() {}

    static Findings check(History history) {
        var findings = new Findings();
        var effects = new Effects(history.log());
        history.calls().stream()
                .filter(call -> call.key() != null)
                .collect(Collectors.groupingBy(call -> call.caller() + " " + call.key()))
                .values()
                .forEach(same -> check(same, effects, findings));
        return findings;
    }

    private static void check(List<Call> sameKey, Effects effects, Findings findings) {
        Call original = sameKey.getFirst();
        List<Call> same = sameKey.stream()
                .filter(call -> call.input().equals(original.input()))
                .toList();
        Set<String> objects = same.stream()
                .map(Call::objects)
                .max(Comparator.comparingInt(Set::size))
                .orElse(Set.of());
        findings.require(
                same.stream().filter(Call::ok).allMatch(call -> mayAnswer(call, objects)),
                () -> "one key, two answers: " + same);
        findings.require(
                effects.repeated(original).isEmpty(),
                () -> "one key, two effects: %s led to %s".formatted(same, effects.of(original)));
        same.stream()
                .filter(Call::ok)
                .forEach(first -> sameKey.stream()
                        .filter(later -> later.start().isAfter(first.end()))
                        .forEach(later -> repeated(first, later, findings)));
    }

    private static boolean mayAnswer(Call call, Set<String> all) {
        return call.operation().equals("claimTasks") ? all.containsAll(call.objects()) : all.equals(call.objects());
    }

    private static void repeated(Call first, Call later, Findings findings) {
        boolean same = first.input().equals(later.input());
        findings.require(
                switch (later.outcome()) {
                    case OK -> same;
                    case REFUSED -> !same && "IDEMPOTENCY_CONFLICT".equals(later.code());
                    case UNKNOWN -> true;
                },
                () -> "after %s came %s with the same key".formatted(first, later));
    }
}
