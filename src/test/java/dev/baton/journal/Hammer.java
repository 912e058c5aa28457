package dev.baton.journal;

import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Many writers whose transactions commit in another order than they wrote, some of which roll back, and many
/// followers that drop their stream at any moment and come back with the last cursor, to any of the nodes.
record Hammer(List<LogNode> nodes, WorkspaceId workspace) {

    private static final int WRITERS = 32;
    private static final int TRANSACTIONS_EACH = 40;
    private static final int FOLLOWERS = 10;
    private static final String END = "end";

    /// @param committed what the writers committed, each of them in this order
    /// @param heard what each follower heard, in this order
    record Outcome(Set<String> committed, List<List<String>> heard) {}

    Outcome run() {
        Position start = nodes.getFirst().journal.head();
        Set<String> committed = ConcurrentHashMap.newKeySet();
        var followers = Flux.range(0, FOLLOWERS)
                .flatMap(_ -> new Listener(start).hear(), FOLLOWERS)
                .collectList()
                .toFuture();
        Flux.range(0, WRITERS)
                .flatMap(writer -> write(writer, committed), WRITERS)
                .then()
                .block(LogNode.WAIT);
        nodes.getFirst().append(workspace, new Noted.MarkSet(END));
        return new Outcome(
                committed, Objects.requireNonNull(Mono.fromFuture(followers).block(LogNode.WAIT)));
    }

    private Flux<Void> write(int writer, Set<String> committed) {
        var task = TaskId.next();
        return Flux.range(0, TRANSACTIONS_EACH)
                .concatMap(number -> transaction(
                        IntStream.range(0, 1 + number % 3)
                                .mapToObj(n -> new Noted.TaskNoted(task, "writer " + writer, number * 3 + n, null))
                                .toList(),
                        committed));
    }

    private Mono<Void> transaction(List<Noted.TaskNoted> facts, Set<String> committed) {
        LogNode node = any(nodes);
        Mono<Void> write = node.journal
                .append(workspace, "tester", facts)
                .then(Mono.delay(Duration.ofMillis(ThreadLocalRandom.current().nextInt(31))))
                .then();
        return ThreadLocalRandom.current().nextInt(10) == 0
                ? node.inTransaction(write.then(Mono.<Void>error(new RolledBack())))
                        .onErrorComplete(RolledBack.class)
                : node.inTransaction(write).doOnSuccess(_ -> facts.forEach(fact -> committed.add(name(fact))));
    }

    private static String name(Noted.TaskNoted fact) {
        return fact.writer() + " #" + fact.number();
    }

    private static <T> T any(List<T> list) {
        return list.get(ThreadLocalRandom.current().nextInt(list.size()));
    }

    /// One follower, with the cursor it keeps as a client does: as text.
    private final class Listener {

        private final List<String> heard = new ArrayList<>();
        private String cursor;
        private boolean ended;

        Listener(Position start) {
            cursor = start.encode(workspace);
        }

        Mono<List<String>> hear() {
            return Flux.defer(this::once)
                    .repeat(() -> !ended)
                    .then(Mono.fromSupplier(() -> heard))
                    .subscribeOn(Schedulers.boundedElastic());
        }

        /// Drops after some events, or after some time. It takes an event behind the drop, where no event
        /// comes after it: one that was on its way in another thread is one that the client has not seen.
        private Flux<Event> once() {
            var random = ThreadLocalRandom.current();
            return any(nodes)
                    .journal
                    .follow(EventFilter.everything(workspace), Position.decode(cursor, workspace))
                    .take(random.nextInt(1, 300))
                    .take(Duration.ofMillis(random.nextInt(5, 400)))
                    .doOnNext(this::take)
                    .takeUntil(_ -> ended);
        }

        private void take(Event event) {
            cursor = event.position().encode(workspace);
            switch (event.fact()) {
                case Noted.TaskNoted fact -> heard.add(name(fact));
                case Noted.MarkSet(String name) -> ended = name.equals(END);
                default -> throw new AssertionError("Unexpected " + event);
            }
        }
    }

    private static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
