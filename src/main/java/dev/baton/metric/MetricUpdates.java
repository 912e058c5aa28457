package dev.baton.metric;

import dev.baton.access.Caller;
import dev.baton.graph.Fault;
import dev.baton.graph.SqlState;
import dev.baton.metric.LiveReads.Live;
import dev.baton.metric.LiveReads.Question;
import dev.baton.metric.MetricSeries.MetricPoint;
import dev.baton.metric.SeriesPages.Cell;
import dev.baton.stream.Shareable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.SubscriptionMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The live end of series. Every subscriber goes its own way, as fast as it takes what was read before, and from where
/// it read last: nothing waits in memory, and nothing is skipped, however slow it is or however long the database is
/// away. What those who are up to date ask alike is read once for all of them: see [LiveReads].
@Controller
class MetricUpdates {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration BACK = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    private final LiveReads reads;
    private final Clock clock;

    MetricUpdates(LiveReads reads, Clock clock) {
        this.reads = reads;
        this.clock = clock;
    }

    /// A bucket of a minute as it is now.
    ///
    /// @param truncated whether there are groups of which nothing is told
    record MetricUpdate(String name, String unit, @Nullable String key, MetricPoint point, boolean truncated)
            implements Shareable {

        /// Whatever is read of it is of these values alone.
        @Override
        public Object identity() {
            return this;
        }
    }

    @SubscriptionMapping
    Flux<MetricUpdate> metricUpdates(
            @Argument String name, @Argument MetricGrouping by, @Argument @Nullable MetricFilter filter) {
        MetricFilter checked = filter == null ? MetricFilter.ALL : filter.check();
        return Caller.current()
                .flatMapMany(caller -> new Reader(new Question(caller.workspace(), name, by, checked)).updates());
    }

    /// One subscriber's way along a series.
    private final class Reader {

        private record Place(Optional<String> key, Instant start) {}

        private final Question question;
        private final Map<Place, Long> told = new HashMap<>();
        private Instant last = clock.instant();

        Reader(Question question) {
            this.question = question;
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
            return reads.read(question, since, now)
                    .onErrorMap(SqlState::isBadValue, _ -> new Fault(Fault.Code.BAD_REQUEST, Fault.BAD_VALUE))
                    .doOnNext(live -> advance(since, live.until()))
                    .map(this::changed);
        }

        private List<MetricUpdate> changed(Live live) {
            return live.cells().stream()
                    .filter(this::isNews)
                    .map(cell -> update(live, cell))
                    .toList();
        }

        private boolean isNews(Cell cell) {
            Long before = told.put(place(cell), cell.summary().count());
            return before == null || before != cell.summary().count();
        }

        private void advance(Instant since, Instant until) {
            told.keySet().removeIf(place -> place.start().isBefore(since));
            last = until;
        }

        private MetricUpdate update(Live live, Cell cell) {
            return new MetricUpdate(
                    question.name(),
                    live.unit(),
                    MetricQueries.key(question.by(), cell.key()),
                    new MetricPoint(cell.bucket(), cell.summary()),
                    live.truncated());
        }

        private static Place place(Cell cell) {
            return new Place(Optional.ofNullable(cell.key()), cell.bucket().start());
        }
    }
}
