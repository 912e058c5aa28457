package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BatonApplication;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.context.ConfigurableApplicationContext;

/// Who guesses secrets. Two nodes on one database and one Redis; the flood comes last, for all come from one address.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SignInLimitTests {

    private static final TestServers.Place PLACE = TestServers.fresh();
    private static final String[] SETTINGS = {
        "baton.access.failures-per-client=5", "baton.access.failures-per-address=40"
    };

    private static ConfigurableApplicationContext one;
    private static ConfigurableApplicationContext two;

    @BeforeAll
    static void startNodes() {
        one = PLACE.startNode(BatonApplication.class, SETTINGS);
        two = PLACE.startNode(BatonApplication.class, SETTINGS);
    }

    @AfterAll
    static void stopNodes() {
        one.close();
        two.close();
    }

    @Test
    @Order(1)
    void whoGuessesIsRefusedOnAllNodesAndOthersAreNot() {
        int failed = 0;
        while (answer(one, "operator", "guess").statusCode() == 401) {
            failed++;
            // A minute may turn over meanwhile.
            assertThat(failed).isLessThanOrEqualTo(10);
        }
        assertThat(failed).isGreaterThanOrEqualTo(5);
        HttpResponse<String> refused = answer(two, "operator", "operator");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("slow_down");
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 60L);
        assertThat(answer(two, "viewer", "viewer").statusCode()).isEqualTo(200);
    }

    /// The node has seen its secret, and another address is another client: neither waits for who guesses.
    @Test
    @Order(2)
    void whoGuessesDoesNotLockOutWhoKnows() {
        assertThat(answer(one, "admin", "admin").statusCode()).isEqualTo(200);
        int guesses = 0;
        while (answer(one, "admin", "guess").statusCode() != 429) {
            assertThat(guesses++).isLessThan(12);
        }
        assertThat(answer(one, "admin", "admin").statusCode()).isEqualTo(200);
        assertThat(answerFromElsewhere(two, "admin", "admin")).isEqualTo(200);
    }

    private static int answerFromElsewhere(ConfigurableApplicationContext node, String id, String secret) {
        var address = new InetSocketAddress("127.0.0.99", 0).getAddress();
        try (HttpClient client = HttpClient.newBuilder().localAddress(address).build()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                            + Gateway.of(node.getEnvironment()).port() + "/oauth2/token"))
                    .header("Authorization", Gateway.basic(id + ":" + secret))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                    .build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Order(3)
    void aThousandBadSignInsAreHeardByTheDozenAndCounted() {
        try (var threads = Executors.newFixedThreadPool(16)) {
            Map<Integer, Long> answers = IntStream.range(0, 1_000)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> answer(i % 2 == 0 ? one : two, "nobody-" + i, "guess")
                                    .statusCode(),
                            threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .collect(Collectors.groupingBy(status -> status, Collectors.counting()));
            assertThat(answers.keySet()).isSubsetOf(401, 429, 503);
            assertThat(answers.getOrDefault(401, 0L)).isBetween(20L, 150L);
            assertThat(answers.getOrDefault(429, 0L)).isGreaterThan(800L);
        }
        assertThat(counted("refused") + counted("slowed")).isGreaterThanOrEqualTo(990);
    }

    private static double counted(String outcome) {
        return List.of(one, two).stream()
                .map(node -> node.getBean(MeterRegistry.class)
                        .find("baton.sign.ins")
                        .tag("outcome", outcome)
                        .counter())
                .mapToDouble(counter -> counter == null ? 0 : counter.count())
                .sum();
    }

    private static HttpResponse<String> answer(ConfigurableApplicationContext node, String id, String secret) {
        return Gateway.of(node.getEnvironment()).tokenAnswer(id, secret);
    }
}
