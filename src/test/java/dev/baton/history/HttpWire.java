package dev.baton.history;

import dev.baton.testing.Gateway;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Operations as HTTP requests.
record HttpWire(Gateway gateway, String token) implements Wire {

    static final Duration PATIENCE = Duration.ofSeconds(15);

    // It repeats no POST by itself.
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    public String name() {
        return "http:" + gateway.port();
    }

    @Override
    public JsonNode ask(String query, JsonNode variables) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(gateway.uri("/graphql"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .timeout(PATIENCE)
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(Map.of("query", query, "variables", variables))))
                .build();
        HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
        try {
            return JSON.readTree(answer.body());
        } catch (JacksonException e) {
            throw new IOException("status " + answer.statusCode(), e);
        }
    }

    @Override
    public void close() {
        // The connections belong to all.
    }
}
