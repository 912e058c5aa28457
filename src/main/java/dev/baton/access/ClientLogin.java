package dev.baton.access;

import dev.baton.access.TokenRequest.OAuthError;
import dev.baton.access.TokenRequest.Refused;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Finds out whether a client of the token endpoint is who it says, and counts it: `baton.sign.ins`, by `outcome`.
@Component
class ClientLogin {

    private static final String COUNT = "baton.sign.ins";
    private static final String OUTCOME = "outcome";

    private final List<Client.Directory> directories;
    private final Secrets secrets;
    private final SignInLimit limit;
    private final Revocations revocations;
    private final MeterRegistry meters;

    ClientLogin(
            List<Client.Directory> directories,
            Secrets secrets,
            SignInLimit limit,
            Revocations revocations,
            MeterRegistry meters) {
        this.directories = directories;
        this.secrets = secrets;
        this.limit = limit;
        this.revocations = revocations;
        this.meters = meters;
    }

    /// @param address where the request comes from
    /// @throws Refused as an error signal: `INVALID_CLIENT`, `SLOW_DOWN` after too many of these, or
    ///     `UNAUTHORIZED_CLIENT` where its workspace lets nobody in
    Mono<Client.SignedIn> of(TokenRequest request, String address) {
        var attempt = new SignInLimit.Attempt(request.clientId(), address);
        return limit.admit(attempt)
                .doOnError(Refused.class, _ -> count("slowed"))
                .then(Mono.defer(() -> signIn(request)))
                .onErrorResume(WrongSecret.class, wrong -> refuse(attempt, wrong.refusal()))
                .delayUntil(this::requireActiveWorkspace)
                .doOnNext(_ -> count("granted"));
    }

    /// Who has the right secret may hear it.
    private Mono<Void> requireActiveWorkspace(Client.SignedIn client) {
        return revocations.lapse(client.caller().workspace()).flatMap(lapse -> {
            count("refused");
            return Mono.error(new Refused(OAuthError.UNAUTHORIZED_CLIENT, lapse.message(), client.caller()));
        });
    }

    private static final class WrongSecret extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final Refused refusal;

        WrongSecret(@Nullable Caller client) {
            super(null, null, false, false);
            this.refusal = new Refused(OAuthError.INVALID_CLIENT, "The client or its secret is wrong.", client);
        }

        Refused refusal() {
            return refusal;
        }
    }

    private Mono<Client.SignedIn> signIn(TokenRequest request) {
        Mono<Client> nobody = secrets.matchNobody(request.clientSecret());
        return Flux.fromIterable(directories)
                .concatMap(directory -> directory.find(request.clientId()))
                .next()
                .switchIfEmpty(nobody)
                .switchIfEmpty(Mono.error(() -> new WrongSecret(null)))
                .flatMap(client -> client.proof()
                        .signIn(request.clientSecret())
                        .switchIfEmpty(Mono.error(() -> new WrongSecret(client.caller()))));
    }

    private Mono<Client.SignedIn> refuse(SignInLimit.Attempt attempt, Refused refusal) {
        count("refused");
        return limit.failed(attempt).then(Mono.error(refusal));
    }

    private void count(String outcome) {
        meters.counter(COUNT, OUTCOME, outcome).increment();
    }
}
