package dev.baton.metric;

import dev.baton.graph.WorkspaceId;
import dev.baton.metric.Metrics.Counts;
import dev.baton.metric.Samples.Placed;
import java.util.HashMap;
import java.util.HashSet;
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
        Set<Series> wanted = samples.stream().map(Sample::series).collect(Collectors.toSet());
        return known(workspace, wanted)
                .map(known -> without(wanted, known))
                .flatMap(fresh -> fresh.isEmpty() ? Mono.just(Map.<Series, Series>of()) : make(workspace, fresh))
                .map(placed -> samples.stream()
                        .map(sample -> new Placed(sample, placed.getOrDefault(sample.series(), sample.series())))
                        .toList());
    }

    /// Makes what series there is room for, and answers which series these count as. Who takes of a metric's room
    /// does it behind its lock, one after the other; where there is none left, nobody waits.
    private Mono<Map<Series, Series>> make(WorkspaceId workspace, Set<Series> fresh) {
        return allot(workspace, fresh).flatMap(allotted -> {
            Set<String> roomy = allotted.made().stream()
                    .filter(Series::isBounded)
                    .map(Series::name)
                    .collect(Collectors.toSet());
            return roomy.isEmpty()
                    ? insert(workspace, allotted)
                    : metrics.lockSeries(workspace, roomy)
                            .then(allot(workspace, fresh))
                            .flatMap(now -> insert(workspace, now));
        });
    }

    /// @param placed which series each of them counts as
    /// @param made those of them that are not there yet
    private record Allotted(Map<Series, Series> placed, Set<Series> made) {}

    private Mono<Allotted> allot(WorkspaceId workspace, Set<Series> fresh) {
        Set<Series> possible = fresh.stream()
                .flatMap(series -> Stream.of(series, series.overflowed(), series.untyped()))
                .collect(Collectors.toSet());
        Set<String> names = fresh.stream().map(Series::name).collect(Collectors.toSet());
        return known(workspace, possible)
                .flatMap(known -> metrics.countSeries(workspace, names).map(counts -> allot(fresh, known, counts)));
    }

    private static Allotted allot(Set<Series> fresh, Set<Series> known, Map<String, Counts> counts) {
        var there = new HashSet<>(known);
        var room = new HashMap<>(counts);
        var placed = new HashMap<Series, Series>();
        for (Series series : fresh) {
            Counts now = room.getOrDefault(series.name(), Counts.NONE);
            Series fitting = fitting(series, there, now);
            placed.put(series, fitting);
            if (there.add(fitting)) {
                room.put(series.name(), now.plus(fitting));
            }
        }
        return new Allotted(placed, without(Set.copyOf(placed.values()), known));
    }

    private static Series fitting(Series series, Set<Series> there, Counts now) {
        Series labeled = now.labeled() >= MOST_LABELED && series.hasOwnLabels() && !there.contains(series)
                ? series.overflowed()
                : series;
        return now.series() >= MOST_SERIES && labeled.isBounded() && !there.contains(labeled)
                ? series.untyped()
                : labeled;
    }

    private Mono<Map<Series, Series>> insert(WorkspaceId workspace, Allotted allotted) {
        return metrics.insertSeries(workspace, List.copyOf(allotted.made())).thenReturn(allotted.placed());
    }

    private Mono<Set<Series>> known(WorkspaceId workspace, Set<Series> series) {
        Map<UUID, Series> byId = series.stream().collect(Collectors.toMap(Series::id, one -> one));
        return metrics.known(workspace, byId.keySet()).map(ids -> {
            byId.keySet().retainAll(ids);
            return Set.copyOf(byId.values());
        });
    }

    private static Set<Series> without(Set<Series> series, Set<Series> known) {
        return series.stream().filter(one -> !known.contains(one)).collect(Collectors.toSet());
    }
}
