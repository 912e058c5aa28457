package dev.baton.journal;

import dev.baton.graph.Fault;
import dev.baton.graph.Page;
import dev.baton.graph.PageRequest;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The workspace's append-only log: features append to it, callers read pages of it and follow it.
@Component
public class Journal {

    private final Events events;
    private final StreamPages pages;
    private final LogHead head;
    private final Tail tail;
    private final KnownTasks tasks;
    private final JournalSettings settings;

    Journal(Events events, StreamPages pages, LogHead head, Tail tail, KnownTasks tasks, JournalSettings settings) {
        this.events = events;
        this.pages = pages;
        this.head = head;
        this.tail = tail;
        this.tasks = tasks;
        this.settings = settings;
    }

    /// Writes facts in the transaction around it, in the order of the list, and rings when that has committed.
    ///
    /// @param actor the subject of a person's token, an agent's id, or `baton`
    /// @throws IllegalStateException as an error signal, where there is no transaction: the fact could then be
    ///     told without being true
    public Mono<Void> append(WorkspaceId workspace, String actor, List<? extends Fact> facts) {
        return append(
                workspace, facts.stream().map(fact -> new Entry(actor, fact)).toList());
    }

    /// A fact, and who made it true: the subject of a person's token, an agent's id, or `baton`.
    public record Entry(String actor, Fact fact) {}

    /// As above, for facts that several callers made true.
    public Mono<Void> append(WorkspaceId workspace, List<Entry> entries) {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .filter(TransactionSynchronizationManager::isActualTransactionActive)
                .onErrorComplete()
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("Facts are appended in a transaction")))
                .doOnNext(transaction -> transaction.registerSynchronization(new RingAfterCommit(tail)))
                .then(entries.isEmpty() ? Mono.empty() : events.append(workspace, entries));
    }

    /// A page, the oldest event first. Whoever has written sees what it wrote.
    ///
    /// @param filter without `ofTask`, which only streams have
    /// @throws Fault as an error signal: `CURSOR_EXPIRED`, or `BAD_REQUEST` for another list's cursor
    public Mono<Page<Event>> events(EventFilter filter, PageRequest request) {
        Position from = from(request, filter.workspace());
        return head.number()
                .flatMapMany(extent -> events.page(filter, extent.head().epoch(), range(request, from, extent)))
                .collectList()
                .delayUntil(_ -> requireKept(from))
                .map(found -> page(request, found, events.count(filter)))
                .transformDeferredContextual((page, context) -> page.map(read -> read.countedIn(context)));
    }

    /// The same page of each of the tasks' own events, together.
    public Mono<Map<TaskId, Page<Event>>> eventsOf(WorkspaceId workspace, Set<TaskId> tasks, PageRequest request) {
        Position from = from(request, workspace);
        Mono<Map<TaskId, Long>> totals = events.countsOf(workspace, tasks).cache();
        return head.number()
                .flatMapMany(
                        extent -> events.pagesOf(workspace, tasks, extent.head().epoch(), range(request, from, extent)))
                .collectList()
                .delayUntil(_ -> requireKept(from))
                .map(found -> pages(tasks, request, found, totals));
    }

    /// Every event of the filter behind the position, each once, in the log's order, without end. It goes as fast
    /// as it is read and keeps nothing for a slow reader; while the database cannot be reached it waits.
    ///
    /// @param after null for what happens from now on
    /// @throws Fault as an error signal: `CURSOR_EXPIRED`, at the start, when the log is replaced underneath, or
    ///     when the retention comes to what was not read yet
    public Flux<Event> follow(EventFilter filter, @Nullable Position after) {
        return follow(filter, after, Follower.Patience.ENDLESS);
    }

    /// As above, for a client: one that was at the head, and then lets more than `baton.journal.buffer` events of
    /// the log pass while some wait for it, is slow.
    ///
    /// @throws Fault as an error signal, also `SLOW_CONSUMER` with the cursor to come back with
    public Flux<Event> follow(EventFilter filter, @Nullable Position after, SlowReader onSlow) {
        return follow(filter, after, new Follower.Patience(onSlow, settings.buffer()));
    }

    private Flux<Event> follow(EventFilter filter, @Nullable Position after, Follower.Patience patience) {
        return Mono.defer(() -> start(after))
                .retryWhen(Follower.OUTAGE)
                .flatMapMany(place -> new Follower(tail, pages, tasks, filter, patience, place).events());
    }

    /// Up to where this node has read the log. Whoever takes it, then reads state, and then follows the log behind
    /// it, misses nothing: an event up to here was committed, and is in whatever a statement that begins later
    /// sees. It may hear of something that it has already read, which is why an event tells the state and not a
    /// difference.
    ///
    /// @throws Fault `UNAVAILABLE` before the log was read for the first time
    public Position head() {
        return tail.recent().head();
    }

    /// A client that comes from another node may be ahead of this node's tail; whether it is ahead of the log is
    /// the database's to say.
    private Mono<Position> start(@Nullable Position after) {
        LogHead.Extent known = tail.extent();
        if (after == null) {
            return Mono.just(known.head());
        }
        return after.offset() <= known.head().offset()
                ? Mono.just(known.require(after))
                : head.number().map(extent -> extent.require(after));
    }

    private static @Nullable Position from(PageRequest request, WorkspaceId workspace) {
        PageRequest.Cursor cursor = request.from();
        return cursor == null ? null : Position.of(cursor, workspace);
    }

    private Mono<Void> requireKept(@Nullable Position from) {
        return from == null ? Mono.empty() : head.requireKept(from);
    }

    private static Events.Range range(PageRequest request, @Nullable Position from, LogHead.Extent extent) {
        int limit = request.limit() + 1;
        long end = request.backward() ? Long.MAX_VALUE : 0;
        long place = from == null ? end : extent.require(from).offset();
        return request.backward()
                ? new Events.Range(0, place, true, limit)
                : new Events.Range(place, Long.MAX_VALUE, false, limit);
    }

    private static Map<TaskId, Page<Event>> pages(
            Set<TaskId> tasks, PageRequest request, List<Event> found, Mono<Map<TaskId, Long>> totals) {
        Map<TaskId, List<Event>> byTask = found.stream()
                .collect(Collectors.groupingBy(
                        event -> Objects.requireNonNull(event.fact().taskId())));
        return tasks.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        task -> page(
                                request,
                                byTask.getOrDefault(task, List.of()),
                                totals.map(all -> all.getOrDefault(task, 0L)))));
    }

    private static Page<Event> page(PageRequest request, List<Event> found, Mono<Long> total) {
        List<Page.Row<Event>> rows = found.stream()
                .map(event -> new Page.Row<>(event, event.position().cursor(event.workspace())))
                .toList();
        Page<Event> page = Page.of(request, rows, total);
        List<Page.Row<Event>> readable =
                page.rows().stream().filter(row -> row.node().readable()).toList();
        return new Page<>(request, readable, page.hasMore(), total);
    }

    /// Rings when the transaction has committed, and not when it was rolled back.
    private record RingAfterCommit(Tail tail) implements TransactionSynchronization {

        @Override
        public Mono<Void> afterCommit() {
            return Mono.fromRunnable(tail::ring);
        }
    }
}
