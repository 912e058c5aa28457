package dev.baton.task;

import dev.baton.graph.TaskId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How far a task has come: what its own agent reported, or the mean of its parts where it reported nothing.
///
/// @param percent 0 to 100
/// @param derived whether it comes from the parts
record TaskProgress(int percent, @Nullable String milestone, @Nullable String message, boolean derived) {

    /// What a part of a task adds to the whole.
    record Part(TaskId id, TaskId parent, TaskState state, @Nullable Integer reported) {}

    /// Whether the parts have to be looked at.
    static boolean isDerived(Task task) {
        return task.report() == null && task.state() != TaskState.COMPLETED;
    }

    /// @param below every task below this one, and maybe others
    static TaskProgress of(Task task, Collection<Part> below) {
        Task.Report report = task.report();
        if (task.state() == TaskState.COMPLETED) {
            return new TaskProgress(
                    100, report == null ? null : report.milestone(), report == null ? null : report.message(), false);
        }
        if (report != null) {
            return new TaskProgress(report.percent(), report.milestone(), report.message(), false);
        }
        Map<TaskId, List<Part>> parts = below.stream().collect(Collectors.groupingBy(Part::parent));
        return new TaskProgress((int) mean(task.id(), parts), null, null, parts.containsKey(task.id()));
    }

    private static double mean(TaskId parent, Map<TaskId, List<Part>> parts) {
        return parts.getOrDefault(parent, List.of()).stream()
                .mapToDouble(part -> percent(part, parts))
                .average()
                .orElse(0);
    }

    private static double percent(Part part, Map<TaskId, List<Part>> parts) {
        if (part.state() == TaskState.COMPLETED) {
            return 100;
        }
        Integer reported = part.reported();
        return reported != null ? reported : mean(part.id(), parts);
    }
}
