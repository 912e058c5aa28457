package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

@BatonTest
class UnreadBodyTests {

    private static final String QUERY = "{\"query\": \"{ viewer { subject } }\"}";

    private static final int ROUNDS = 100;
    private static final int PATIENCE_MILLIS = 10_000;

    @Autowired
    private Environment environment;

    /// The refused body comes a moment after its head, as from a client in the world, and so while the answer is
    /// written.
    @Test
    void aConnectionIsOfUseAfterARefusal() throws IOException {
        Gateway gateway = Gateway.of(environment);
        String token = gateway.token("viewer");
        var random = new Random(1);
        try (var socket = new Socket("localhost", gateway.port())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            var answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (int round = 0; round < ROUNDS; round++) {
                send(socket, head(token, "text/plain"));
                LockSupport.parkNanos(random.nextInt(3_000_000));
                send(socket, QUERY);
                assertThat(status(answers)).as("round %d", round).startsWith("HTTP/1.1 415");
                send(socket, head(token, "application/json") + QUERY);
                assertThat(status(answers)).as("round %d", round).startsWith("HTTP/1.1 200");
            }
        }
    }

    private static String head(String token, String contentType) {
        return """
            POST /graphql HTTP/1.1\r
            Host: baton\r
            Authorization: Bearer %s\r
            Content-Type: %s\r
            Content-Length: %d\r
            \r
            """.formatted(token, contentType, QUERY.length());
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /// Reads one answer.
    private static String status(BufferedReader answers) throws IOException {
        String status = answers.readLine();
        int length = 0;
        for (String header = answers.readLine(); header != null && !header.isEmpty(); header = answers.readLine()) {
            if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        answers.skip(length);
        return String.valueOf(status);
    }
}
