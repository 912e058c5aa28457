package dev.baton.metric;

import dev.baton.access.Caller;
import dev.baton.graph.Fault;
import dev.baton.graph.WorkspaceId;
import dev.baton.metric.MetricSeries.MetricPoint;
import dev.baton.metric.SeriesPages.Cell;
import dev.baton.metric.SeriesPages.Wanted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.SubscriptionMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The live end of series. Every subscriber reads its own as fast as it takes what was read before, and from where it
/// read last: nothing waits in memory, and nothing is skipped, however slow it is or however long the database is
/// away.
@Controller
class MetricUpdates {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration BACK = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int MOST_GROUPS = 100;

    private final SeriesPages pages;
    private final Metrics metrics;
    private final Clock clock;

    MetricUpdates(SeriesPages pages, Metrics metrics, Clock clock) {
        this.pages = pages;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// A bucket of a minute as it is now.
    record MetricUpdate(String name, String unit, @Nullable String key, MetricPoint point) {}

    @SubscriptionMapping
    Flux<MetricUpdate> metricUpdates(
            @Argument String name, @Argument MetricGrouping by, @Argument @Nullable MetricFilter filter) {
        MetricFilter checked = filter == null ? MetricFilter.ALL : filter.check();
        return Caller.current().flatMapMany(caller -> new Reader(caller.workspace(), name, by, checked).updates());
    }

    /// One subscriber's way along a series.
    private final class Reader {

        private record Place(Optional<String> key, Instant start) {}

        private final WorkspaceId workspace;
        private final String name;
        private final MetricGrouping by;
        private final MetricFilter filter;
        private final Map<Place, Long> told = new HashMap<>();
        private Instant last = clock.instant();

        Reader(WorkspaceId workspace, String name, MetricGrouping by, MetricFilter filter) {
            this.workspace = workspace;
            this.name = name;
            this.by = by;
            this.filter = filter;
        }

        Flux<MetricUpdate> updates() {
            return Flux.interval(Duration.ZERO, PAUSE)
                    .onBackpressureDrop()
                    .concatMap(_ -> read().onErrorResume(failure -> !(failure instanceof Fault), _ -> Mono.empty()), 1)
                    .concatMapIterable(changed -> changed, 1);
        }

        private Mono<List<MetricUpdate>> read() {
            Instant now = clock.instant();
            Instant since = Resolution.MINUTE.floor(last.minus(BACK));
            if (since.isBefore(now.minus(LONGEST))) {
                return Mono.error(new Fault(
                        Fault.Code.SLOW_CONSUMER,
                        "Nothing could be told for a day. Read metricSeries, and subscribe again."));
            }
            List<Bucket> minutes = Bucket.cover(since, now.plusNanos(1), Bucket.Length.MINUTE, Bucket.zone("UTC"));
            var wanted = new Wanted(Set.of(name), by, filter, minutes, Resolution.MINUTE, MOST_GROUPS);
            return metrics.units(workspace, Set.of(name))
                    .flatMap(units -> Mono.justOrEmpty(units.get(name)))
                    .flatMap(unit -> pages.read(workspace, wanted).collectList().map(cells -> changed(unit, cells)))
                    .defaultIfEmpty(List.of())
                    .doOnNext(_ -> forget(since, now));
        }

        private List<MetricUpdate> changed(String unit, List<Cell> cells) {
            return cells.stream()
                    .filter(this::isNews)
                    .map(cell -> update(unit, cell))
                    .toList();
        }

        private boolean isNews(Cell cell) {
            Long before = told.put(place(cell), cell.summary().count());
            return before == null || before != cell.summary().count();
        }

        private void forget(Instant since, Instant now) {
            told.keySet().removeIf(place -> place.start().isBefore(since));
            last = now;
        }

        private MetricUpdate update(String unit, Cell cell) {
            return new MetricUpdate(
                    name, unit, MetricQueries.key(by, cell.key()), new MetricPoint(cell.bucket(), cell.summary()));
        }

        private static Place place(Cell cell) {
            return new Place(Optional.ofNullable(cell.key()), cell.bucket().start());
        }
    }
}
