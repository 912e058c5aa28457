package dev.baton.agent;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.baton.access.Caller;
import dev.baton.access.LogContext;
import dev.baton.graph.AgentId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Whatever an agent asks or tells is a sign of life. It is noted when the operation is over, so that no task is
/// locked while the agent's row is, and at most every ten seconds for each node: work costs no more for it.
@Component
class Pulse implements WebGraphQlInterceptor {

    private static final Logger log = LoggerFactory.getLogger(Pulse.class);

    private final AgentRegistry registry;
    private final Cache<AgentId, Boolean> heardLately;

    Pulse(AgentRegistry registry, Clock clock) {
        this.registry = registry;
        this.heardLately = Caffeine.newBuilder()
                .expireAfterWrite(AgentRegistry.PRECISION)
                .ticker(() -> Duration.between(Instant.EPOCH, clock.instant()).toNanos())
                .build();
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        return chain.next(request).delayUntil(_ -> note());
    }

    private Mono<?> note() {
        return Caller.current()
                .filter(this::isNews)
                .flatMap(caller -> registry.noted(caller)
                        .transform(LogContext.onError(failure -> forget(caller, failure)))
                        .onErrorComplete());
    }

    private boolean isNews(Caller caller) {
        AgentId agent = caller.agent();
        return agent != null && heardLately.asMap().putIfAbsent(agent, true) == null;
    }

    // The operation itself has happened, so the answer stands.
    private void forget(Caller caller, Throwable failure) {
        heardLately.invalidate(caller.requireAgent());
        log.warn("A sign of life could not be noted: {}", failure.toString());
    }
}
