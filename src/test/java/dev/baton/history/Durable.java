package dev.baton.history;

import dev.baton.history.Call.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Rule 3: what was accepted is there at the end, whatever was killed since; and what was refused has changed
/// nothing. An accepted task is not lost: it has come to an end.
final class Durable {

    private Durable() {}

    static Findings check(History history) {
        var findings = new Findings();
        var effects = new Effects(history.log());
        Map<String, EndTask> tasks = history.tasksById();
        Set<String> claims = history.log().stream()
                .filter(event -> event.type().equals("TaskClaimed"))
                .map(event -> event.task() + event.attempt() + event.agent())
                .collect(Collectors.toSet());
        for (Call call : history.calls()) {
            if (call.ok() && call.operation().equals("claimTasks")) {
                call.payload()
                        .path("claims")
                        .forEach(claim -> findings.require(
                                claims.contains(text(claim) + call.caller()),
                                () -> "a claim is gone: %s in %s".formatted(claim, call)));
            } else if (call.ok()) {
                findings.require(!effects.of(call).isEmpty(), () -> "accepted and gone: " + call);
            }
            if (call.ok() && call.operation().equals("delegateTask")) {
                EndTask task = tasks.get(call.object());
                findings.require(
                        task != null && task.ended(),
                        () -> "lost: %s is %s, of %s"
                                .formatted(call.object(), task == null ? "gone" : task.state(), call));
            }
        }
        refusedChangesNothing(history.calls(), effects, findings);
        return findings;
    }

    private static String text(JsonNode claim) {
        return claim.at("/task/id").asString() + claim.at("/attempt/id").asString();
    }

    private static void refusedChangesNothing(List<Call> calls, Effects effects, Findings findings) {
        calls.stream()
                .filter(Effects::tells)
                .collect(Collectors.groupingBy(call -> Objects.requireNonNull(call.tag())))
                .values()
                .stream()
                .filter(same -> same.stream().allMatch(call -> call.outcome() == Outcome.REFUSED))
                .map(List::getFirst)
                .forEach(call -> findings.require(
                        effects.of(call).isEmpty(),
                        () -> "refused and done all the same: %s led to %s".formatted(call, effects.of(call))));
    }
}
