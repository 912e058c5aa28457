package dev.baton.metric;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.baton.graph.WorkspaceId;
import dev.baton.metric.SeriesPages.Cell;
import dev.baton.metric.SeriesPages.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// The minutes of series as they are now, read once a second for all on this node who ask the same.
@Component
class LiveReads {

    /// Of a series by agent, say, those with the most samples.
    static final int MOST_GROUPS = 100;

    // Less than those who ask pause, so that nobody finds what it read itself.
    private static final Duration FRESH = Duration.ofMillis(900);
    private static final int MOST_KEPT = 200;

    // Who is further behind reads on from there. So what is in hand is bounded, for one and for all that are kept.
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final SeriesPages pages;
    private final Metrics metrics;
    private final Cache<Asked, Mono<Live>> kept =
            Caffeine.newBuilder().expireAfterWrite(FRESH).maximumSize(MOST_KEPT).build();

    LiveReads(SeriesPages pages, Metrics metrics) {
        this.pages = pages;
        this.metrics = metrics;
    }

    /// What a subscription is to tell.
    record Question(WorkspaceId workspace, String name, MetricGrouping by, MetricFilter filter) {}

    private record Asked(Question question, Instant since) {}

    /// @param truncated whether there are more groups than these
    /// @param until up to where it was read
    record Live(String unit, List<Cell> cells, boolean truncated, Instant until) {}

    /// What the minutes since a moment amount to: up to now, or the first ten.
    ///
    /// @param since the beginning of a minute
    Mono<Live> read(Question question, Instant since, Instant now) {
        return Mono.defer(() -> kept.get(
                new Asked(question, since),
                _ -> readUntil(question, since, earlier(since.plus(LONGEST), now))
                        .cache()));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private Mono<Live> readUntil(Question question, Instant since, Instant until) {
        List<Bucket> minutes = Bucket.cover(since, until.plusNanos(1), Bucket.Length.MINUTE, Bucket.zone("UTC"));
        var wanted = new Wanted(
                Set.of(question.name()), question.by(), question.filter(), minutes, Resolution.MINUTE, MOST_GROUPS + 1);
        return metrics.units(question.workspace(), Set.of(question.name()))
                .flatMap(units -> Mono.justOrEmpty(units.get(question.name())))
                .flatMap(unit ->
                        pages.read(question.workspace(), wanted).collectList().map(cells -> live(unit, cells, until)))
                .defaultIfEmpty(new Live("", List.of(), false, until));
    }

    private static Live live(String unit, List<Cell> cells, Instant until) {
        Map<Optional<String>, Long> counts = cells.stream()
                .collect(Collectors.groupingBy(
                        cell -> Optional.ofNullable(cell.key()),
                        Collectors.summingLong(cell -> cell.summary().count())));
        if (counts.size() <= MOST_GROUPS) {
            return new Live(unit, cells, false, until);
        }
        Set<Optional<String>> most = counts.entrySet().stream()
                .sorted(Map.Entry.<Optional<String>, Long>comparingByValue(Comparator.reverseOrder()))
                .limit(MOST_GROUPS)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        List<Cell> told = cells.stream()
                .filter(cell -> most.contains(Optional.ofNullable(cell.key())))
                .toList();
        return new Live(unit, told, true, until);
    }
}
