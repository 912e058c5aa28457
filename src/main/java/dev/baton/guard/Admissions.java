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
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Lets in as many operations as the node can run side by side, and sends the others away at once: a queue would make
/// all of them late. One caller cannot take all the places, nor all of the database's connections. Whoever is in has a
/// deadline; at it, or when the caller goes away, what runs in PostgreSQL for it is canceled.
///
/// A subscription has its place until its stream begins. What comes over a socket, or as an event stream, waits for a
/// place as long as it may take: a client there has no status to read and would lose its stream, and when a node dies
/// thousands come to the next at once. How many wait is bounded by the limits of sockets and streams. Whoever is sent
/// away hears what is left to spend, as with every answer, and is counted: so this stands inside of what does that.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 25)
class Admissions implements WebGraphQlInterceptor {

    private static final int RETRY_AFTER_MS = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(25);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /// Until a pause is as long as it gets.
    private static final int FIRST_TRIES = 5;

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
            Mono<WebGraphQlResponse> admitted =
                    Mono.using(() -> enter(client), _ -> inTime(client, request, chain), this::leave);
            return (mayStream(request) ? admitted.retryWhen(patience()) : admitted)
                    .onErrorResume(Full.class, full -> Mono.just(refused(request, full.fault)));
        });
    }

    /// Looks again after a while, and then ever less often: of many who wait, few look at a time.
    private Retry patience() {
        return Retry.backoff(FIRST_TRIES + limits.deadline().dividedBy(LONGEST_PAUSE), PAUSE)
                .maxBackoff(LONGEST_PAUSE)
                .filter(Full.class::isInstance)
                .onRetryExhaustedThrow((_, last) -> last.failure());
    }

    private static boolean mayStream(WebGraphQlRequest request) {
        HttpHeaders headers = request.getHeaders();
        return "websocket".equalsIgnoreCase(headers.getUpgrade())
                || headers.getAccept().contains(MediaType.TEXT_EVENT_STREAM);
    }

    private Mono<WebGraphQlResponse> inTime(String client, WebGraphQlRequest request, Chain chain) {
        Duration deadline = limits.deadline();
        return Statements.endWith(chain.next(request), connectionsOf.get(client))
                .timeout(deadline, Mono.fromSupplier(() -> refused(request, late(deadline))));
    }

    /// Answers the client, which has a place now.
    private String enter(String client) {
        if (running.incrementAndGet() > limits.maxRunning()) {
            running.decrementAndGet();
            throw new Full(Fault.Code.UNAVAILABLE, "This node has as much to do as it can. Try again shortly.");
        }
        if (runningOf.merge(client, 1, Integer::sum) > limits.maxRunningPerClient()) {
            leave(client);
            throw new Full(
                    Fault.Code.RATE_LIMITED,
                    "This client runs %d operations already. Wait for one.".formatted(limits.maxRunningPerClient()));
        }
        return client;
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

    /// There is no place now.
    private static final class Full extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final Fault fault;

        Full(Fault.Code code, String message) {
            super(message, null, false, false);
            this.fault = new Fault(code, message, Map.of("retryAfterMs", RETRY_AFTER_MS));
        }
    }

    private static WebGraphQlResponse refused(WebGraphQlRequest request, Fault fault) {
        ExecutionResult result = ExecutionResult.newExecutionResult()
                .addError(GuardError.of(fault))
                .build();
        return new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(request.toExecutionInput(), result));
    }
}
