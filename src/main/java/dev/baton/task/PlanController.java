package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.task.TaskDelegation.DelegatePlanInput;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

/// Takes whole plans. What the domain refuses comes back as the payload's problems.
@Controller
class PlanController {

    private final TaskDelegation delegation;

    PlanController(TaskDelegation delegation) {
        this.delegation = delegation;
    }

    @MutationMapping
    Mono<DelegatePlanPayload> delegatePlan(@Argument DelegatePlanInput input, @AuthenticationPrincipal Caller caller) {
        return Mono.defer(() -> delegation.delegate(caller, input))
                .map(tasks -> DelegatePlanPayload.of(input, tasks))
                .onErrorResume(
                        Refusal.class, refusal -> Mono.just(new DelegatePlanPayload(List.of(), refusal.problems())));
    }

    record DelegatePlanPayload(List<PlannedTask> tasks, List<Problem> problems) {

        static DelegatePlanPayload of(DelegatePlanInput input, List<Task> tasks) {
            var planned = IntStream.range(0, tasks.size())
                    .mapToObj(place -> new PlannedTask(input.tasks().get(place).key(), tasks.get(place)))
                    .toList();
            return new DelegatePlanPayload(planned, List.of());
        }
    }

    record PlannedTask(String key, Task task) {}
}
