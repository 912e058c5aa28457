package dev.baton.task;

import static java.util.stream.Collectors.groupingBy;

import dev.baton.graph.WorkspaceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/// Lets the writes that come at the same moment share a transaction. An idle gateway writes at once; while as many
/// transactions are under way as there are lanes, what comes waits, and the next one takes all of it.
@Component
class TaskWriteBatches {

    private static final int LANES = 4;
    private static final int MOST = 100;

    private final TaskWrites writes;
    private final Queue<Pending> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore lanes = new Semaphore(LANES);

    TaskWriteBatches(TaskWrites writes) {
        this.writes = writes;
    }

    private record Pending(TaskWrite write, MonoSink<Task> caller) {

        WorkspaceId workspace() {
            return write.caller().workspace();
        }
    }

    /// The task after the write. A caller that goes away does not take it back.
    ///
    /// @throws dev.baton.graph.Refusal as an error signal, of this write alone
    Mono<Task> write(TaskWrite write) {
        return Mono.create(caller -> {
            waiting.add(new Pending(write, caller));
            fillLanes();
        });
    }

    // A batch is subscribed to here because it belongs to many callers, and so to none of their chains.
    private void fillLanes() {
        while (!waiting.isEmpty() && lanes.tryAcquire()) {
            List<Pending> batch = take();
            Flux.fromIterable(batch.stream()
                            .collect(groupingBy(Pending::workspace))
                            .entrySet())
                    .concatMap(one -> write(one.getKey(), one.getValue()))
                    .doFinally(_ -> {
                        lanes.release();
                        fillLanes();
                    })
                    .subscribe();
        }
    }

    private List<Pending> take() {
        var batch = new ArrayList<Pending>();
        for (Pending next = waiting.poll(); next != null; next = waiting.poll()) {
            batch.add(next);
            if (batch.size() == MOST) {
                break;
            }
        }
        return batch;
    }

    private Mono<Void> write(WorkspaceId workspace, List<Pending> batch) {
        return writes.write(workspace, batch.stream().map(Pending::write).toList())
                .doOnNext(results -> answer(batch, results))
                .then()
                .onErrorResume(failure -> alone(workspace, batch, failure));
    }

    // Where the database refused the data of one, the others must not suffer for it: nothing of the batch was written,
    // so each is tried alone. After any other failure nobody knows whether the commit came through.
    private Mono<Void> alone(WorkspaceId workspace, List<Pending> batch, Throwable failure) {
        if (batch.size() == 1 || !isOfTheData(failure)) {
            batch.forEach(pending -> pending.caller().error(failure));
            return Mono.empty();
        }
        return Flux.fromIterable(batch)
                .concatMap(pending -> write(workspace, List.of(pending)))
                .then();
    }

    private static boolean isOfTheData(Throwable failure) {
        return failure instanceof DataIntegrityViolationException
                || failure instanceof InvalidDataAccessResourceUsageException;
    }

    private static void answer(List<Pending> batch, List<TaskWrites.Result> results) {
        for (int i = 0; i < batch.size(); i++) {
            MonoSink<Task> caller = batch.get(i).caller();
            TaskWrites.Result result = results.get(i);
            if (result.refusal() != null) {
                caller.error(result.refusal());
            } else {
                caller.success(result.task());
            }
        }
    }
}
