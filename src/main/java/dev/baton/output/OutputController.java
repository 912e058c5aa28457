package dev.baton.output;

import dev.baton.access.Caller;
import dev.baton.access.LogContext;
import dev.baton.graph.Fault;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.output.OutputPiece.Place;
import dev.baton.task.Task;
import dev.baton.task.TaskAttempts;
import dev.baton.task.Tasks;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.SubscriptionMapping;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Resolves `schema/output.graphqls`.
@Controller
class OutputController {

    private static final Logger log = LoggerFactory.getLogger(OutputController.class);

    private final Outputs outputs;
    private final TaskAttempts attempts;
    private final Tasks tasks;

    OutputController(Outputs outputs, TaskAttempts attempts, Tasks tasks) {
        this.outputs = outputs;
        this.attempts = attempts;
        this.tasks = tasks;
    }

    @MutationMapping
    Mono<AppendOutputPayload> appendOutput(@Argument AppendOutputInput input, @AuthenticationPrincipal Caller caller) {
        return Mono.fromRunnable(input::check)
                .then(attempts.held(caller, input.taskId(), input.leaseToken()))
                .flatMap(task -> append(task, input))
                .onErrorResume(
                        Refusal.class, refusal -> Mono.just(new AppendOutputPayload(false, null, refusal.problems())));
    }

    @SubscriptionMapping
    Flux<OutputPiece> taskOutput(@Argument String taskId, @Argument @Nullable String after) {
        return Caller.current()
                .flatMap(caller -> find(caller.workspace(), taskId))
                .flatMapMany(task -> follow(task, after));
    }

    // An agent's work must not fail because nobody can watch it.
    private Mono<AppendOutputPayload> append(Task task, AppendOutputInput input) {
        return outputs.append(output(task), task.attemptCount(), input.index(), input.text())
                .map(next -> AppendOutputPayload.of(input.index(), next))
                .transform(
                        LogContext.onError(failure -> log.debug("Output of {} could not be kept", task.id(), failure)))
                .onErrorReturn(new AppendOutputPayload(false, null, List.of()));
    }

    private Flux<OutputPiece> follow(Task task, @Nullable String after) {
        Place place = after == null ? null : Place.decode(task.id(), after);
        return new OutputFollower(outputs, output(task), place).pieces();
    }

    private Mono<Task> find(WorkspaceId workspace, String taskId) {
        return Mono.justOrEmpty(TaskId.parse(taskId))
                .flatMap(known -> tasks.find(workspace, known))
                .switchIfEmpty(Mono.error(
                        () -> new Fault(Fault.Code.BAD_REQUEST, "taskId: the workspace has no task " + taskId + ".")));
    }

    private static Outputs.Of output(Task task) {
        return new Outputs.Of(task.workspace(), task.id());
    }

    /// @param next the index of the attempt's next piece, or null where it is not known
    record AppendOutputPayload(boolean kept, @Nullable Long next, List<Problem> problems) {

        /// @param expected the index that was the next one when the piece came
        static AppendOutputPayload of(long index, long expected) {
            if (index > expected) {
                var missing = new Problem.InvalidInput.Field(
                        List.of("index"), "The next piece is number %d.".formatted(expected));
                return new AppendOutputPayload(
                        false, expected, List.of(new Problem.InvalidInput(missing.message(), List.of(missing))));
            }
            return new AppendOutputPayload(true, Math.max(expected, index + 1), List.of());
        }
    }
}
