package dev.baton.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.baton.access.TokenRequest.OAuthError;
import dev.baton.access.TokenRequest.Refused;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Slows who guesses secrets: after so many sign-ins of a client from an address, or of any clients from it, that
/// failed within a minute, the rest of the minute is refused unheard. All nodes count together in Redis; without it
/// each counts for itself.
///
/// Whoever guesses must not lock out who knows: another address is counted apart, and behind the same one a node goes
/// on hearing who shows the secret that it has seen to be right.
///
/// What is under way is counted when it has failed, so a burst gets through to the hashing, which takes only so many
/// at a time: see [Secrets].
@Component
class SignInLimit {

    private static final Logger log = LoggerFactory.getLogger(SignInLimit.class);
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofMillis(250);
    private static final Duration RECOGNIZED = Duration.ofDays(7);
    private static final int MOST_KEPT = 100_000;

    private final ReactiveStringRedisTemplate redis;
    private final AccessSettings settings;
    private final Clock clock;

    /// What failed on this node, in Redis's keys.
    private final Cache<String, AtomicInteger> here = Caffeine.newBuilder()
            .expireAfterWrite(WINDOW)
            .maximumSize(MOST_KEPT)
            .build();

    /// By client: of the secret that was right last a fingerprint that nobody can make again after a restart.
    private final Cache<String, String> right = Caffeine.newBuilder()
            .expireAfterAccess(RECOGNIZED)
            .maximumSize(MOST_KEPT)
            .build();

    private final String salt = Secrets.fresh();

    SignInLimit(ReactiveStringRedisTemplate redis, AccessSettings settings, Clock clock) {
        this.redis = redis;
        this.settings = settings;
        this.clock = clock;
    }

    record Attempt(TokenRequest request, String address) {}

    /// @throws Refused as an error signal, `SLOW_DOWN`, where too many have failed
    Mono<Void> admit(Attempt attempt) {
        return isRecognized(attempt.request()) ? Mono.empty() : admitUnknown(attempt);
    }

    private Mono<Void> admitUnknown(Attempt attempt) {
        List<Count> counts = counts(attempt);
        return counts.stream().anyMatch(count -> count.reached(failedHere(count)))
                ? Mono.error(this::slowDown)
                : failedAnywhere(counts)
                        .any(reached -> reached)
                        .flatMap(reached -> reached ? Mono.error(slowDown()) : Mono.empty());
    }

    /// Says that a sign-in has succeeded.
    void succeeded(Attempt attempt) {
        right.put(attempt.request().clientId(), fingerprint(attempt.request()));
    }

    private boolean isRecognized(TokenRequest request) {
        return fingerprint(request).equals(right.getIfPresent(request.clientId()));
    }

    private String fingerprint(TokenRequest request) {
        return Secrets.fingerprint(salt + request.clientSecret());
    }

    /// Says that a sign-in has failed.
    Mono<Void> failed(Attempt attempt) {
        if (isRecognized(attempt.request())) {
            right.invalidate(attempt.request().clientId());
        }
        List<Count> counts = counts(attempt);
        counts.forEach(count -> here.get(count.key(), _ -> new AtomicInteger()).incrementAndGet());
        return Flux.fromIterable(counts)
                .concatMap(count -> redis.opsForValue()
                        .setIfAbsent(count.key(), "0", WINDOW.multipliedBy(2))
                        .then(redis.opsForValue().increment(count.key())))
                .then()
                .timeout(PATIENCE)
                .onErrorResume(SignInLimit::unreachable);
    }

    private record Count(String key, int most) {

        boolean reached(int failed) {
            return failed >= most;
        }
    }

    /// Hashed, because a client says what it likes.
    private List<Count> counts(Attempt attempt) {
        long window = clock.millis() / WINDOW.toMillis();
        String network = network(attempt.address());
        String client = network + " " + attempt.request().clientId();
        return List.of(
                new Count(key("client", client, window), settings.failuresPerClient()),
                new Count(key("address", network, window), settings.failuresPerAddress()));
    }

    private static String key(String kind, String name, long window) {
        return "baton:sign-in:%s:%s:%d".formatted(kind, Secrets.fingerprint(name), window);
    }

    /// Who has an IPv6 address has the 2^64 around it too.
    private static String network(String address) {
        String[] groups = address.split(":", -1);
        return groups.length == 8 ? String.join(":", List.of(groups).subList(0, 4)) : address;
    }

    private int failedHere(Count count) {
        AtomicInteger failed = here.getIfPresent(count.key());
        return failed == null ? 0 : failed.get();
    }

    private Flux<Boolean> failedAnywhere(List<Count> counts) {
        return redis.opsForValue()
                .multiGet(counts.stream().map(Count::key).toList())
                .timeout(PATIENCE)
                .onErrorResume(SignInLimit::unreachable)
                .flatMapIterable(failed -> IntStream.range(0, failed.size())
                        .mapToObj(i -> counts.get(i).reached(number(failed.get(i))))
                        .toList());
    }

    private static int number(@Nullable String text) {
        return text == null ? 0 : Integer.parseInt(text);
    }

    private Refused slowDown() {
        long left = WINDOW.toMillis() - clock.millis() % WINDOW.toMillis();
        return new Refused(
                OAuthError.SLOW_DOWN, "Too many sign-ins have failed. Try again later.", Duration.ofMillis(left));
    }

    private static <T> Mono<T> unreachable(Throwable reason) {
        log.debug("Redis does not answer, failed sign-ins are counted by node: {}", reason.toString());
        return Mono.empty();
    }
}
