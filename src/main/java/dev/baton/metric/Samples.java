package dev.baton.metric;

import static dev.baton.database.Columns.column;

import dev.baton.database.Columns;
import dev.baton.graph.WorkspaceId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The samples as they were recorded, by days, and how long they and the minutes are kept.
@Repository
class Samples {

    private static final String BEGIN_DAY = """
        SELECT begin_metric_day(:day)
        """;

    private static final String DROP_DAY = """
        SELECT drop_metric_day(:before)
        """;

    private static final String INSERT = """
        INSERT INTO metric_sample (workspace_id, series_id, time, value, task_id, labels)
        SELECT :workspace, series_id, time, value, task_id, labels::jsonb
        FROM unnest(:series, :times, :values, :tasks, :labels) AS fresh (series_id, time, value, task_id, labels)
        """;

    private static final String DROP_MINUTES = """
        DELETE FROM metric_rollup
        WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM metric_rollup
            WHERE minutes = 1 AND start < :before
            ORDER BY start
            LIMIT 5000
            FOR UPDATE SKIP LOCKED))
        """;

    private final DatabaseClient client;
    private final Set<LocalDate> begun = ConcurrentHashMap.newKeySet();

    Samples(DatabaseClient client) {
        this.client = client;
    }

    /// Makes room for samples of these times. Not in a transaction: a day that was begun stays so.
    Mono<Void> begin(Collection<Instant> times) {
        Set<LocalDate> missing = times.stream()
                .map(time -> LocalDate.ofInstant(time, ZoneOffset.UTC))
                .filter(day -> !begun.contains(day))
                .collect(Collectors.toSet());
        return Flux.fromIterable(missing)
                .concatMap(day -> client.sql(BEGIN_DAY).bind("day", day).then().doOnSuccess(_ -> begun.add(day)))
                .then();
    }

    /// A sample and the series that it counts in.
    record Placed(Sample recorded, Series counted) {

        Sample sample() {
            return recorded.in(counted);
        }

        boolean overflowed() {
            return !recorded.series().equals(counted);
        }

        @Nullable
        String labels() {
            return overflowed() ? recorded.series().labelsAsJson() : null;
        }
    }

    Mono<Void> insert(WorkspaceId workspace, List<Placed> samples) {
        return client.sql(INSERT)
                .bind("workspace", workspace.value())
                .bind("series", column(samples, placed -> placed.counted().id(), UUID[]::new))
                .bind(
                        "times",
                        column(
                                samples,
                                placed -> placed.recorded().time().atOffset(ZoneOffset.UTC),
                                OffsetDateTime[]::new))
                .bind("values", column(samples, placed -> placed.recorded().value(), Double[]::new))
                .bind(
                        "tasks",
                        column(
                                samples,
                                placed -> Columns.value(placed.recorded().task()),
                                UUID[]::new))
                .bind("labels", column(samples, Placed::labels, String[]::new))
                .then();
    }

    /// Drops the oldest day, if it is before this one: how many days it dropped, 1 or 0.
    Mono<Long> dropDay(LocalDate before) {
        return client.sql(DROP_DAY).bind("before", before).mapValue(Long.class).one();
    }

    /// Drops some of the minutes before a moment: how many.
    Mono<Long> dropMinutes(Instant before) {
        return client.sql(DROP_MINUTES)
                .bind("before", before.atOffset(ZoneOffset.UTC))
                .fetch()
                .rowsUpdated();
    }
}
