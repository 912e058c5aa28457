package dev.baton.guard;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.baton.access.Caller;
import dev.baton.database.Share;
import dev.baton.database.Statements;
import dev.baton.graph.Fault;
import graphql.ExecutionResult;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Lets in as many operations as the node can run side by side, and sends the others away at once: a queue would make
/// all of them late. One caller cannot take all the places, nor all of the database's connections. Whoever is in has a
/// deadline; at it, or when the caller goes away, what runs in PostgreSQL for it is canceled.
///
/// A subscription has its place until its stream begins. Whoever is sent away hears what is left to spend, as with
/// every answer, and is counted: so this stands inside of what does that.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 25)
class Admissions implements WebGraphQlInterceptor {

    private static final int RETRY_AFTER_MS = 1_000;

    private final GuardProperties limits;
    private final AtomicInteger running = new AtomicInteger();
    private final Map<String, Integer> runningOf = new ConcurrentHashMap<>();
    private final LoadingCache<String, Share> connectionsOf;

    Admissions(GuardProperties limits) {
        this.limits = limits;
        // For as long as the client has anything that runs, its streams among it.
        this.connectionsOf = Caffeine.newBuilder().weakValues().build(_ -> new Share(limits.connectionsPerClient()));
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        return Caller.current().flatMap(caller -> {
            String client = caller.workspace() + ":" + caller.subject();
            Fault refusal = enter(client);
            return refusal != null
                    ? Mono.just(refused(request, refusal))
                    : inTime(client, request, chain).doFinally(_ -> leave(client));
        });
    }

    private Mono<WebGraphQlResponse> inTime(String client, WebGraphQlRequest request, Chain chain) {
        Duration deadline = limits.deadline();
        return Statements.endWith(chain.next(request), connectionsOf.get(client))
                .timeout(deadline, Mono.fromSupplier(() -> refused(request, late(deadline))));
    }

    /// Why the client may not enter now, or null where it has.
    private @Nullable Fault enter(String client) {
        if (running.incrementAndGet() > limits.maxRunning()) {
            running.decrementAndGet();
            return new Fault(
                    Fault.Code.UNAVAILABLE,
                    "This node has as much to do as it can. Try again shortly.",
                    Map.of("retryAfterMs", RETRY_AFTER_MS));
        }
        if (runningOf.merge(client, 1, Integer::sum) > limits.maxRunningPerClient()) {
            leave(client);
            return new Fault(
                    Fault.Code.RATE_LIMITED,
                    "This client runs %d operations already. Wait for one.".formatted(limits.maxRunningPerClient()),
                    Map.of("retryAfterMs", RETRY_AFTER_MS));
        }
        return null;
    }

    private void leave(String client) {
        runningOf.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
        running.decrementAndGet();
    }

    private static Fault late(Duration deadline) {
        return new Fault(
                Fault.Code.UNAVAILABLE,
                "The operation took longer than %d ms and was ended.".formatted(deadline.toMillis()),
                Map.of("retryAfterMs", RETRY_AFTER_MS));
    }

    private static WebGraphQlResponse refused(WebGraphQlRequest request, Fault fault) {
        ExecutionResult result = ExecutionResult.newExecutionResult()
                .addError(GuardError.of(fault))
                .build();
        return new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(request.toExecutionInput(), result));
    }
}
