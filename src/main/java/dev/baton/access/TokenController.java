package dev.baton.access;

import dev.baton.access.TokenRequest.OAuthError;
import dev.baton.access.TokenRequest.Refused;
import dev.baton.access.TokenRequest.Wanted;
import dev.baton.database.Reach;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ResolvableType;
import org.springframework.dao.DataAccessException;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.FormHttpMessageReader;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.transaction.TransactionException;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/// Gives access tokens to clients (RFC 6749), and shows the keys that the tokens are verified with (RFC 7517).
@RestController
class TokenController {

    private static final Logger log = LoggerFactory.getLogger(TokenController.class);
    private static final Duration KEYS_FRESH = Duration.ofMinutes(5);
    private static final ResolvableType FORM_TYPE =
            ResolvableType.forClassWithGenerics(MultiValueMap.class, String.class, String.class);
    private static final FormHttpMessageReader FORM = new FormHttpMessageReader();

    private final ClientLogin login;
    private final RefreshFamilies families;
    private final Tokens tokens;
    private final SigningKeys keys;
    private final AccessSettings settings;
    private final SignInWitness witness;

    TokenController(
            ClientLogin login,
            RefreshFamilies families,
            Tokens tokens,
            SigningKeys keys,
            AccessSettings settings,
            SignInWitness witness) {
        this.login = login;
        this.families = families;
        this.tokens = tokens;
        this.keys = keys;
        this.settings = settings;
        this.witness = witness;
    }

    @PostMapping("/oauth2/token")
    Mono<ResponseEntity<Map<String, Object>>> token(ServerWebExchange exchange) {
        String authorization = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        return form(exchange)
                .map(form -> TokenRequest.of(authorization, form))
                .flatMap(request -> given(request, exchange.getRequest()))
                .map(this::granted)
                .onErrorResume(TokenController::refused);
    }

    @GetMapping("/.well-known/jwks.json")
    ResponseEntity<Map<String, Object>> keys() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(KEYS_FRESH).cachePublic())
                .body(keys.published().toJSONObject());
    }

    /// Not `exchange.getFormData()`, which reads past whoever wrapped the request on its way here.
    private static Mono<MultiValueMap<String, String>> form(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        return Mono.defer(() -> FORM.canRead(FORM_TYPE, request.getHeaders().getContentType())
                        ? FORM.readMono(FORM_TYPE, request, Map.of())
                        : Mono.<MultiValueMap<String, String>>empty())
                .defaultIfEmpty(new LinkedMultiValueMap<>())
                .onErrorMap(_ -> new Refused(OAuthError.INVALID_REQUEST, "The body is not a form, or too long."));
    }

    /// @param refreshToken null where there is none
    private record Given(
            Caller caller, @Nullable Grant grant, @Nullable String refreshToken) {

        static Given of(Caller caller, RefreshFamilies.Fresh fresh) {
            return new Given(caller, fresh.grant(), fresh.token());
        }

        @Override
        public String toString() {
            return "Given[caller=" + caller + "]";
        }
    }

    /// The attempt is on record before a refresh token is used up for it: where it cannot be, the client still has
    /// one.
    private Mono<Given> given(TokenRequest request, ServerHttpRequest http) {
        return login.of(request, Addresses.of(http))
                .onErrorResume(
                        Refused.class, refused -> failed(request, http, refused).then(Mono.error(refused)))
                .flatMap(client -> witness.begins(attempt(request, http, client.caller()))
                        .flatMap(outcome -> witnessed(given(client, request.wanted()), outcome)
                                .contextWrite(Reach.within(client.caller().workspace()))));
    }

    private static Mono<Given> witnessed(Mono<Given> given, SignInWitness.Outcome outcome) {
        return given.onErrorResume(
                        Refused.class,
                        refused -> outcome.is(refused.error().code()).then(Mono.error(refused)))
                .flatMap(done -> outcome.is(null).thenReturn(done));
    }

    /// Who is told to slow down is counted only: whoever guesses must not fill the audit.
    private Mono<Void> failed(TokenRequest request, ServerHttpRequest http, Refused refused) {
        return refused.error() == OAuthError.SLOW_DOWN
                ? Mono.empty()
                : witness.failed(
                        attempt(request, http, refused.client()),
                        refused.error().code());
    }

    private static SignInWitness.Attempt attempt(
            TokenRequest request, ServerHttpRequest http, @Nullable Caller client) {
        return new SignInWitness.Attempt(
                client == null ? null : client.workspace(),
                client == null ? request.clientId() : client.subject(),
                request.clientId(),
                request.wanted().grantType(),
                Addresses.of(http),
                http.getId());
    }

    private Mono<Given> given(Client.SignedIn client, Wanted wanted) {
        Grant grant = client.grant();
        return switch (wanted) {
            case Wanted.Token(var refreshable)
            when refreshable && grant != null -> families.begin(grant).map(fresh -> Given.of(client.caller(), fresh));
            case Wanted.Token _ -> Mono.just(new Given(client.caller(), grant, null));
            case Wanted.Refresh(var token) ->
                Mono.justOrEmpty(grant)
                        .flatMap(known -> families.turn(known, token))
                        .map(fresh -> Given.of(client.caller(), fresh))
                        .switchIfEmpty(Mono.error(() -> new Refused(
                                OAuthError.INVALID_GRANT, "The refresh token is good for nothing.", client.caller())));
        };
    }

    private ResponseEntity<Map<String, Object>> granted(Given given) {
        var body = new LinkedHashMap<String, Object>();
        body.put("access_token", tokens.issue(given.caller(), given.grant()));
        body.put("token_type", "Bearer");
        body.put("expires_in", settings.tokenLifetime().toSeconds());
        body.put(
                "scope",
                given.caller().roles().stream().map(Role::name).sorted().collect(Collectors.joining(" ")));
        if (given.refreshToken() != null) {
            body.put("refresh_token", given.refreshToken());
        }
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(body);
    }

    private static Mono<ResponseEntity<Map<String, Object>>> refused(Throwable thrown) {
        return switch (thrown) {
            case Refused refused -> Mono.just(answer(refused));
            case RejectedExecutionException _, DataAccessException _, TransactionException _ ->
                Mono.deferContextual(context -> {
                    LogContext.within(context, () -> log.warn("No token could be given: {}", thrown.getMessage()));
                    return Mono.just(answer(new Refused(OAuthError.TEMPORARILY_UNAVAILABLE, "Try again shortly.")));
                });
            default -> Mono.error(thrown);
        };
    }

    private static ResponseEntity<Map<String, Object>> answer(Refused refused) {
        HttpStatus status = refused.error().status();
        var answer = ResponseEntity.status(status).cacheControl(CacheControl.noStore());
        if (status == HttpStatus.UNAUTHORIZED) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"baton\"");
        }
        if (status == HttpStatus.SERVICE_UNAVAILABLE || status == HttpStatus.TOO_MANY_REQUESTS) {
            answer.header(
                    HttpHeaders.RETRY_AFTER,
                    String.valueOf(Math.max(1, refused.retryAfter().toSeconds())));
        }
        return answer.body(Map.of("error", refused.error().code(), "error_description", refused.description()));
    }
}
