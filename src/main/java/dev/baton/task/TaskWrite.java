package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.graph.InputCheck;
import dev.baton.task.Transition.Command;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the holder of a lease writes again and again: many of these can share a transaction, and each answers for
/// itself. It checks itself when it is made.
sealed interface TaskWrite {

    Caller caller();

    String taskId();

    String leaseToken();

    Command command();

    /// Whether the task can be over with it.
    default boolean mayEnd() {
        return false;
    }

    /// @param length null for as long as before
    record Renew(
            Caller caller,
            String taskId,
            String leaseToken,
            @Nullable Duration length) implements TaskWrite {

        public Renew {
            new InputCheck()
                    .range("leaseSeconds", length == null ? null : length.toSeconds(), 5, 3600)
                    .refuse();
        }

        @Override
        public Command command() {
            return Command.RENEW_LEASE;
        }
    }

    record Report(Caller caller, String taskId, String leaseToken, Task.Report report) implements TaskWrite {

        public Report {
            new InputCheck()
                    .range("percent", report.percent(), 0, 100)
                    .length("milestone", report.milestone(), 1, 200)
                    .length("message", report.message(), 0, DelegateTaskInput.MAX_TEXT)
                    .refuse();
        }

        @Override
        public Command command() {
            return Command.REPORT_PROGRESS;
        }

        void refuseStepBack(Task task) {
            Task.Report before = task.report();
            new InputCheck()
                    .require(
                            before == null || report.percent() >= before.percent(),
                            "percent",
                            "Must not go back in an attempt.")
                    .refuse();
        }
    }

    record Complete(
            Caller caller,
            String taskId,
            String leaseToken,
            @Nullable Object result) implements TaskWrite {

        public Complete {
            new InputCheck()
                    .json("result", result, DelegateTaskInput.MAX_JSON_BYTES)
                    .refuse();
        }

        @Override
        public Command command() {
            return Command.COMPLETE;
        }

        @Override
        public boolean mayEnd() {
            return true;
        }
    }
}
