package dev.baton.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.util.Map;
import org.springframework.graphql.client.HttpGraphQlClient;
import org.springframework.graphql.client.WebSocketGraphQlClient;
import org.springframework.graphql.client.WebSocketGraphQlClientInterceptor;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import reactor.core.publisher.Mono;

/// Where the gateway is.
record Endpoint(int port) {

    /// Exchanges a client's credentials for a token, and speaks with it from then on.
    ///
    /// @return `WebClientResponseException.Unauthorized` as an error signal where the client is unknown
    Mono<Session> signIn(String clientId, String clientSecret) {
        return WebClient.create("http://localhost:" + port)
                .post()
                .uri("/oauth2/token")
                .headers(headers -> headers.setBasicAuth(clientId, clientSecret))
                .body(BodyInserters.fromFormData("grant_type", "client_credentials"))
                .retrieve()
                .bodyToMono(Token.class)
                .map(token -> new Session(http(token), socket(token)));
    }

    private HttpGraphQlClient http(Token token) {
        WebClient web = WebClient.create("http://localhost:" + port + "/graphql");
        return HttpGraphQlClient.builder(web)
                .headers(headers -> headers.setBearerAuth(token.text()))
                .build();
    }

    private WebSocketGraphQlClient socket(Token token) {
        URI uri = URI.create("ws://localhost:" + port + "/graphql");
        return WebSocketGraphQlClient.builder(uri, new ReactorNettyWebSocketClient())
                .interceptor(token)
                .build();
    }

    private record Token(@JsonProperty("access_token") String text) implements WebSocketGraphQlClientInterceptor {

        @Override
        public Mono<Object> connectionInitPayload() {
            return Mono.just(Map.of("Authorization", "Bearer " + text));
        }
    }
}
