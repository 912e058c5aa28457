package dev.baton.metric;

import dev.baton.graph.WorkspaceId;
import dev.baton.metric.Metrics.Counts;
import dev.baton.metric.Samples.Placed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Which series samples count in: as many of a metric are told apart as it has room for, whoever invents labels, or
/// types of tasks. The others still count, under [Series#OVERFLOW].
@Component
class SeriesRoom {

    static final int MOST_LABELED = 2_000;
    static final int MOST_SERIES = 10_000;

    private final Metrics metrics;

    SeriesRoom(Metrics metrics) {
        this.metrics = metrics;
    }

    /// Makes the series that are missing. Joins the transaction around it.
    Mono<List<Placed>> place(WorkspaceId workspace, List<Sample> samples) {
        List<Series> wanted = samples.stream().map(Sample::series).distinct().toList();
        Mono<List<Series>> missing = Mono.defer(() -> missing(workspace, wanted));
        return missing.flatMap(fresh -> fresh.isEmpty()
                        ? Mono.just(Map.<Series, Series>of())
                        : metrics.lock(workspace).then(missing).flatMap(still -> make(workspace, still)))
                .map(spilled -> samples.stream()
                        .map(sample -> new Placed(sample, spilled.getOrDefault(sample.series(), sample.series())))
                        .toList());
    }

    private Mono<List<Series>> missing(WorkspaceId workspace, List<Series> wanted) {
        Map<UUID, Series> byId = wanted.stream().collect(Collectors.toMap(Series::id, series -> series));
        return metrics.known(workspace, byId.keySet())
                .map(known -> byId.entrySet().stream()
                        .filter(series -> !known.contains(series.getKey()))
                        .map(Map.Entry::getValue)
                        .toList());
    }

    /// Makes what series there is room for, and answers which others count as which instead.
    private Mono<Map<Series, Series>> make(WorkspaceId workspace, List<Series> fresh) {
        Set<String> names = fresh.stream().map(Series::name).collect(Collectors.toSet());
        return metrics.countSeries(workspace, names).flatMap(counts -> {
            Map<Series, Series> spilled = spilled(fresh, counts);
            List<Series> made = Stream.concat(
                            fresh.stream().filter(series -> !spilled.containsKey(series)), spilled.values().stream())
                    .distinct()
                    .toList();
            return metrics.insertSeries(workspace, made).thenReturn(spilled);
        });
    }

    private static Map<Series, Series> spilled(List<Series> fresh, Map<String, Counts> counts) {
        var there = new HashMap<String, Counts>(counts);
        var spilled = new HashMap<Series, Series>();
        for (Series series : fresh) {
            Counts now = there.getOrDefault(series.name(), Counts.NONE);
            Series fitting = fitting(series, now);
            if (fitting.equals(series)) {
                there.put(series.name(), now.plus(series));
            } else {
                spilled.put(series, fitting);
            }
        }
        return spilled;
    }

    private static Series fitting(Series series, Counts now) {
        boolean labeled = series.isLabeled() && !series.labels().equals(Series.OVERFLOW);
        if (now.series() >= MOST_SERIES && (labeled || series.taskType() != null)) {
            return series.untyped();
        }
        return now.labeled() >= MOST_LABELED && labeled ? series.overflowed() : series;
    }
}
