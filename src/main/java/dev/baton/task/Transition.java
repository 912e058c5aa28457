package dev.baton.task;

import static dev.baton.task.TaskState.CANCELED;
import static dev.baton.task.TaskState.COMPLETED;
import static dev.baton.task.TaskState.DEAD_LETTERED;
import static dev.baton.task.TaskState.FAILED;
import static dev.baton.task.TaskState.INPUT_REQUIRED;
import static dev.baton.task.TaskState.IN_REVIEW;
import static dev.baton.task.TaskState.QUEUED;
import static dev.baton.task.TaskState.REJECTED;
import static dev.baton.task.TaskState.WAITING;
import static dev.baton.task.TaskState.WORKING;

import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// The table of a task's life: from which states a command moves a task, when, to which state, and which event says
/// so. What is not in the table cannot happen. Pure data; [TaskMoves] has the statement for each row.
public enum Transition {
    // row            command                  when                   from                to             event
    BECOME_DUE(Command.QUEUE, Condition.ALWAYS, Set.of(WAITING), QUEUED, TaskEvent.TaskQueued.class),
    CLAIM(Command.CLAIM, Condition.ALWAYS, Set.of(QUEUED), WORKING, TaskEvent.TaskClaimed.class),
    RENEW(Command.RENEW_LEASE, Condition.ALWAYS, Set.of(WORKING), WORKING, TaskEvent.LeaseRenewed.class),
    REPORT(Command.REPORT_PROGRESS, Condition.ALWAYS, Set.of(WORKING), WORKING, TaskEvent.ProgressReported.class),
    COMPLETE(Command.COMPLETE, Condition.NO_REVIEW, Set.of(WORKING), COMPLETED, TaskEvent.TaskCompleted.class),
    HAND_IN(Command.COMPLETE, Condition.REVIEW, Set.of(WORKING), IN_REVIEW, TaskEvent.TaskSubmittedForReview.class),
    ACCEPT(Command.ACCEPT, Condition.ALWAYS, Set.of(IN_REVIEW), COMPLETED, TaskEvent.TaskCompleted.class),
    SEND_BACK(
            Command.REQUEST_CHANGES, Condition.ALWAYS, Set.of(IN_REVIEW), QUEUED, TaskEvent.TaskChangesRequested.class),
    FAIL(Command.FAIL, Condition.ALWAYS, Set.of(WORKING), FAILED, TaskEvent.TaskFailed.class),
    STRIKE(Command.FAIL_RETRYABLE, Condition.STRIKES_LEFT, Set.of(WORKING), WAITING, TaskEvent.AttemptFailed.class),
    STRIKE_OUT(
            Command.FAIL_RETRYABLE,
            Condition.LAST_STRIKE,
            Set.of(WORKING),
            DEAD_LETTERED,
            TaskEvent.TaskDeadLettered.class),
    EXPIRE(Command.EXPIRE_LEASE, Condition.STRIKES_LEFT, Set.of(WORKING), WAITING, TaskEvent.LeaseExpired.class),
    EXPIRE_OUT(
            Command.EXPIRE_LEASE,
            Condition.LAST_STRIKE,
            Set.of(WORKING),
            DEAD_LETTERED,
            TaskEvent.TaskDeadLettered.class),
    DECLINE(Command.DECLINE, Condition.ALWAYS, Set.of(QUEUED), REJECTED, TaskEvent.TaskDeclined.class),
    RELEASE(Command.RELEASE, Condition.ALWAYS, Set.of(WORKING), QUEUED, TaskEvent.TaskReleased.class),
    ASK(Command.REQUEST_INPUT, Condition.ALWAYS, Set.of(WORKING), INPUT_REQUIRED, TaskEvent.InputRequested.class),
    ANSWER(Command.PROVIDE_INPUT, Condition.ALWAYS, Set.of(INPUT_REQUIRED), WORKING, TaskEvent.InputProvided.class),
    HAND_OFF(
            Command.HAND_OFF,
            Condition.ALWAYS,
            Set.of(QUEUED, WORKING, INPUT_REQUIRED),
            QUEUED,
            TaskEvent.TaskHandedOff.class),
    CANCEL(Command.CANCEL, Condition.ALWAYS, TaskState.OPEN, CANCELED, TaskEvent.TaskCanceled.class),
    MISS_DEADLINE(Command.MISS_DEADLINE, Condition.ALWAYS, TaskState.OPEN, FAILED, TaskEvent.TaskFailed.class),
    RETRY(Command.RETRY, Condition.UNHINDERED, TaskState.RETRIABLE, QUEUED, TaskEvent.TaskRetried.class),
    RETRY_BEHIND(Command.RETRY, Condition.HINDERED, TaskState.RETRIABLE, WAITING, TaskEvent.TaskRetried.class);

    private final Command command;
    private final Condition when;
    private final Set<TaskState> from;
    private final TaskState to;
    private final Class<? extends TaskEvent> event;

    Transition(Command command, Condition when, Set<TaskState> from, TaskState to, Class<? extends TaskEvent> event) {
        this.command = command;
        this.when = when;
        this.from = from;
        this.to = to;
        this.event = event;
    }

    /// What can be asked of a task, whoever asks.
    public enum Command {
        QUEUE,
        CLAIM,
        RENEW_LEASE,
        REPORT_PROGRESS,
        COMPLETE,
        ACCEPT,
        REQUEST_CHANGES,
        FAIL,
        FAIL_RETRYABLE,
        EXPIRE_LEASE,
        DECLINE,
        RELEASE,
        REQUEST_INPUT,
        PROVIDE_INPUT,
        HAND_OFF,
        CANCEL,
        MISS_DEADLINE,
        RETRY
    }

    /// What of a task, beside its state, a row of the table asks for.
    public enum Condition {
        ALWAYS(_ -> true),
        REVIEW(Facts::reviewRequired),
        NO_REVIEW(facts -> !facts.reviewRequired()),
        STRIKES_LEFT(facts -> !facts.lastStrike()),
        LAST_STRIKE(Facts::lastStrike),
        HINDERED(Facts::hindered),
        UNHINDERED(facts -> !facts.hindered());

        private final Predicate<Facts> holds;

        Condition(Predicate<Facts> holds) {
            this.holds = holds;
        }

        boolean holds(Facts facts) {
            return holds.test(facts);
        }
    }

    /// All that a transition depends on.
    ///
    /// @param lastStrike whether one more bad end is the last that the retry policy allows
    /// @param hindered whether a dependency is unfinished
    public record Facts(TaskState state, boolean reviewRequired, boolean lastStrike, boolean hindered) {}

    /// The row for a command, or empty where the table refuses it.
    public static Optional<Transition> find(Command command, Facts facts) {
        return Arrays.stream(values())
                .filter(row -> row.command == command && row.from.contains(facts.state()) && row.when.holds(facts))
                .findFirst();
    }

    /// The row for a command.
    ///
    /// @throws Refusal `Conflict`, with the state, where the table refuses it
    static Transition require(Command command, Facts facts) {
        return find(command, facts)
                .orElseThrow(() -> new Refusal(new Problem.Conflict(
                        "The task is %s, and that does not allow %s.".formatted(facts.state(), command),
                        facts.state().name())));
    }

    public Command command() {
        return command;
    }

    public Condition when() {
        return when;
    }

    public Set<TaskState> from() {
        return from;
    }

    public TaskState to() {
        return to;
    }

    public Class<? extends TaskEvent> event() {
        return event;
    }
}
