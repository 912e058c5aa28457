package dev.baton.history;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// All that a run left behind, for the rules to look at.
///
/// @param log every event about a task, in the log's order
/// @param tasks as they are at the end
/// @param audit every mutation that is on record
/// @param observedAt when the reading of the log and of the tasks began; nobody worked any more
record History(
        List<Call> calls,
        List<LogEvent> log,
        List<EndTask> tasks,
        List<Outage> outages,
        List<Audited> audit,
        Instant observedAt) {

    Map<String, List<Moment>> lives() {
        return Moment.lives(log);
    }

    /// Each event with what was before it, by the event's id.
    Map<String, Moment> moments() {
        return lives().values().stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(moment -> moment.event().id(), Function.identity(), (first, _) -> first));
    }

    Map<String, EndTask> tasksById() {
        return tasks.stream().collect(Collectors.toMap(EndTask::id, Function.identity(), (first, _) -> first));
    }
}
