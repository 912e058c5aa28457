package dev.baton.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.HttpStatusServerEntryPoint;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.util.StringUtils;
import reactor.core.publisher.Mono;

/// Who may scrape: whoever shows `baton.scrape-token`, and nobody where there is none. It is the operator's secret and
/// not a caller's token, for what is measured crosses the walls between workspaces.
@Configuration(proxyBeanMethods = false)
class Scraping {

    static final String PATH = "/actuator/prometheus";

    @Bean
    @Order(0)
    SecurityWebFilterChain scrapers(ServerHttpSecurity http, @Value("${baton.scrape-token:}") String token) {
        return http.securityMatcher(ServerWebExchangeMatchers.pathMatchers(PATH + "/**"))
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .authorizeExchange(exchanges -> exchanges
                        .anyExchange()
                        .access((_, context) -> Mono.just(new AuthorizationDecision(
                                shows(token, context.getExchange().getRequest())))))
                .exceptionHandling(handling -> handling.authenticationEntryPoint(new HttpStatusServerEntryPoint(
                        StringUtils.hasText(token) ? HttpStatus.UNAUTHORIZED : HttpStatus.NOT_FOUND)))
                .build();
    }

    private static boolean shows(String token, ServerHttpRequest request) {
        String shown = request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        return StringUtils.hasText(token)
                && shown != null
                && MessageDigest.isEqual(("Bearer " + token).getBytes(UTF_8), shown.getBytes(UTF_8));
    }
}
