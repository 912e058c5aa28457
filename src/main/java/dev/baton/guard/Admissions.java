package dev.baton.guard;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.baton.access.Caller;
import dev.baton.database.Share;
import dev.baton.database.Statements;
import dev.baton.graph.Fault;
import graphql.ExecutionResult;
import java.time.Clock;
import java.time.Duration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Lets in as many operations as the node can run side by side. The others wait in line, only as long as a burst may
/// take to pass, and are sent away then: a longer line would make all of them late. One caller cannot take all the
/// places, nor all of the database's connections. Whoever is in has a deadline; at it, or when the caller goes away,
/// what runs in PostgreSQL for it is canceled.
///
/// Agents are more patient than people, and lose patience apart from them. Where the many of one kind are sent away
/// soon, the few of the other still wait long enough to come to the head of the line: a flood of readers keeps no
/// agent from its heartbeat.
///
/// A subscription has its place until its stream begins. What comes over a socket, or as an event stream, waits for a
/// place as long as it may take: a client there has no status to read and would lose its stream, and when a node dies
/// thousands come to the next at once. They get three of four places at most, so that not everybody else is behind
/// them. Whoever is sent away hears what is left to spend, as with every answer, and is counted: so this stands inside
/// of what does that.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 25)
class Admissions implements WebGraphQlInterceptor {

    private static final int AS_PATIENT_ARE_AGENTS = 4;
    private static final int MAX_CLIENTS = 100_000;

    private final Fault nodeFull =
            new Fault(Fault.Code.UNAVAILABLE, "This node has as much to do as it can. Try again shortly.");
    private final GuardProperties limits;
    private final Places ofNode;
    private final Places ofStreams;
    private final Patience agents;
    private final Patience people;
    private final LoadingCache<String, Places> placesOf;
    private final LoadingCache<String, Share> connectionsOf;

    Admissions(GuardProperties limits, Clock clock) {
        this.limits = limits;
        this.ofNode = new Places(limits.maxRunning(), nodeFull);
        this.ofStreams = new Places(limits.maxRunning() - limits.maxRunning() / 4, nodeFull);
        this.agents = new Patience(limits.patience().multipliedBy(AS_PATIENT_ARE_AGENTS), clock);
        this.people = new Patience(limits.patience(), clock);
        var clientFull = new Fault(
                Fault.Code.RATE_LIMITED,
                "This client runs %d operations already, or waits with them. Wait for one."
                        .formatted(limits.maxRunningPerClient()));
        this.placesOf = Caffeine.newBuilder()
                .maximumSize(MAX_CLIENTS)
                // Longer than anything waits in its three lines and runs.
                .expireAfterAccess(limits.deadline().multipliedBy(5))
                .build(_ -> new Places(limits.maxRunningPerClient(), clientFull));
        // For as long as the client has anything that runs, its streams among it.
        this.connectionsOf = Caffeine.newBuilder().weakValues().build(_ -> new Share(limits.connectionsPerClient()));
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        return Caller.current().flatMap(caller -> {
            String client = caller.workspace() + ":" + caller.subject();
            Mono<WebGraphQlResponse> run = Mono.defer(() -> inTime(client, request, chain));
            Mono<WebGraphQlResponse> admitted = mayStream(request)
                    ? placesOf.get(client).with(limits.deadline(), patiently(run))
                    : briefly(client, caller.agent() == null ? people : agents, run);
            return admitted.onErrorResume(Fault.class, fault -> Mono.just(refused(request, fault)));
        });
    }

    private <T> Mono<T> patiently(Mono<T> run) {
        return ofStreams.with(limits.deadline(), ofNode.with(limits.deadline(), run));
    }

    private <T> Mono<T> briefly(String client, Patience patience, Mono<T> run) {
        Mono<T> admitted = Mono.defer(() -> ofNode.with(patience.now(), run))
                .doOnError(nodeFull::equals, _ -> patience.sentAway());
        return placesOf.get(client).with(patience.usual(), admitted);
    }

    private static boolean mayStream(WebGraphQlRequest request) {
        HttpHeaders headers = request.getHeaders();
        return "websocket".equalsIgnoreCase(headers.getUpgrade()) || HttpRequests.isForStream(headers.getAccept());
    }

    private Mono<WebGraphQlResponse> inTime(String client, WebGraphQlRequest request, Chain chain) {
        Duration deadline = limits.deadline();
        return Statements.endWith(chain.next(request), connectionsOf.get(client))
                .timeout(deadline, Mono.fromSupplier(() -> refused(request, late(deadline))));
    }

    private static Fault late(Duration deadline) {
        return new Fault(
                Fault.Code.UNAVAILABLE,
                "The operation took longer than %d ms and was ended.".formatted(deadline.toMillis()));
    }

    private static WebGraphQlResponse refused(WebGraphQlRequest request, Fault fault) {
        ExecutionResult result = ExecutionResult.newExecutionResult()
                .addError(GuardError.of(fault))
                .build();
        return new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(request.toExecutionInput(), result));
    }
}
