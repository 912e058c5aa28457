package dev.baton.output;

import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.output.OutputPiece.Place;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
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

    /// A piece's id in the stream is its attempt and its index. What was kept of the attempt may be gone, with
    /// Redis's memory or its time: then its first piece is next again, and begins another life, which every piece
    /// after it carries on.
    private static final RedisScript<Long> APPEND = RedisScript.of("""
        local attempt, index, time, pieces, kept, text, channel, life = unpack(ARGV)
        local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
        local next = 1
        if last[1] then
            life = last[1][2][6] or ''
            local lastAttempt, lastIndex = string.match(last[1][1], '(%d+)-(%d+)')
            if lastAttempt == attempt then
                next = tonumber(lastIndex) + 1
            end
        end
        if tonumber(index) == next then
            redis.call('XADD', KEYS[1], 'MAXLEN', '~', pieces, attempt .. '-' .. index, 'text', text, 'time', time,
                'life', life)
            redis.call('EXPIRE', KEYS[1], kept)
            redis.call('PUBLISH', channel, KEYS[1])
        end
        return next
        """, Long.class);

    private static final String TEXT = "text";
    private static final String TIME = "time";
    private static final String LIFE = "life";

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

    /// Adds a piece where it is the attempt's next one.
    ///
    /// @return the index that was the next one: that of this piece, if it was added; a greater one, if it was
    ///     there already; a smaller one, if others are missing before it. Errors where Redis does not answer: then
    ///     nobody knows whether it was added
    Mono<Long> append(Of output, int attempt, int index, String text) {
        List<String> arguments = Stream.of(
                        attempt,
                        index,
                        clock.millis(),
                        settings.pieces(),
                        settings.kept().toSeconds())
                .map(String::valueOf)
                .collect(Collectors.toCollection(ArrayList::new));
        arguments.add(text);
        arguments.add(CHANNEL);
        arguments.add(UUID.randomUUID().toString().replace("-", ""));
        return redis.execute(APPEND, List.of(output.key()), arguments).next().timeout(PATIENCE);
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
                Place.of(task, entry.getId().getValue(), value.getOrDefault(LIFE, "")),
                Objects.requireNonNull(value.get(TEXT)),
                OffsetDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC));
    }
}
