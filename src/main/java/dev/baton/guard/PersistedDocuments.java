package dev.baton.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Documents that clients sent to be found again by their id, in Redis for all nodes: the latest thousand. Where Redis
/// is away a client is asked for the text again, as for any document that is not there.
@Component
class PersistedDocuments {

    private static final Logger log = LoggerFactory.getLogger(PersistedDocuments.class);
    private static final Duration PATIENCE = Duration.ofMillis(250);

    /// In characters. What is longer is run, and not kept.
    private static final int LONGEST = 32_768;

    private static final int MOST = 1_000;

    /// Redis is not asked for anything else.
    private static final Pattern ID = Pattern.compile("sha256:[0-9a-f]{64}");

    /// In Redis Cluster's terms, one slot for both.
    private static final List<String> KEYS = List.of("baton:{documents}:texts", "baton:{documents}:age");

    private static final RedisScript<String> KEEP = RedisScript.of("""
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
        redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
        local over = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[4])
        if over > 0 then
          local oldest = redis.call('ZPOPMIN', KEYS[2], over)
          for i = 1, #oldest, 2 do redis.call('HDEL', KEYS[1], oldest[i]) end
        end
        return 'kept'
        """, String.class);

    private final ReactiveStringRedisTemplate redis;
    private final Clock clock;
    private final Cache<String, String> known =
            Caffeine.newBuilder().maximumSize(MOST).build();

    PersistedDocuments(ReactiveStringRedisTemplate redis, Clock clock) {
        this.redis = redis;
        this.clock = clock;
    }

    /// The text with the id; empty where it is not to be found.
    Mono<String> find(String id) {
        return ID.matcher(id).matches()
                ? Mono.justOrEmpty(known.getIfPresent(id)).switchIfEmpty(Mono.defer(() -> ask(id)))
                : Mono.empty();
    }

    /// Keeps a text for whoever asks by its id. It never fails: at worst it is not kept.
    Mono<Void> keep(String id, String text) {
        if (text.length() > LONGEST || known.getIfPresent(id) != null) {
            return Mono.empty();
        }
        known.put(id, text);
        return forgiving(
                redis.execute(KEEP, KEYS, List.of(id, text, String.valueOf(clock.millis()), String.valueOf(MOST)))
                        .then());
    }

    private Mono<String> ask(String id) {
        return forgiving(
                redis.<String, String>opsForHash().get(KEYS.getFirst(), id).doOnNext(text -> known.put(id, text)));
    }

    private static <T> Mono<T> forgiving(Mono<T> answer) {
        return answer.timeout(PATIENCE)
                .doOnError(reason -> log.debug("Redis has no say in documents: {}", reason.toString()))
                .onErrorComplete();
    }
}
