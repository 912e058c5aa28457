package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BatonApplication;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Requests whose body never ends.
class LateBodyTests {

    private static final int PATIENCE_MILLIS = 20_000;

    private final TestServers.Place place = TestServers.fresh();

    @Test
    void aBodyThatDoesNotComeInTimeIsAnsweredAndItsConnectionEnds() throws IOException {
        try (var node = place.startNode(BatonApplication.class, "baton.guard.body-timeout=1s")) {
            Gateway gateway = Gateway.of(node.getEnvironment());
            String authorization = "Bearer " + gateway.token("viewer");
            assertThat(answer(gateway, "/graphql", authorization, "application/json", "{\"query\":"))
                    .startsWith("HTTP/1.1 408")
                    .contains("BAD_REQUEST");
            String form = "application/x-www-form-urlencoded";
            assertThat(answer(gateway, "/oauth2/token", Gateway.basic("viewer:viewer"), form, "grant_type="))
                    .startsWith("HTTP/1.1 4");
        }
    }

    @Test
    void aNodeThatStopsDoesNotWaitForABodyThatDoesNotCome() throws IOException {
        var node = place.startNode(BatonApplication.class, "baton.guard.body-timeout=5m");
        Gateway gateway = Gateway.of(node.getEnvironment());
        String authorization = "Bearer " + gateway.token("viewer");
        try (var socket = begin(gateway, "/graphql", authorization, "application/json", "{\"query\":")) {
            // A request that came in later was answered, so this one is in hand.
            gateway.data(gateway.token("viewer"), "{ viewer { subject } }");
            var stopped = CompletableFuture.runAsync(node::close);
            assertThat(read(socket)).startsWith("HTTP/1.1 408");
            // The server's graceful shutdown would wait 30 seconds for it.
            assertThat(stopped).succeedsWithin(Duration.ofSeconds(25));
        }
    }

    private static String answer(
            Gateway gateway, String path, String authorization, String contentType, String beginning)
            throws IOException {
        try (var socket = begin(gateway, path, authorization, contentType, beginning)) {
            return read(socket);
        }
    }

    private static Socket begin(
            Gateway gateway, String path, String authorization, String contentType, String beginning)
            throws IOException {
        var socket = new Socket("localhost", gateway.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        String request = """
            POST %s HTTP/1.1\r
            Host: baton\r
            Authorization: %s\r
            Content-Type: %s\r
            Content-Length: 100\r
            \r
            %s\
            """.formatted(path, authorization, contentType, beginning);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    /// Until the gateway lets the connection go.
    private static String read(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
