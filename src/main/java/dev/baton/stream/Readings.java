package dev.baton.stream;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.baton.access.Caller;
import graphql.ExecutionResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/// What was read of the latest items, as text that is ready to be sent: the first who asks reads, whoever asks
/// meanwhile waits for it, and whoever asks a little later finds it.
///
/// Only what was read without an error is shared. Where it was not, each reads for itself.
@Component
class Readings {

    private static final int MAX_BYTES = 64 * 1024 * 1024;
    private static final Duration KEPT = Duration.ofSeconds(5);

    private final JsonMapper json;
    private final AsyncCache<Key, JsonText> kept = Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .weigher((Key _, JsonText text) -> text.weight())
            .expireAfterWrite(KEPT)
            .buildAsync();

    Readings(JsonMapper json) {
        this.json = json;
    }

    record Key(Selection selection, Caller.Audience audience, Object item) {}

    Mono<ExecutionResult> once(Key key, Mono<ExecutionResult> reading) {
        return Mono.defer(() -> {
            var ours = new CompletableFuture<JsonText>();
            CompletableFuture<JsonText> theirs = kept.asMap().putIfAbsent(key, ours);
            if (theirs == null) {
                return read(reading, ours);
            }
            return theirs.state() == Future.State.SUCCESS
                    ? Mono.just(result(theirs.resultNow()))
                    : wait(theirs).onErrorResume(_ -> reading);
        });
    }

    // Many may wait for the same reading, so the cancellation of one does not reach it.
    private static Mono<ExecutionResult> wait(CompletableFuture<JsonText> reading) {
        return Mono.fromFuture(reading, true).map(Readings::result);
    }

    private Mono<ExecutionResult> read(Mono<ExecutionResult> reading, CompletableFuture<JsonText> result) {
        return reading.map(read -> share(read, result))
                .doOnError(result::completeExceptionally)
                .doOnCancel(() -> result.cancel(false));
    }

    private ExecutionResult share(ExecutionResult read, CompletableFuture<JsonText> result) {
        if (!read.getErrors().isEmpty()) {
            result.cancel(false);
            return read;
        }
        var text = new JsonText(json.writeValueAsString(read.getData()));
        result.complete(text);
        return result(text);
    }

    private static ExecutionResult result(JsonText data) {
        return ExecutionResult.newExecutionResult().data(data).build();
    }
}
