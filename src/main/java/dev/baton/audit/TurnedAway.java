package dev.baton.audit;

import dev.baton.access.Addresses;
import dev.baton.access.Caller;
import dev.baton.access.LogContext;
import dev.baton.audit.AuditEnd.Outcome;
import dev.baton.graph.Fault;
import dev.baton.graph.TypeId;
import graphql.ExecutionInput;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Puts on record the mutations that are turned away before they begin: too dear, too many, not trusted, not valid.
/// Those that begin are on record by [AuditedMutations].
///
/// It sees the answer as the caller does, so only sign-in lies outside.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class TurnedAway implements WebGraphQlInterceptor {

    private static final Logger log = LoggerFactory.getLogger(TurnedAway.class);

    /// The codes that say that nothing has begun, where there is no data. A node that has too much to do, or no
    /// database, has not judged the mutation, and is not to write about it either.
    private static final Set<Fault.Code> JUDGED = EnumSet.of(
            Fault.Code.BAD_REQUEST,
            Fault.Code.VALIDATION_FAILED,
            Fault.Code.COST_LIMIT_EXCEEDED,
            Fault.Code.RATE_LIMITED,
            Fault.Code.DOCUMENT_NOT_TRUSTED);

    private final Audit audit;
    private final Ration ration;
    private final Clock clock;

    TurnedAway(Audit audit, Ration ration, Clock clock) {
        this.audit = audit;
        this.ration = ration;
        this.clock = clock;
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        return chain.next(request)
                .flatMap(response -> isTurnedAway(response)
                        ? recorded(request, response).thenReturn(response)
                        : Mono.just(response));
    }

    private static boolean isTurnedAway(WebGraphQlResponse response) {
        return !response.getExecutionResult().isDataPresent()
                && JUDGED.stream().map(Fault.Code::name).anyMatch(code(response)::equals);
    }

    private static String code(WebGraphQlResponse response) {
        return response.getErrors().stream()
                .findFirst()
                .map(error -> String.valueOf(error.getExtensions().get("code")))
                .orElse("");
    }

    /// The refusal is answered whether or not it can be written down: it changes nothing.
    private Mono<Void> recorded(WebGraphQlRequest request, WebGraphQlResponse response) {
        return Caller.current()
                .flatMapIterable(caller -> ends(caller, request, response))
                .flatMap(end -> audit.begin(end.entry()).then(audit.end(end)), Intent.MOST)
                .then()
                .transform(LogContext.onError(e -> log.warn("A refusal could not be put on record: {}", e.toString())))
                .onErrorComplete();
    }

    private List<AuditEnd> ends(Caller caller, WebGraphQlRequest request, WebGraphQlResponse response) {
        ExecutionInput input = response.getExecutionInput();
        Instant now = clock.instant();
        Object counted = caller.workspace() + ":" + caller.subject();
        return intents(input, counted).stream()
                .filter(_ -> ration.take(counted))
                .map(intent -> end(entry(caller, request, intent, now), intent, code(response)))
                .toList();
    }

    /// What of nothing can be put on record is not worth parsing, only counting.
    private List<Intent> intents(ExecutionInput input, Object counted) {
        if (!Intent.isPossibleIn(input)) {
            return List.of();
        }
        if (ration.isUsedUp(counted)) {
            ration.take(counted);
            return List.of();
        }
        return Intent.of(input);
    }

    private static AuditEntry entry(Caller caller, WebGraphQlRequest request, Intent intent, Instant now) {
        return new AuditEntry(
                TypeId.next(),
                now,
                caller.workspace(),
                AuditEntry.Kind.MUTATION,
                Redaction.plain(caller.subject()),
                Redaction.plain(intent.mutation()),
                Redaction.json(intent.arguments()),
                Addresses.of(request.getRemoteAddress()),
                request.getId());
    }

    private static AuditEnd end(AuditEntry entry, Intent intent, String code) {
        Set<String> targets = Payload.of(intent.arguments(), null).targets();
        return new AuditEnd(entry, Outcome.REFUSED, Set.of(code), targets, entry.at());
    }
}
