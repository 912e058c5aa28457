package dev.baton.task;

import java.util.EnumSet;
import java.util.Set;

/// Where a task is in its life. What moves it on, and to where, is in [Transition].
public enum TaskState {
    /// A dependency is unfinished, or a retry is not due yet. Baton moves it on.
    WAITING,
    /// It can be claimed. An agent moves it on.
    QUEUED,
    /// An agent holds its lease. That agent moves it on, or the lease's end.
    WORKING,
    /// The agent has a question. Who asked for the task, or a person, moves it on.
    INPUT_REQUIRED,
    /// The agent is done. Who asked for the task, or a person, moves it on.
    IN_REVIEW,
    /// It is done. Nothing moves it on.
    COMPLETED,
    /// It did not work out.
    FAILED,
    /// Too many attempts ended badly.
    DEAD_LETTERED,
    /// The agent declined it.
    REJECTED,
    /// Nobody needs it any more.
    CANCELED;

    /// The states of tasks that have not ended.
    public static final Set<TaskState> OPEN = Set.copyOf(EnumSet.range(WAITING, IN_REVIEW));

    /// The states of tasks that have ended, but may be tried again.
    public static final Set<TaskState> RETRIABLE = Set.of(FAILED, DEAD_LETTERED, REJECTED, CANCELED);

    /// Whether the task has not ended.
    public boolean isOpen() {
        return OPEN.contains(this);
    }
}
