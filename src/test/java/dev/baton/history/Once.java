package dev.baton.history;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Rule 5: each end happens once. No task ends twice, no dependent starts before what it waits for or is queued twice
/// for one cause, no strike counts twice, and no mutation has two effects.
final class Once {

    private static final Set<String> STRIKES = Set.of("AttemptFailed", "LeaseExpired", "TaskDeadLettered");
    private static final Set<String> BAD_OUTCOMES = Set.of("FAILED_RETRYABLE", "LEASE_EXPIRED");

    private Once() {}

    static Findings check(History history) {
        var findings = new Findings();
        Map<String, EndTask> tasks = history.tasksById();
        history.lives().forEach((id, life) -> {
            life.forEach(moment -> move(moment, findings));
            strikes(id, life, tasks.get(id), findings);
        });
        dependents(history, tasks, findings);
        parts(history, findings);
        adoptions(history, findings);
        effects(history, findings);
        return findings;
    }

    /// What has ended stays so, and only what waited is queued.
    private static void move(Moment moment, Findings findings) {
        Moment.Shape before = moment.before();
        LogEvent event = moment.event();
        boolean first = event.type().equals("TaskDelegated");
        findings.require(first == (before == null), () -> "%s began otherwise: %s".formatted(event.task(), event));
        if (before != null && !event.type().equals("TaskRetried")) {
            findings.require(
                    !EndTask.isEnd(before.state()) || (before.state().equals(event.state()) && isRemark(event)),
                    () -> "%s was %s already: %s".formatted(event.task(), before.state(), event));
        }
        if (before != null && event.type().equals("TaskRetried")) {
            findings.require(
                    EndTask.isEnd(before.state()) && !before.state().equals("COMPLETED"),
                    () -> "%s was retried when it was %s: %s".formatted(event.task(), before.state(), event));
        }
        if (before != null && event.type().equals("TaskQueued")) {
            findings.require(
                    before.state().equals("WAITING"),
                    () -> "%s was queued when it was %s: %s".formatted(event.task(), before.state(), event));
        }
    }

    private static boolean isRemark(LogEvent event) {
        return Set.of("SubtasksSettled", "DeliverableReviewed", "DeliverableSubmitted", "DeliverableAdopted")
                .contains(event.type());
    }

    private static void strikes(String id, List<Moment> life, @Nullable EndTask task, Findings findings) {
        int strikes = 0;
        int bad = 0;
        for (Moment moment : life) {
            LogEvent event = moment.event();
            if (event.type().equals("TaskRetried")) {
                strikes = 0;
            }
            if (STRIKES.contains(event.type())) {
                strikes++;
                bad++;
                int counted = strikes;
                findings.require(
                        event.data().path("strikes").asInt() == counted,
                        () -> "%s: the %d. strike says %s: %s"
                                .formatted(id, counted, event.data().path("strikes"), event));
            }
        }
        if (task == null) {
            return;
        }
        int counted = strikes;
        int ended = bad;
        long badAttempts = task.attempts().stream()
                .filter(attempt -> BAD_OUTCOMES.contains(attempt.path("outcome").asString("")))
                .count();
        findings.require(
                task.strikes() == counted && badAttempts == ended,
                () -> "%s shows %d strikes and %d bad attempts, the log %d and %d"
                        .formatted(id, task.strikes(), badAttempts, counted, ended));
        findings.require(
                task.strikes() <= task.maxAttempts()
                        && task.state().equals("DEAD_LETTERED") == (task.strikes() == task.maxAttempts()),
                () -> "%s is %s with %d strikes of %d".formatted(id, task.state(), task.strikes(), task.maxAttempts()));
    }

    /// Nobody begins before the log says that all it waits for is completed, or has ended where that is enough.
    private static void dependents(History history, Map<String, EndTask> tasks, Findings findings) {
        var completed = new HashSet<String>();
        var ended = new HashSet<String>();
        for (LogEvent event : history.log()) {
            EndTask task = tasks.get(event.task());
            if (event.type().equals("TaskCompleted")) {
                completed.add(event.task());
            }
            if (EndTask.isEnd(event.state())) {
                ended.add(event.task());
            }
            if (task != null && Set.of("TaskClaimed", "TaskQueued").contains(event.type())) {
                findings.require(
                        (task.runsWithoutDependency() ? ended : completed).containsAll(task.dependencies()),
                        () -> "%s did not wait for %s: %s".formatted(event.task(), task.dependencies(), event));
            }
        }
    }

    /// A parent hears that its parts are settled when they are, and once each time.
    private static void parts(History history, Findings findings) {
        var parents = new HashMap<String, String>();
        Map<String, Set<String>> open = new HashMap<>();
        Map<String, Integer> settled = new HashMap<>();
        for (LogEvent event : history.log()) {
            String parent = Texts.find(event.data(), "parentId");
            if (event.type().equals("TaskDelegated") && parent != null) {
                parents.put(event.task(), parent);
            }
            String above = parents.get(event.task());
            if (above != null) {
                Set<String> parts = open.computeIfAbsent(above, _ -> new HashSet<>());
                boolean changed = EndTask.isEnd(event.state()) ? parts.remove(event.task()) : parts.add(event.task());
                if (changed && parts.isEmpty()) {
                    settled.merge(above, 1, Integer::sum);
                }
            }
            if (event.type().equals("SubtasksSettled")) {
                findings.require(
                        open.getOrDefault(event.task(), Set.of()).isEmpty()
                                && settled.merge(event.task(), -1, Integer::sum) >= 0,
                        () -> "%s: %s without a cause, open are %s"
                                .formatted(event.task(), event, open.get(event.task())));
            }
        }
    }

    /// What came late is adopted once, and nothing else is.
    private static void adoptions(History history, Findings findings) {
        var late = new HashSet<String>();
        for (LogEvent event : history.log()) {
            String id = event.data().path("deliverableId").asString("");
            if (event.type().equals("DeliverableSubmitted")
                    && event.data().path("late").asBoolean()) {
                late.add(id);
            }
            if (event.type().equals("DeliverableAdopted")) {
                findings.require(late.remove(id), () -> "%s had nothing left to adopt: %s".formatted(id, event));
            }
        }
    }

    private static void effects(History history, Findings findings) {
        var effects = new Effects(history.log());
        history.calls().stream()
                .filter(Effects::tells)
                .collect(
                        Collectors.toMap(call -> Objects.requireNonNull(call.tag()), call -> call, (first, _) -> first))
                .values()
                .forEach(call -> findings.require(
                        effects.repeated(call).isEmpty(),
                        () -> "happened twice: %s led to %s".formatted(call, effects.of(call))));
    }
}
