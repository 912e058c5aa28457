package dev.baton.task;

import static java.util.stream.Collectors.groupingBy;

import dev.baton.database.Reach;
import dev.baton.graph.Fault;
import dev.baton.graph.SqlState;
import dev.baton.graph.WorkspaceId;
import dev.baton.task.TaskWrites.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/// Lets the writes that come at the same moment share a transaction. An idle gateway writes at once; while as many
/// transactions are under way as there are lanes, what comes waits, and the next one takes all of it.
///
/// The fast lanes wait for nobody's locks, so that nothing stands behind a task in other hands. What they could not
/// get they try a few times more, and then leave to the patient lanes.
@Component
class TaskWriteBatches {

    private static final int LANES = 4;
    private static final int MOST = 100;
    private static final int FAST_TRIES = 5;
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final TaskWrites writes;
    private final Lanes fast;
    private final Lanes patient;

    TaskWriteBatches(TaskWrites writes) {
        this.writes = writes;
        this.fast = new Lanes(writes::writeIdle, this::tryAgain);
        this.patient =
                new Lanes(this::writePatiently, pending -> pending.caller().error(Fault.busy()));
    }

    private record Pending(TaskWrite write, MonoSink<Task> caller, int tries) {

        WorkspaceId workspace() {
            return write.caller().workspace();
        }

        Pending next() {
            return new Pending(write, caller, tries + 1);
        }
    }

    /// The task after the write. A caller that goes away does not take it back.
    ///
    /// @throws dev.baton.graph.Refusal as an error signal, of this write alone
    /// @throws Fault as an error signal: `UNAVAILABLE` where others have the task in hand for too long
    Mono<Task> write(TaskWrite write) {
        return Mono.create(caller -> fast.add(new Pending(write, caller, 1)));
    }

    // Subscribed to here because its batch is over, and it belongs to no other chain.
    private void tryAgain(Pending busy) {
        Lanes lanes = busy.tries() < FAST_TRIES ? fast : patient;
        Mono.delay(PAUSE.multipliedBy(busy.tries())).subscribe(_ -> lanes.add(busy.next()));
    }

    // Where one was waited for in vain, the others are written all the same.
    private Mono<List<Result>> writePatiently(WorkspaceId workspace, List<TaskWrite> batch) {
        return writes.write(workspace, batch)
                .onErrorResume(SqlState::isTimeout, _ -> writes.writeIdle(workspace, batch));
    }

    private static final class Lanes {

        private final BiFunction<WorkspaceId, List<TaskWrite>, Mono<List<Result>>> work;
        private final Consumer<Pending> busy;
        private final Queue<Pending> waiting = new ConcurrentLinkedQueue<>();
        private final Semaphore free = new Semaphore(LANES);

        /// @param busy takes what the work found in other hands
        Lanes(BiFunction<WorkspaceId, List<TaskWrite>, Mono<List<Result>>> work, Consumer<Pending> busy) {
            this.work = work;
            this.busy = busy;
        }

        void add(Pending pending) {
            waiting.add(pending);
            fill();
        }

        // A batch is subscribed to here because it belongs to many callers, and so to none of their chains.
        private void fill() {
            while (!waiting.isEmpty() && free.tryAcquire()) {
                List<Pending> batch = take();
                Flux.fromIterable(batch.stream()
                                .collect(groupingBy(Pending::workspace))
                                .entrySet())
                        .concatMap(one -> write(one.getKey(), one.getValue()))
                        .doFinally(_ -> {
                            free.release();
                            fill();
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
            return work.apply(workspace, batch.stream().map(Pending::write).toList())
                    .contextWrite(Reach.within(workspace))
                    .doOnNext(results -> answer(batch, results))
                    .then()
                    .onErrorResume(failure -> alone(workspace, batch, failure));
        }

        // Where the database refused the data of one, the others must not suffer for it: nothing of the batch was
        // written, so each is tried alone. After any other failure nobody knows whether the commit came through.
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

        private void answer(List<Pending> batch, List<Result> results) {
            for (int i = 0; i < batch.size(); i++) {
                MonoSink<Task> caller = batch.get(i).caller();
                Result result = results.get(i);
                if (result.isBusy()) {
                    busy.accept(batch.get(i));
                } else if (result.refusal() != null) {
                    caller.error(result.refusal());
                } else {
                    caller.success(result.task());
                }
            }
        }
    }
}
