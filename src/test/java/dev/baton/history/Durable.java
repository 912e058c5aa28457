package dev.baton.history;

import dev.baton.history.Call.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Rule 3: what was accepted is there at the end, whatever was killed since; and what was refused has changed
/// nothing. An accepted task is not lost: it has come to an end.
final class Durable {

    private Durable() {}

    static Findings check(History history) {
        var findings = new Findings();
        var effects = new Effects(history.log());
        var many = new ManyTasks(history);
        Map<String, EndTask> tasks = history.tasksById();
        Set<String> claims = history.log().stream()
                .filter(event -> event.type().equals("TaskClaimed"))
                .map(event -> event.task() + event.attempt() + event.agent())
                .collect(Collectors.toSet());
        for (Call call : history.calls()) {
            List<LogEvent> led = effects.of(call);
            switch (call.operation()) {
                case "claimTasks" -> claimed(call, claims, findings);
                case "retryTasks" -> many.retries(call, led, findings);
                case "delegatePlan" -> {
                    happened(call, led, findings);
                    many.plan(call, led, findings);
                    ended(call, tasks, findings);
                }
                case "delegateTask" -> {
                    happened(call, led, findings);
                    ended(call, tasks, findings);
                }
                case "submitDeliverable" -> {
                    happened(call, led, findings);
                    kept(call, tasks, findings);
                }
                default -> happened(call, led, findings);
            }
        }
        refusedChangesNothing(history.calls(), effects, findings);
        return findings;
    }

    private static void happened(Call call, List<LogEvent> led, Findings findings) {
        findings.require(!call.ok() || !led.isEmpty(), () -> "accepted and gone: " + call);
    }

    private static void claimed(Call call, Set<String> claims, Findings findings) {
        call.payload()
                .path("claims")
                .forEach(claim -> findings.require(
                        claims.contains(text(claim) + call.caller()),
                        () -> "a claim is gone: %s in %s".formatted(claim, call)));
    }

    private static String text(JsonNode claim) {
        return claim.at("/task/id").asString() + claim.at("/attempt/id").asString();
    }

    private static void ended(Call call, Map<String, EndTask> tasks, Findings findings) {
        for (String id : call.tasks()) {
            EndTask task = tasks.get(id);
            findings.require(
                    task != null && task.ended(),
                    () -> "lost: %s is %s, of %s".formatted(id, task == null ? "gone" : task.state(), call));
        }
    }

    /// What was handed in is there as it was sent, whether it came in time or late.
    private static void kept(Call call, Map<String, EndTask> tasks, Findings findings) {
        String id = call.payload().at("/deliverable/id").asString("");
        EndTask task = tasks.get(Objects.requireNonNullElse(Texts.find(call.input(), "taskId"), ""));
        @Nullable JsonNode kept = task == null ? null : task.deliverables().get(id);
        findings.require(
                !call.ok() || (kept != null && same(kept, call.input(), "name") && same(kept, call.input(), "content")),
                () -> "what was handed in is gone, or another: %s of %s".formatted(kept, call));
    }

    private static boolean same(JsonNode kept, JsonNode sent, String field) {
        return Objects.equals(Texts.find(kept, field), Texts.find(sent, field));
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
