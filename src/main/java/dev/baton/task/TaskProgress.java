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
record TaskProgress(
        int percent, @Nullable String milestone, @Nullable String message, boolean derived) {

    /// What a part of a task adds to the whole.
    record Part(
            TaskId id,
            TaskId parent,
            TaskState state,
            @Nullable Integer reported) {}

    /// Whether the parts have to be looked at.
    static boolean isDerived(Task task) {
        return task.report() == null && task.state() != TaskState.COMPLETED;
    }

    /// The tasks below some others, by their parents.
    static final class Parts {

        private final Map<TaskId, List<Part>> byParent;

        Parts(Collection<Part> parts) {
            // What nobody needs any more must not keep the whole from being whole.
            this.byParent = parts.stream()
                    .filter(part -> part.state() != TaskState.CANCELED)
                    .collect(Collectors.groupingBy(Part::parent));
        }

        TaskProgress progressOf(Task task) {
            Task.Report report = task.report();
            boolean completed = task.state() == TaskState.COMPLETED;
            if (report != null) {
                return new TaskProgress(
                        completed ? 100 : report.percent(), report.milestone(), report.message(), false);
            }
            return completed
                    ? new TaskProgress(100, null, null, false)
                    : new TaskProgress((int) mean(task.id()), null, null, byParent.containsKey(task.id()));
        }

        private double mean(TaskId parent) {
            return byParent.getOrDefault(parent, List.of()).stream()
                    .mapToDouble(this::percent)
                    .average()
                    .orElse(0);
        }

        private double percent(Part part) {
            if (part.state() == TaskState.COMPLETED) {
                return 100;
            }
            Integer reported = part.reported();
            return reported != null ? reported : mean(part.id());
        }
    }
}
