package dev.baton.access;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.baton.database.Reach;
import dev.baton.graph.AgentId;
import dev.baton.graph.Fault;
import dev.baton.graph.WorkspaceId;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Turns away agents that are retired, though their tokens still hold. On the node that retired one it takes effect at
/// once, on the others within a second: for so long an answer is remembered, so that an agent at work costs one
/// statement a second for it. What must never be late is checked again where it happens: see
/// `dev.baton.agent.AgentRegistry#heard` and `dev.baton.agent.Agents#pin`.
@Component
public class Retirements {

    private static final Logger log = LoggerFactory.getLogger(Retirements.class);
    private static final Duration REMEMBERED = Duration.ofSeconds(1);

    private final AgentStanding standing;
    private final AsyncCache<AgentId, Boolean> retired =
            Caffeine.newBuilder().expireAfterWrite(REMEMBERED).buildAsync();

    Retirements(AgentStanding standing) {
        this.standing = standing;
    }

    /// Says that an agent was retired.
    public void note(AgentId agent) {
        retired.put(agent, CompletableFuture.completedFuture(true));
    }

    /// Why the caller may do nothing; empty where it may.
    Mono<Fault> refusal(Caller caller) {
        return ask(caller)
                .filter(gone -> gone)
                .map(_ -> new Fault(
                        Fault.Code.UNAUTHENTICATED,
                        "The agent is retired. Nothing that it signs in with is good any more."))
                .onErrorResume(Retirements::unknown);
    }

    /// False also where it cannot be found out: each operation asks again.
    Mono<Boolean> isRetired(Caller caller) {
        return ask(caller).onErrorReturn(false);
    }

    /// Those of the callers that are retired, by one statement however many they are.
    ///
    /// @return an error signal where it cannot be found out
    Mono<Set<Caller>> retired(Collection<Caller> callers) {
        Map<AgentId, WorkspaceId> agents = callers.stream()
                .filter(caller -> caller.agent() != null)
                .collect(Collectors.toMap(Caller::requireAgent, Caller::workspace, (same, _) -> same));
        return agents.isEmpty()
                ? Mono.just(Set.of())
                : standing.retired(agents)
                        .contextWrite(Reach.everywhere())
                        .doOnNext(this::note)
                        .collect(Collectors.toSet())
                        .map(gone -> callers.stream()
                                .filter(caller -> caller.agent() != null && gone.contains(caller.agent()))
                                .collect(Collectors.toSet()));
    }

    // Others may wait for the same answer, so nobody's cancellation may reach it.
    private Mono<Boolean> ask(Caller caller) {
        AgentId agent = caller.agent();
        return agent == null
                ? Mono.just(false)
                : Mono.fromFuture(
                        () -> retired.get(
                                agent,
                                (id, _) -> standing.isRetired(caller.workspace(), id)
                                        .contextWrite(Reach.within(caller.workspace()))
                                        .toFuture()),
                        true);
    }

    static Mono<Fault> unknown(Throwable failure) {
        return Mono.deferContextual(context -> {
            LogContext.within(
                    context,
                    () -> log.warn(
                            "It could not be found out whether a caller's right has ended: {}", failure.toString()));
            return Mono.just(new Fault(Fault.Code.UNAVAILABLE, "The database cannot be reached. Try again shortly."));
        });
    }
}
