package dev.baton.output;

import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.output.OutputPiece.Place;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisStreamCommands.TrimOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XAddOptions;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamRecords;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// The output of all tasks, in Redis: a stream for each task, and a doorbell that says whose has grown.
@Component
@EnableConfigurationProperties(OutputSettings.class)
class Outputs {

    private static final String CHANNEL = "baton:output";
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Retry AGAIN =
            Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(200)).maxBackoff(Duration.ofSeconds(5));

    private static final String TEXT = "text";
    private static final String TIME = "time";

    private final ReactiveStringRedisTemplate redis;
    private final OutputSettings settings;
    private final Clock clock;
    private final Flux<String> rings;

    Outputs(ReactiveStringRedisTemplate redis, OutputSettings settings, Clock clock) {
        this.redis = redis;
        this.settings = settings;
        this.clock = clock;
        this.rings = Flux.defer(() -> redis.listenToChannel(CHANNEL))
                .<String>map(message -> message.getMessage())
                .retryWhen(AGAIN)
                .share();
    }

    /// A task's output.
    record Of(WorkspaceId workspace, TaskId task) {

        // Its name in Redis Cluster's terms: one slot for all that belongs to a task.
        String key() {
            return "baton:output:{%s:%s}".formatted(workspace, task);
        }
    }

    /// Adds a piece, unless it or a later one is there.
    ///
    /// @return errors where Redis does not answer: then nobody knows whether it was added
    Mono<Void> append(Of output, int attempt, int index, String text) {
        MapRecord<String, String, String> piece = StreamRecords.mapBacked(
                        Map.of(TEXT, text, TIME, String.valueOf(clock.millis())))
                .withStreamKey(output.key())
                .withId(RecordId.of(attempt, index));
        Mono<?> added = redis.<String, String>opsForStream()
                .add(
                        piece,
                        XAddOptions.trim(TrimOptions.maxLen(settings.pieces()).approximate()))
                .onErrorComplete(Outputs::isThere);
        Mono<?> lives = redis.expire(output.key(), settings.kept());
        Mono<?> rung = redis.convertAndSend(CHANNEL, output.key());
        return added.then(Mono.when(lives, rung)).timeout(PATIENCE);
    }

    /// The pieces from a place on, with the one at the place itself.
    ///
    /// @param from null for the first that is kept
    Mono<List<OutputPiece>> read(Of output, @Nullable Place from, int limit) {
        Range<String> range = from == null ? Range.unbounded() : Range.rightUnbounded(Range.Bound.inclusive(from.id()));
        return redis.<String, String>opsForStream()
                .range(output.key(), range, Limit.limit().count(limit))
                .map(entry -> piece(output.task(), entry))
                .collectList()
                .timeout(PATIENCE);
    }

    /// A signal whenever the output may have grown. One may be lost.
    Flux<?> rings(Of output) {
        return rings.filter(output.key()::equals);
    }

    private static OutputPiece piece(TaskId task, MapRecord<String, String, String> entry) {
        Map<String, String> value = entry.getValue();
        long millis = Long.parseLong(Objects.requireNonNull(value.get(TIME)));
        return new OutputPiece(
                Place.of(task, entry.getId().getValue()),
                Objects.requireNonNull(value.get(TEXT)),
                OffsetDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC));
    }

    private static boolean isThere(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("equal or smaller")) {
                return true;
            }
        }
        return false;
    }
}
