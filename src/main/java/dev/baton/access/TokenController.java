package dev.baton.access;

import dev.baton.access.TokenRequest.OAuthError;
import dev.baton.access.TokenRequest.Refused;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
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
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Gives access tokens to clients (RFC 6749), and shows the keys that the tokens are verified with (RFC 7517).
@RestController
class TokenController {

    private static final Logger log = LoggerFactory.getLogger(TokenController.class);
    private static final Duration KEYS_FRESH = Duration.ofMinutes(5);
    private static final ResolvableType FORM_TYPE =
            ResolvableType.forClassWithGenerics(MultiValueMap.class, String.class, String.class);
    private static final FormHttpMessageReader FORM = new FormHttpMessageReader();

    private final List<Client.Directory> directories;
    private final Secrets secrets;
    private final Tokens tokens;
    private final SigningKeys keys;
    private final AccessSettings settings;

    TokenController(
            List<Client.Directory> directories,
            Secrets secrets,
            Tokens tokens,
            SigningKeys keys,
            AccessSettings settings) {
        this.directories = directories;
        this.secrets = secrets;
        this.tokens = tokens;
        this.keys = keys;
        this.settings = settings;
    }

    @PostMapping("/oauth2/token")
    Mono<ResponseEntity<Map<String, Object>>> token(ServerWebExchange exchange) {
        String authorization = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        return form(exchange)
                .map(form -> TokenRequest.of(authorization, form))
                .flatMap(this::authenticate)
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

    private Mono<Caller> authenticate(TokenRequest request) {
        Mono<Client> nobody = secrets.matchNobody(request.clientSecret());
        return Flux.fromIterable(directories)
                .concatMap(directory -> directory.find(request.clientId()))
                .next()
                .switchIfEmpty(nobody)
                .filterWhen(client -> client.proof().accepts(request.clientSecret()))
                .map(Client::caller)
                .switchIfEmpty(
                        Mono.error(() -> new Refused(OAuthError.INVALID_CLIENT, "The client or its secret is wrong.")));
    }

    private ResponseEntity<Map<String, Object>> granted(Caller caller) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(Map.of(
                        "access_token", tokens.issue(caller),
                        "token_type", "Bearer",
                        "expires_in", settings.tokenLifetime().toSeconds(),
                        "scope",
                                caller.roles().stream().map(Role::name).sorted().collect(Collectors.joining(" "))));
    }

    private static Mono<ResponseEntity<Map<String, Object>>> refused(Throwable thrown) {
        return switch (thrown) {
            case Refused refused -> Mono.just(answer(refused));
            case RejectedExecutionException _, DataAccessException _, TransactionException _ -> {
                log.warn("No token could be given: {}", thrown.getMessage());
                yield Mono.just(answer(new Refused(OAuthError.TEMPORARILY_UNAVAILABLE, "Try again shortly.")));
            }
            default -> Mono.error(thrown);
        };
    }

    private static ResponseEntity<Map<String, Object>> answer(Refused refused) {
        HttpStatus status = refused.error().status();
        var answer = ResponseEntity.status(status).cacheControl(CacheControl.noStore());
        if (status == HttpStatus.UNAUTHORIZED) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"baton\"");
        }
        if (status == HttpStatus.SERVICE_UNAVAILABLE) {
            answer.header(HttpHeaders.RETRY_AFTER, "1");
        }
        return answer.body(Map.of("error", refused.error().code(), "error_description", refused.description()));
    }
}
