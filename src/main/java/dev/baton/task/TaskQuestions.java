package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.graph.InputCheck;
import dev.baton.task.Transition.Command;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// A question of the agent that works on a task, and its answer by who asked for the task, or a person. The attempt
/// and its lease token stay the same; the lease's clock stands still in between.
@Component
class TaskQuestions {

    private final TaskMoves moves;
    private final TaskCommands commands;
    private final TaskLog log;

    TaskQuestions(TaskMoves moves, TaskCommands commands, TaskLog log) {
        this.moves = moves;
        this.commands = commands;
        this.log = log;
    }

    Mono<Task> ask(Caller caller, TaskCommands.Request request, String leaseToken, String question) {
        new InputCheck()
                .length("question", question, 1, DelegateTaskInput.MAX_TEXT)
                .refuse();
        return commands.held(caller, request, leaseToken, (task, now) -> {
            Transition row = Transition.require(Command.REQUEST_INPUT, task.facts());
            var event = new TaskEvent.InputRequested(task.id(), row.to(), task.attempt(), task.worker(), question);
            return moves.ask(row, task, question, now)
                    .flatMap(asking -> log.record(asking, task.worker().toString(), event));
        });
    }

    Mono<Task> answer(Caller caller, TaskCommands.Request request, Object answer) {
        new InputCheck()
                .json("answer", answer, DelegateTaskInput.MAX_JSON_BYTES)
                .refuse();
        return commands.run(caller, request, (task, now) -> {
            Transition row = Transition.require(
                    Command.PROVIDE_INPUT, task.inTheHandsOf(caller).facts());
            return moves.answer(row, task, answer, now)
                    .flatMap(working -> log.record(
                            working,
                            caller.subject(),
                            new TaskEvent.InputProvided(
                                    working.id(),
                                    working.state(),
                                    working.attempt(),
                                    working.worker(),
                                    answer,
                                    working.requireLease().requireExpiry())));
        });
    }
}
