package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.graph.InputCheck;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.task.TaskMutations.CompleteTaskInput;
import dev.baton.task.TaskMutations.LeasePayload;
import dev.baton.task.TaskMutations.ReportProgressInput;
import dev.baton.task.TaskMutations.TaskPayload;
import dev.baton.task.TaskWrites.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The writes of lease holders for many tasks in one call. Each item answers for itself, as its single mutation would.
@Controller
class TaskBulkMutations {

    private static final int MOST = 100;

    private final TaskMutations single;
    private final TaskWrites writes;

    TaskBulkMutations(TaskMutations single, TaskWrites writes) {
        this.single = single;
        this.writes = writes;
    }

    record CompleteTasksInput(List<CompleteTaskInput> items) {}

    record CompleteTasksPayload(List<TaskPayload> results, List<Problem> problems) {}

    record ReportProgressOnTasksInput(List<ReportProgressInput> items) {}

    record ReportProgressOnTasksPayload(List<LeasePayload> results, List<Problem> problems) {}

    @MutationMapping
    Mono<CompleteTasksPayload> completeTasks(
            @Argument CompleteTasksInput input, @AuthenticationPrincipal Caller caller) {
        return Mono.defer(() -> completeAll(caller, checked(input.items())))
                .map(results -> new CompleteTasksPayload(results, List.of()))
                .onErrorResume(
                        Refusal.class, refusal -> Mono.just(new CompleteTasksPayload(List.of(), refusal.problems())));
    }

    @MutationMapping
    Mono<ReportProgressOnTasksPayload> reportProgressOnTasks(
            @Argument ReportProgressOnTasksInput input, @AuthenticationPrincipal Caller caller) {
        return Mono.defer(() -> writeAll(caller, checked(input.items()), item -> item.write(caller)))
                .flatMapMany(Flux::fromIterable)
                .concatMap(result -> LeasePayload.answer(result.asMono()))
                .collectList()
                .map(results -> new ReportProgressOnTasksPayload(results, List.of()))
                .onErrorResume(
                        Refusal.class,
                        refusal -> Mono.just(new ReportProgressOnTasksPayload(List.of(), refusal.problems())));
    }

    private Mono<List<TaskPayload>> completeAll(Caller caller, List<CompleteTaskInput> items) {
        List<CompleteTaskInput> plain =
                items.stream().filter(item -> item.idempotencyKey() == null).toList();
        return writeAll(caller, plain, item -> item.write(caller)).flatMap(results -> {
            var rest = results.iterator();
            return Flux.fromIterable(items)
                    // A key belongs to one item, so its transaction does too.
                    .concatMap(item -> item.idempotencyKey() == null
                            ? TaskPayload.answer(rest.next().asMono())
                            : single.completeTask(item, caller))
                    .collectList();
        });
    }

    // In one transaction; an item that does not hold by itself never gets there.
    private <I> Mono<List<Result>> writeAll(Caller caller, List<I> items, Function<I, TaskWrite> toWrite) {
        var results = new Result[items.size()];
        var places = new ArrayList<Integer>();
        var valid = new ArrayList<TaskWrite>();
        for (int i = 0; i < items.size(); i++) {
            try {
                valid.add(toWrite.apply(items.get(i)));
                places.add(i);
            } catch (Refusal refusal) {
                results[i] = Result.of(refusal);
            }
        }
        return writes.write(caller.workspace(), valid).map(written -> {
            for (int i = 0; i < written.size(); i++) {
                results[places.get(i)] = written.get(i);
            }
            return List.of(results);
        });
    }

    private static <I> List<I> checked(List<I> items) {
        new InputCheck()
                .require(!items.isEmpty() && items.size() <= MOST, "items", "Must have 1 to %d items.".formatted(MOST))
                .refuse();
        return items;
    }
}
