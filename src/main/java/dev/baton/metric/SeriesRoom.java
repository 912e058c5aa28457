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
        return missing(workspace, wanted)
                .flatMap(fresh -> make(workspace, fresh))
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

    /// Makes what series there is room for, and answers which others count as which instead. Who takes of a
    /// metric's room does it behind its lock, one after the other; where there is none left, nobody waits.
    private Mono<Map<Series, Series>> make(WorkspaceId workspace, List<Series> fresh) {
        return spill(workspace, fresh).flatMap(spilled -> {
            Set<String> roomy = fresh.stream()
                    .filter(series -> series.isBounded() && !spilled.containsKey(series))
                    .map(Series::name)
                    .collect(Collectors.toSet());
            return roomy.isEmpty()
                    ? insert(workspace, fresh, spilled)
                    : metrics.lockSeries(workspace, roomy)
                            .then(missing(workspace, fresh))
                            .flatMap(still -> spill(workspace, still).flatMap(now -> insert(workspace, still, now)));
        });
    }

    private Mono<Map<Series, Series>> spill(WorkspaceId workspace, List<Series> fresh) {
        Set<String> names = fresh.stream().map(Series::name).collect(Collectors.toSet());
        return names.isEmpty()
                ? Mono.just(Map.of())
                : metrics.countSeries(workspace, names).map(counts -> spilled(fresh, counts));
    }

    private Mono<Map<Series, Series>> insert(WorkspaceId workspace, List<Series> fresh, Map<Series, Series> spilled) {
        List<Series> made = fresh.stream()
                .map(series -> spilled.getOrDefault(series, series))
                .distinct()
                .toList();
        return metrics.insertSeries(workspace, made).thenReturn(spilled);
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
        if (now.series() >= MOST_SERIES && series.isBounded()) {
            return series.untyped();
        }
        return now.labeled() >= MOST_LABELED && series.hasOwnLabels() ? series.overflowed() : series;
    }
}
