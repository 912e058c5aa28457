package dev.baton.audit;

import dev.baton.access.SignInWitness;
import dev.baton.graph.TypeId;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Puts every sign-in on record, and of those that fail as many as the [Ration] allows.
@Component
class SignInAudit implements SignInWitness {

    /// All clients that there are not, together: whoever makes up one makes up a thousand.
    private static final String NOBODY = "clients that there are not";

    private final Audit audit;
    private final Ration ration;
    private final Clock clock;

    SignInAudit(Audit audit, Ration ration, Clock clock) {
        this.audit = audit;
        this.ration = ration;
        this.clock = clock;
    }

    @Override
    public Mono<Outcome> begins(Attempt attempt) {
        return Mono.fromSupplier(() -> entry(attempt))
                .flatMap(entry -> audit.begin(entry).thenReturn(error -> audit.end(end(entry, error))));
    }

    @Override
    public Mono<Void> failed(Attempt attempt, String error) {
        return Mono.just(attempt).filter(this::isKept).flatMap(this::begins).flatMap(outcome -> outcome.is(error));
    }

    private boolean isKept(Attempt attempt) {
        return ration.take(attempt.workspace() == null ? NOBODY : attempt.workspace() + ":client:" + attempt.actor());
    }

    private AuditEntry entry(Attempt attempt) {
        return new AuditEntry(
                TypeId.next(),
                clock.instant(),
                attempt.workspace(),
                AuditEntry.Kind.SIGN_IN,
                Redaction.plain(attempt.actor()),
                attempt.grantType(),
                Redaction.json(Map.of("clientId", attempt.clientId())),
                attempt.address(),
                attempt.requestId());
    }

    private AuditEnd end(AuditEntry entry, @Nullable String error) {
        return error == null
                ? new AuditEnd(entry, AuditEnd.Outcome.DONE, Set.of(), Set.of(), clock.instant())
                : new AuditEnd(entry, AuditEnd.Outcome.REFUSED, Set.of(error), Set.of(), clock.instant());
    }
}
