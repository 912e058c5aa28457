package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.agent.AgentEvent.AgentRelieved;
import dev.baton.graph.AgentId;
import dev.baton.graph.DelegationId;
import dev.baton.graph.InputCheck;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.task.TaskHistory.Attempt.Outcome;
import dev.baton.task.Transition.Command;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// What an agent does with a task that is not for it to finish: declines it, gives it back, or hands it to another.
@Component
class TaskHandOvers {

    private final TaskMoves moves;
    private final TaskHistory history;
    private final TaskAftermath aftermath;
    private final TaskCommands commands;
    private final Assignees assignees;
    private final TaskLog log;

    TaskHandOvers(
            TaskMoves moves,
            TaskHistory history,
            TaskAftermath aftermath,
            TaskCommands commands,
            Assignees assignees,
            TaskLog log) {
        this.moves = moves;
        this.history = history;
        this.aftermath = aftermath;
        this.commands = commands;
        this.assignees = assignees;
        this.log = log;
    }

    Mono<Task> decline(Caller caller, TaskCommands.Request request, String reason) {
        new InputCheck().length("reason", reason, 1, DelegateTaskInput.MAX_TEXT).refuse();
        return commands.run(caller, request, (task, now) -> {
            AgentId agent = assigneeOf(task, caller);
            Transition row = Transition.require(Command.DECLINE, task.facts());
            return moves.end(row, task, new Task.Failure("DECLINED", reason), 0, now)
                    .flatMap(rejected -> log.record(
                            rejected,
                            agent.toString(),
                            new TaskEvent.TaskDeclined(rejected.id(), rejected.state(), agent, reason)))
                    .flatMap(rejected -> aftermath.follow(rejected, now));
        });
    }

    Mono<Task> release(Caller caller, TaskCommands.Request request, String leaseToken, @Nullable String reason) {
        new InputCheck().length("reason", reason, 1, DelegateTaskInput.MAX_TEXT).refuse();
        return commands.held(caller, request, leaseToken, (task, now) -> {
            Transition row = Transition.require(Command.RELEASE, task.facts());
            var released = new TaskEvent.TaskReleased(task.id(), row.to(), task.attempt(), task.worker(), reason);
            return history.endAttempt(task, Outcome.RELEASED, null, now)
                    .then(moves.release(row, task, now))
                    .flatMap(queued -> log.record(queued, task.worker().toString(), released));
        });
    }

    /// @param leaseToken null where nobody works on it yet
    Mono<Task> handOff(
            Caller caller,
            TaskCommands.Request request,
            @Nullable String leaseToken,
            String toAgent,
            @Nullable String note) {
        new InputCheck().length("note", note, 1, DelegateTaskInput.MAX_TEXT).refuse();
        return commands.run(caller, request, (task, now) -> {
            AgentId from = task.lease() == null && leaseToken == null
                    ? assigneeOf(task, caller)
                    : task.heldBy(caller, String.valueOf(leaseToken), now).worker();
            Transition row = Transition.require(Command.HAND_OFF, task.facts());
            // What a manager handed out stays in its subtree, whoever passes it on.
            AgentId within = task.withinId() != null ? task.withinId() : task.requesterAgentId();
            return assignees
                    .require(caller.workspace(), toAgent, "toAgentId", within)
                    .map(to -> other(from, to))
                    .flatMap(to -> handOff(row, task, new HandOff(from, to, note, now)));
        });
    }

    private record HandOff(
            AgentId from, AgentId to, @Nullable String note, OffsetDateTime at) {}

    private Mono<Task> handOff(Transition row, Task task, HandOff handOff) {
        String actor = handOff.from().toString();
        var delegation = new TaskHistory.Delegation(
                DelegationId.next(), task.id(), actor, handOff.from(), handOff.to(), handOff.note(), handOff.at());
        var handed = new TaskEvent.TaskHandedOff(task.id(), row.to(), handOff.to(), handOff.from(), handOff.note());
        var relieved = new AgentRelieved(handOff.from(), task.id(), handOff.to());
        return history.endAttempt(task, Outcome.HANDED_OFF, null, handOff.at())
                .then(history.add(task.workspace(), delegation))
                .then(moves.queueFor(row, task, handOff.to(), handOff.at()))
                .flatMap(queued -> log.record(queued, actor, handed, relieved));
    }

    private static AgentId other(AgentId from, AgentId to) {
        if (from.equals(to)) {
            throw Refusal.invalid("toAgentId", "Must be another agent.");
        }
        return to;
    }

    private static AgentId assigneeOf(Task task, Caller caller) {
        AgentId agent = caller.requireAgent();
        if (!task.assigned() || !agent.equals(task.assigneeId())) {
            throw new Refusal(new Problem.Forbidden("Only the agent that the task was handed to may do this."));
        }
        return agent;
    }
}
