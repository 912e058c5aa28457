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
    private static final int MOST_KEPT = 1_000;

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
    record Live(String unit, List<Cell> cells, boolean truncated) {

        private static final Live NOTHING = new Live("", List.of(), false);
    }

    /// What the minutes from one moment to another amount to.
    ///
    /// @param since the beginning of a minute
    Mono<Live> read(Question question, Instant since, Instant until) {
        return Mono.defer(() -> kept.get(
                new Asked(question, since),
                _ -> read(question, minutes(since, until)).cache()));
    }

    private static List<Bucket> minutes(Instant since, Instant until) {
        return Bucket.cover(since, until.plusNanos(1), Bucket.Length.MINUTE, Bucket.zone("UTC"));
    }

    private Mono<Live> read(Question question, List<Bucket> minutes) {
        var wanted = new Wanted(
                Set.of(question.name()), question.by(), question.filter(), minutes, Resolution.MINUTE, MOST_GROUPS + 1);
        return metrics.units(question.workspace(), Set.of(question.name()))
                .flatMap(units -> Mono.justOrEmpty(units.get(question.name())))
                .flatMap(unit ->
                        pages.read(question.workspace(), wanted).collectList().map(cells -> live(unit, cells)))
                .defaultIfEmpty(Live.NOTHING);
    }

    private static Live live(String unit, List<Cell> cells) {
        Map<Optional<String>, Long> counts = cells.stream()
                .collect(Collectors.groupingBy(
                        cell -> Optional.ofNullable(cell.key()),
                        Collectors.summingLong(cell -> cell.summary().count())));
        if (counts.size() <= MOST_GROUPS) {
            return new Live(unit, cells, false);
        }
        Set<Optional<String>> most = counts.entrySet().stream()
                .sorted(Map.Entry.<Optional<String>, Long>comparingByValue(Comparator.reverseOrder()))
                .limit(MOST_GROUPS)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        List<Cell> told = cells.stream()
                .filter(cell -> most.contains(Optional.ofNullable(cell.key())))
                .toList();
        return new Live(unit, told, true);
    }
}
