package dev.baton.metric;

import dev.baton.graph.AgentId;
import dev.baton.graph.Fault;
import dev.baton.graph.WorkspaceId;
import dev.baton.metric.MetricSeries.MetricPoint;
import dev.baton.metric.SeriesPages.Cell;
import dev.baton.metric.SeriesPages.Wanted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Answers what a metric was over time.
@Component
class MetricQueries {

    private static final int MOST_SERIES = 100;
    private static final int MOST_POINTS = 20_000;

    private final SeriesPages pages;
    private final Metrics metrics;

    MetricQueries(SeriesPages pages, Metrics metrics) {
        this.pages = pages;
        this.metrics = metrics;
    }

    /// What to make series of.
    ///
    /// @param first the most series
    record Question(
            String name,
            MetricGrouping by,
            MetricFilter filter,
            List<Bucket> buckets,
            Bucket.Length length,
            int first) {

        /// @throws Fault `BAD_REQUEST` for what is too much, or nothing
        static Question of(
                String name,
                MetricGrouping by,
                @Nullable MetricFilter filter,
                Instant from,
                Instant to,
                Bucket.Length length,
                String timeZone,
                int first) {
            if (first < 1 || first > MOST_SERIES) {
                throw new Fault(Fault.Code.BAD_REQUEST, "first must be from 1 to 100.");
            }
            List<Bucket> buckets = Bucket.cover(from, to, length, Bucket.zone(timeZone));
            int most = by == MetricGrouping.WORKSPACE ? 1 : first;
            if (buckets.size() * most > MOST_POINTS) {
                throw new Fault(
                        Fault.Code.BAD_REQUEST,
                        "%,d series of %,d buckets are more than 20,000 points. Take longer buckets, a shorter range, or a smaller first."
                                .formatted(most, buckets.size()));
            }
            return new Question(name, by, filter == null ? MetricFilter.ALL : filter.check(), buckets, length, most);
        }

        private Wanted wanted() {
            return new Wanted(Set.of(name), by, filter, buckets, length.finest(), first);
        }
    }

    /// The series, those with the most samples first. None where there is no such metric.
    Mono<List<MetricSeries>> series(WorkspaceId workspace, Question question) {
        return metrics.units(workspace, Set.of(question.name()))
                .flatMap(units -> Mono.justOrEmpty(units.get(question.name())))
                .flatMap(unit -> pages.read(workspace, question.wanted())
                        .collectList()
                        .map(cells -> series(question, unit, cells)))
                .defaultIfEmpty(List.of());
    }

    private static List<MetricSeries> series(Question question, String unit, List<Cell> cells) {
        return cells.stream()
                .collect(Collectors.groupingBy(
                        cell -> Optional.ofNullable(cell.key()), LinkedHashMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(group -> series(question, unit, group.getKey().orElse(null), group.getValue()))
                .sorted(Comparator.comparingLong(MetricSeries::samples).reversed())
                .toList();
    }

    private static MetricSeries series(Question question, String unit, @Nullable String key, List<Cell> cells) {
        AgentId agent = agent(question.by(), key);
        var points = new ArrayList<MetricPoint>();
        cells.forEach(cell -> points.add(new MetricPoint(cell.bucket(), cell.summary())));
        return new MetricSeries(question.name(), unit, key(question.by(), key), agent, points);
    }

    /// What a caller sees of a group's key.
    static @Nullable String key(MetricGrouping by, @Nullable String key) {
        AgentId agent = agent(by, key);
        return agent == null ? key : agent.toString();
    }

    private static @Nullable AgentId agent(MetricGrouping by, @Nullable String key) {
        return by == MetricGrouping.AGENT && key != null ? new AgentId(UUID.fromString(key)) : null;
    }
}
