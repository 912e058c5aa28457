package dev.baton.audit;

import dev.baton.access.SignInWitness;
import dev.baton.audit.AuditEnd.Outcome;
import dev.baton.graph.TypeId;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Puts every sign-in on record. It has been decided by then, so the record and its outcome come together.
@Component
class SignInAudit implements SignInWitness {

    private final Audit audit;
    private final Clock clock;

    SignInAudit(Audit audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public Mono<Void> saw(Attempt attempt) {
        return Mono.fromSupplier(() -> end(attempt))
                .flatMap(end -> audit.begin(end.entry()).then(audit.end(end)));
    }

    private AuditEnd end(Attempt attempt) {
        var entry = new AuditEntry(
                TypeId.next(),
                clock.instant(),
                attempt.workspace(),
                AuditEntry.Kind.SIGN_IN,
                Redaction.plain(attempt.actor()),
                attempt.grantType(),
                Redaction.json(Map.of("clientId", attempt.clientId())),
                attempt.address(),
                attempt.requestId());
        String refusal = attempt.refusal();
        return refusal == null
                ? new AuditEnd(entry, Outcome.DONE, Set.of(), Set.of(), entry.at())
                : new AuditEnd(entry, Outcome.REFUSED, Set.of(refusal), Set.of(), entry.at());
    }
}
