package dev.baton.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A running gateway as a client on the network sees it: HTTP requests with curl's habits, and sockets.
public record Gateway(int port) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration RETRY_WITHIN = Duration.ofSeconds(1);
    private static final JsonMapper JSON = JsonMapper.shared();

    /// The gateway that a test's context runs.
    public static Gateway of(Environment environment) {
        return new Gateway(environment.getRequiredProperty("local.server.port", Integer.class));
    }

    public URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    /// An access token for a client whose secret is its name.
    public String token(String client) {
        return token(client, client);
    }

    public String token(String clientId, String clientSecret) {
        HttpResponse<String> answer = tokenAnswer(clientId, clientSecret);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("access_token").asString();
    }

    /// What the token endpoint answers to `curl -u id:secret -d grant_type=client_credentials`.
    public HttpResponse<String> tokenAnswer(String clientId, String clientSecret) {
        return form(basic(encode(clientId) + ":" + encode(clientSecret)), "grant_type=client_credentials");
    }

    /// A form sent to the token endpoint, with an Authorization header where it is not empty.
    public HttpResponse<String> form(String authorization, String form) {
        var request = HttpRequest.newBuilder(uri("/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return send(request);
    }

    public static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /// The answer's `data`, of an operation without errors. A client whose bucket is empty waits: the tests of a
    /// context
    /// share it.
    public JsonNode data(String token, String query, Map<String, ?> variables) {
        return data(token, query, variables, "RATE_LIMITED"::equals);
    }

    public JsonNode data(String token, String query) {
        return data(token, query, Map.of());
    }

    /// The same, also asked for again for as long as the gateway says that it is too busy.
    public JsonNode dataWhenAvailable(String token, String query, Map<String, ?> variables) {
        return data(token, query, variables, Set.of("RATE_LIMITED", "UNAVAILABLE")::contains);
    }

    private JsonNode data(String token, String query, Map<String, ?> variables, Predicate<String> again) {
        Instant deadline = Instant.now().plus(PATIENCE);
        JsonNode answer = execute(token, query, variables);
        while (again.test(answer.at("/errors/0/extensions/code").asString(""))) {
            assertThat(Instant.now()).as(answer.toString()).isBefore(deadline);
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(RETRY_WITHIN.toNanos()));
            answer = execute(token, query, variables);
        }
        assertThat(answer.has("errors")).as(answer.toString()).isFalse();
        return answer.path("data");
    }

    /// The whole answer, whatever it is.
    public JsonNode execute(String token, String query, Map<String, ?> variables) {
        String body = JSON.writeValueAsString(Map.of("query", query, "variables", variables));
        return JSON.readTree(post("Bearer " + token, body).body());
    }

    /// A body sent to `/graphql`, with an Authorization header where it is not empty.
    public HttpResponse<String> post(String authorization, String body) {
        var request = HttpRequest.newBuilder(uri("/graphql"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return send(request);
    }

    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
