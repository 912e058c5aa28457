package dev.baton.access;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.graphql.autoconfigure.GraphQlCorsProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.CsrfSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.FormLoginSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.HttpBasicSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.LogoutSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.RequestCacheSpec;
import org.springframework.security.oauth2.server.resource.web.server.authentication.ServerBearerTokenAuthenticationConverter;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.header.ReferrerPolicyServerHttpHeadersWriter.ReferrerPolicy;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher.MatchResult;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsConfigurationSource;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/// Which requests come in at all.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AccessSettings.class)
class SecurityConfiguration {

    /// What is answered is for programs: no browser shall make a page of it.
    private static final String NO_PAGE = "default-src 'none'; frame-ancestors 'none'";

    private static final String[] PAGES = {"/", "/ui/**", "/graphiql/**"};

    /// What Spring Security takes for an attack, as a NUL in the path, it answers before the doors and without
    /// their header fields.
    @Bean
    ServerExchangeRejectedHandler rejected() {
        return (exchange, _) -> Mono.fromRunnable(() -> {
            HttpHeaders headers = exchange.getResponse().getHeaders();
            headers.set("Content-Security-Policy", NO_PAGE);
            headers.set("X-Content-Type-Options", "nosniff");
            exchange.getResponse().setStatusCode(HttpStatus.BAD_REQUEST);
        });
    }

    /// Pages of other origins get in where `spring.graphql.cors` lets them, to GraphQL alone.
    @Bean
    CorsConfigurationSource origins(GraphQlCorsProperties cors) {
        CorsConfiguration configured = cors.toCorsConfiguration();
        return exchange -> Door.isGraphQl(exchange) ? configured : null;
    }

    /// Nothing is kept between requests: a session would cost a quarter of the throughput, and takes the
    /// WebSocket's upgrade off its event loop. Without cookies there is nothing for a forged cross-site request to
    /// use either.
    @Bean
    SecurityWebFilterChain doors(
            ServerHttpSecurity http, Tokens tokens, Door door, @Qualifier("origins") CorsConfigurationSource origins) {
        return http.securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .requestCache(RequestCacheSpec::disable)
                .csrf(CsrfSpec::disable)
                .cors(spec -> spec.configurationSource(origins))
                .headers(headers -> headers.referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                        .contentSecurityPolicy(policy -> policy.policyDirectives(NO_PAGE)))
                .httpBasic(HttpBasicSpec::disable)
                .formLogin(FormLoginSpec::disable)
                .logout(LogoutSpec::disable)
                .authorizeExchange(exchanges -> exchanges
                        .pathMatchers("/oauth2/token", "/.well-known/jwks.json", "/actuator/health/**")
                        .permitAll()
                        // Files for browsers: who they are is asked where the data is.
                        .pathMatchers(HttpMethod.GET, PAGES)
                        .permitAll()
                        .pathMatchers(HttpMethod.HEAD, PAGES)
                        .permitAll()
                        // It signs in later, by its connection_init.
                        .matchers(SecurityConfiguration::isSocket)
                        .permitAll()
                        .pathMatchers(Door.GRAPHQL)
                        .authenticated()
                        .anyExchange()
                        .denyAll())
                .oauth2ResourceServer(server -> server.bearerTokenConverter(bearerTokens())
                        .authenticationEntryPoint(door)
                        .accessDeniedHandler(door)
                        .jwt(jwt -> jwt.authenticationManager(tokens)))
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(door).accessDeniedHandler(door))
                .build();
    }

    private static Mono<MatchResult> isSocket(ServerWebExchange exchange) {
        boolean upgrades = HttpMethod.GET.equals(exchange.getRequest().getMethod())
                && "websocket"
                        .equalsIgnoreCase(exchange.getRequest().getHeaders().getUpgrade());
        return Door.isGraphQl(exchange) && upgrades ? MatchResult.match() : MatchResult.notMatch();
    }

    /// Only GraphQL looks at bearer tokens: the token endpoint judges its Authorization header by itself.
    private static ServerAuthenticationConverter bearerTokens() {
        var converter = new ServerBearerTokenAuthenticationConverter();
        return exchange -> Door.isGraphQl(exchange) ? converter.convert(exchange) : Mono.empty();
    }
}
