package dev.baton.audit;

import dev.baton.access.LogContext;
import dev.baton.database.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/// Writes the audit for all who ask at the same moment together.
@Component
class Audit {

    private static final Logger log = LoggerFactory.getLogger(Audit.class);

    private final Lanes<AuditEntry> begun;
    private final Lanes<AuditEnd> ended;

    Audit(AuditRows rows) {
        this.begun = new Lanes<>(rows::begin);
        this.ended = new Lanes<>(rows::end);
    }

    /// Writes what somebody is about to do. Nothing may be done before this has completed: then it is on record,
    /// if what is done lasts.
    Mono<Void> begin(AuditEntry entry) {
        return begun.write(entry);
    }

    /// Writes what came of it. Where that fails the record is one without an outcome; what was done is done.
    Mono<Void> end(AuditEnd end) {
        return ended.write(end).doOnError(e -> unwritten(end, e)).onErrorComplete();
    }

    private static void unwritten(AuditEnd end, Throwable failure) {
        AuditEntry entry = end.entry();
        LogContext.within(
                LogContext.of(entry.requestId(), entry.workspace()),
                () -> log.warn(
                        "The outcome of {} could not be written, it was {}: {}",
                        entry.publicId(),
                        end.outcome(),
                        failure.toString()));
    }

    /// An idle gateway writes at once; while as many statements are under way as there are lanes, what comes
    /// waits, and the next one takes all of it.
    private static final class Lanes<T> {

        private static final int LANES = 2;
        private static final int MOST = 100;

        private final Function<List<T>, Mono<Void>> work;
        private final Queue<Pending<T>> waiting = new ConcurrentLinkedQueue<>();
        private final Semaphore free = new Semaphore(LANES);

        private record Pending<T>(T row, MonoSink<Void> caller) {}

        Lanes(Function<List<T>, Mono<Void>> work) {
            this.work = work;
        }

        Mono<Void> write(T row) {
            return Mono.create(caller -> {
                waiting.add(new Pending<>(row, caller));
                fill();
            });
        }

        // A batch is subscribed to here because it belongs to many callers, and so to none of their chains; they may be
        // of several workspaces.
        private void fill() {
            while (!waiting.isEmpty() && free.tryAcquire()) {
                List<Pending<T>> batch = take();
                Mono.defer(() -> work.apply(batch.stream().map(Pending::row).toList()))
                        .doFinally(_ -> {
                            free.release();
                            fill();
                        })
                        .contextWrite(Reach.everywhere())
                        .subscribe(
                                _ -> {},
                                failure -> batch.forEach(
                                        pending -> pending.caller().error(failure)),
                                () -> batch.forEach(pending -> pending.caller().success()));
            }
        }

        private List<Pending<T>> take() {
            var batch = new ArrayList<Pending<T>>();
            for (Pending<T> next = waiting.poll(); next != null; next = waiting.poll()) {
                batch.add(next);
                if (batch.size() == MOST) {
                    break;
                }
            }
            return batch;
        }
    }
}
