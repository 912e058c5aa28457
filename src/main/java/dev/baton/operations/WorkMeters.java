package dev.baton.operations;

import dev.baton.database.Columns;
import dev.baton.database.Sweeper;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// How the work of all workspaces stands, looked up now and then by every node: each tells the same, so take the
/// maximum.
@Component
class WorkMeters extends Sweeper {

    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final List<String> STATES =
            List.of("WAITING", "QUEUED", "WORKING", "INPUT_REQUIRED", "IN_REVIEW", "DEAD_LETTERED");

    private static final String TASKS = """
        SELECT state, count(*) AS tasks, coalesce(extract(epoch FROM :now - min(queued_at)), 0)::float8 AS age
        FROM task
        WHERE state = ANY(:states)
        GROUP BY state
        """;

    // What is behind is counted to a bound, for it may be all there is.
    private static final String LAGS = """
        SELECT coalesce(extract(epoch FROM :now - (SELECT min(recorded_at) FROM event_inbox)), 0)::float8 AS unnumbered,
               (SELECT count(*) FROM (
                   SELECT FROM event WHERE position > (SELECT position FROM metric_checkpoint) LIMIT 10000) behind)::float8
                   AS uncounted
        """;

    private final DatabaseClient client;
    private final Clock clock;
    private final Map<String, Double> tasks = new ConcurrentHashMap<>();
    private volatile double oldestQueued;
    private volatile Lags lags = new Lags(0, 0);

    WorkMeters(DatabaseClient client, Clock clock, MeterRegistry meters) {
        this.client = client;
        this.clock = clock;
        STATES.forEach(state -> Gauge.builder("baton.tasks", tasks, known -> known.getOrDefault(state, 0.0))
                .description("Tasks that have not ended, and dead letters")
                .tag("state", state)
                .register(meters));
        gauge(
                meters,
                "baton.queue.oldest",
                "Since when the task waits that waits longest to be claimed",
                of -> of.oldestQueued);
        gauge(
                meters,
                "baton.log.unnumbered",
                "Since when the event waits that waits longest for its position",
                of -> of.lags.unnumbered());
        Gauge.builder("baton.log.uncounted", this, of -> of.lags.uncounted())
                .description("Events that no metric counts yet, 10,000 at the most")
                .register(meters);
    }

    private void gauge(MeterRegistry meters, String name, String description, ToDoubleFunction<WorkMeters> value) {
        Gauge.builder(name, this, value)
                .description(description)
                .baseUnit("seconds")
                .register(meters);
    }

    @Override
    protected Duration pause() {
        return PAUSE;
    }

    /// One look.
    @Override
    protected Mono<Long> sweep() {
        return lookAtTasks().then(lookAtLags()).thenReturn(1L);
    }

    private Mono<?> lookAtTasks() {
        return client.sql(TASKS)
                .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                .bind("states", Columns.texts(STATES))
                .map(row -> standing(new Columns(row)))
                .all()
                .collectMap(Standing::state)
                .doOnNext(this::keep);
    }

    /// @param unnumbered in seconds
    /// @param uncounted in events
    private record Lags(double unnumbered, double uncounted) {}

    private record Standing(String state, double tasks, double age) {}

    private static Standing standing(Columns row) {
        return new Standing(row.text("state"), (double) row.bigint("tasks"), row.get("age", Double.class));
    }

    private void keep(Map<String, Standing> found) {
        var none = new Standing("", 0, 0);
        STATES.forEach(state -> tasks.put(state, found.getOrDefault(state, none).tasks()));
        oldestQueued = found.getOrDefault("QUEUED", none).age();
    }

    private Mono<?> lookAtLags() {
        return client.sql(LAGS)
                .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                .map(row -> new Lags(
                        new Columns(row).get("unnumbered", Double.class),
                        new Columns(row).get("uncounted", Double.class)))
                .one()
                .doOnNext(found -> lags = found);
    }
}
