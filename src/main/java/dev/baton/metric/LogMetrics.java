package dev.baton.metric;

import dev.baton.database.Sweeper;
import dev.baton.database.Transactions;
import dev.baton.graph.AgentId;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.journal.Event;
import dev.baton.journal.FactTypes;
import dev.baton.journal.LogReader;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Derives metrics from the log. What is read, what comes of it and up to where it was read are one transaction, so
/// each event counts once, whichever node reads it and whenever that node dies.
@Component
class LogMetrics extends Sweeper {

    private static final int BATCH = 250;

    private final LogReader log;
    private final WorkClocks clocks;
    private final MetricRecorder recorder;
    private final Transactions transactions;
    private final MeterRegistry meters;

    LogMetrics(
            LogReader log,
            WorkClocks clocks,
            MetricRecorder recorder,
            Transactions transactions,
            MeterRegistry meters,
            List<FactTypes> facts) {
        this.log = log;
        this.clocks = clocks;
        this.recorder = recorder;
        this.transactions = transactions;
        this.meters = meters;
        // From nothing on: whoever watches for the first dead letter would see no increase where there was no meter.
        facts.stream().flatMap(of -> of.types().stream()).forEach(type -> counter(type.getSimpleName()));
    }

    /// One sweep, until the log is read to its end: how many events it read.
    @Override
    protected Mono<Long> sweep() {
        return Mono.defer(() -> transactions.run(batch()))
                .doOnNext(this::count)
                .map(events -> (long) events.size())
                .repeat()
                .takeUntil(read -> read == 0)
                .reduce(0L, Long::sum);
    }

    // Each event once in all nodes together, but for a node that dies between the commit and this.
    private void count(List<Event> events) {
        events.forEach(event -> counter(event.type()).increment());
    }

    private Counter counter(String type) {
        return meters.counter("baton.events", "type", type);
    }

    private Mono<List<Event>> batch() {
        return clocks.lock()
                .flatMap(place -> log.next(place, BATCH).collectList())
                .filter(events -> !events.isEmpty())
                .flatMap(this::derive)
                .defaultIfEmpty(List.of());
    }

    private Mono<List<Event>> derive(List<Event> events) {
        Map<WorkspaceId, List<Event>> byWorkspace = events.stream().collect(Collectors.groupingBy(Event::workspace));
        return Flux.fromIterable(byWorkspace.entrySet())
                .concatMap(of -> derive(of.getKey(), of.getValue()))
                .then(clocks.advance(events.getLast().position().offset()))
                .thenReturn(events);
    }

    private Mono<Void> derive(WorkspaceId workspace, List<Event> events) {
        Set<TaskId> tasks = events.stream()
                .flatMap(event -> Stream.ofNullable(event.fact().taskId()))
                .collect(Collectors.toSet());
        return clocks.find(workspace, tasks)
                .flatMap(
                        found -> clocks.held(workspace, agents(events, found)).map(held -> new Derivation(found, held)))
                .doOnNext(derivation -> events.forEach(derivation::add))
                .flatMap(
                        derivation -> clocks.save(workspace, derivation.clocks().values())
                                .then(recorder.derive(workspace, derivation.samples())));
    }

    private static Set<AgentId> agents(List<Event> events, Map<TaskId, WorkClock> clocks) {
        return Stream.concat(
                        events.stream()
                                .flatMap(event -> Stream.ofNullable(event.fact().agentId())),
                        clocks.values().stream().flatMap(clock -> Stream.ofNullable(clock.holder())))
                .collect(Collectors.toSet());
    }
}
