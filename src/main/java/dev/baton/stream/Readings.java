package dev.baton.stream;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.baton.access.Caller;
import graphql.ExecutionResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/// What was read of the latest items, as text that is ready to be sent: the first who asks reads, whoever asks
/// meanwhile waits for it, and whoever asks a little later finds it.
///
/// Only what was read without an error is shared. Where it was not, each reads for itself. Where the one who reads
/// goes away before the end, the next of those who wait does it.
@Component
class Readings {

    private static final int MAX_BYTES = 64 * 1024 * 1024;
    private static final Duration KEPT = Duration.ofSeconds(5);

    private final JsonMapper json;
    private final AsyncCache<Key, Optional<JsonText>> kept = Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .weigher((Key _, Optional<JsonText> text) ->
                    text.map(JsonText::weight).orElse(0))
            .expireAfterWrite(KEPT)
            .buildAsync();

    Readings(JsonMapper json) {
        this.json = json;
    }

    record Key(Selection selection, Caller.Audience audience, Object item) {}

    Mono<ExecutionResult> once(Key key, Mono<ExecutionResult> reading) {
        return Mono.defer(() -> {
            var ours = new CompletableFuture<Optional<JsonText>>();
            CompletableFuture<Optional<JsonText>> theirs = kept.asMap().putIfAbsent(key, ours);
            return theirs == null
                    ? read(reading, ours).doOnCancel(() -> abandon(key, ours))
                    : wait(theirs).onErrorResume(_ -> reading).switchIfEmpty(Mono.defer(() -> once(key, reading)));
        });
    }

    // Many may wait for the same reading, so the cancellation of one does not reach it. Empty where it was abandoned.
    private static Mono<ExecutionResult> wait(CompletableFuture<Optional<JsonText>> reading) {
        return reading.state() == Future.State.SUCCESS
                ? Mono.justOrEmpty(reading.resultNow()).map(Readings::result)
                : Mono.fromFuture(reading, true).flatMap(Mono::justOrEmpty).map(Readings::result);
    }

    private Mono<ExecutionResult> read(Mono<ExecutionResult> reading, CompletableFuture<Optional<JsonText>> result) {
        return reading.map(read -> share(read, result)).doOnError(result::completeExceptionally);
    }

    // First out of sight, so that those who wait find nothing there when they look again.
    private void abandon(Key key, CompletableFuture<Optional<JsonText>> reading) {
        kept.asMap().remove(key, reading);
        reading.complete(Optional.empty());
    }

    private ExecutionResult share(ExecutionResult read, CompletableFuture<Optional<JsonText>> result) {
        if (!read.getErrors().isEmpty()) {
            result.cancel(false);
            return read;
        }
        var text = new JsonText(json.writeValueAsString(read.getData()));
        result.complete(Optional.of(text));
        return result(text);
    }

    private static ExecutionResult result(JsonText data) {
        return ExecutionResult.newExecutionResult().data(data).build();
    }
}
