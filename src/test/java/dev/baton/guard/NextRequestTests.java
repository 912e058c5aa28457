package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

/// Requests of all kinds one after another on the same connection, whose bodies come with the head, a moment later or
/// in pieces: each has its answer, whatever the one before it was.
@BatonTest
class NextRequestTests {

    private static final int ROUNDS = 250;
    private static final int MOST_DELAY_NANOS = 3_000_000;
    private static final int PATIENCE_MILLIS = 20_000;

    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String QUERY = "{\"query\": \"{ viewer { subject } }\"}";

    @Autowired
    private Environment environment;

    private final Random random = new Random(1);

    private record Ask(int expected, String head, String body) {

        static Ask get(int expected, String path) {
            return new Ask(expected, "GET " + path + " HTTP/1.1\r\nHost: baton\r\n\r\n", "");
        }

        static Ask post(int expected, String path, String token, String contentType, String body) {
            return new Ask(expected, """
                POST %s HTTP/1.1\r
                Host: baton\r
                Authorization: Bearer %s\r
                Content-Type: %s\r
                Content-Length: %d\r
                \r
                """.formatted(path, token, contentType, body.length()), body);
        }
    }

    @Test
    void eachIsAnsweredWhateverCameBeforeIt() throws IOException {
        Gateway gateway = Gateway.of(environment);
        String token = gateway.token("viewer");
        String large = QUERY.replace("}\"}", "}\", \"extensions\": {\"x\": \"%s\"}}".formatted("y".repeat(200_000)));
        var asks = List.of(
                Ask.post(200, "/graphql", token, JSON, QUERY),
                Ask.post(200, "/graphql", token, JSON, large),
                Ask.post(415, "/graphql", token, "text/plain", QUERY),
                Ask.post(401, "/graphql", "nobody's", JSON, large),
                Ask.post(400, "/graphql", token, JSON, "}" + "z".repeat(50_000)),
                Ask.post(422, "/graphql", token, JSON, "[" + QUERY + "]"),
                Ask.post(404, "/nothing", token, JSON, QUERY),
                Ask.post(400, "/oauth2/token", token, FORM, "grant_type=none"),
                Ask.get(200, "/"),
                Ask.get(200, "/ui/app.js"),
                Ask.get(404, "/ui/none.js"),
                Ask.get(200, "/ui/settings.json"),
                Ask.get(200, "/actuator/health"));
        try (var socket = new Socket("localhost", gateway.port())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            var answers = new BufferedInputStream(socket.getInputStream());
            String before = "";
            for (int round = 0; round < ROUNDS; round++) {
                Ask ask = asks.get(random.nextInt(asks.size()));
                send(socket, ask);
                assertThat(status(answers))
                        .as("%s after %s", ask.head(), before)
                        .startsWith("HTTP/1.1 " + ask.expected());
                before = ask.head();
            }
        }
    }

    private void send(Socket socket, Ask ask) throws IOException {
        int together = random.nextBoolean()
                ? ask.body().length()
                : random.nextInt(ask.body().length() + 1);
        write(socket, ask.head() + ask.body().substring(0, together));
        if (together < ask.body().length()) {
            LockSupport.parkNanos(random.nextInt(MOST_DELAY_NANOS));
            write(socket, ask.body().substring(together));
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /// Reads one answer.
    private static String status(InputStream answers) throws IOException {
        String status = line(answers);
        int length = 0;
        for (String header = line(answers); !header.isEmpty(); header = line(answers)) {
            if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        answers.skipNBytes(length);
        return status;
    }

    private static String line(InputStream answers) throws IOException {
        var line = new StringBuilder();
        for (int next = answers.read(); next != '\n'; next = answers.read()) {
            assertThat(next).as("the connection is open").isNotNegative();
            line.append((char) next);
        }
        return line.toString().strip();
    }
}
