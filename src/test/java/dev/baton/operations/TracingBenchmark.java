package dev.baton.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.baton.testing.Gateway;
import dev.baton.testing.Node;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestServers.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Measures what traces cost a request: see the README of the benchmarks.
@EnabledIfSystemProperty(named = "bench", matches = "true")
class TracingBenchmark {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 10);
    private static final int REQUESTS = 500;
    private static final Pattern CPU = Pattern.compile("(?m)^process_cpu_time_ns_total (.*)$");
    private static final String BODY =
            JsonMapper.shared().writeValueAsString(Map.of("query", "{ agents(first: 20) { nodes { id handle } } }"));

    @Test
    void whatTracesCostARequest(@TempDir Path folder) throws IOException {
        Place place = TestServers.fresh();
        HttpServer collector = collector();
        String url = "baton.traces-url=http://127.0.0.1:%d/"
                .formatted(collector.getAddress().getPort());
        try (Side off = Side.start("without traces", place, folder, "baton.traces-url=");
                Side tenth = Side.start("with one in ten", place, folder, url);
                Side all = Side.start("with all", place, folder, url, "management.tracing.sampling.probability=1.0")) {
            List<Side> sides = List.of(off, tenth, all);
            for (int round = -ROUNDS; round < ROUNDS; round++) {
                for (Side side : sides) {
                    side.ask(round >= 0);
                }
            }
            sides.forEach(Side::print);
        } finally {
            collector.stop(0);
        }
    }

    /// Takes whatever it is sent, and looks at nothing of it.
    private static HttpServer collector() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
        return server;
    }

    private static final class Side implements AutoCloseable {

        private final String name;
        private final Node node;
        private final Gateway gateway;
        private final List<Long> micros = new ArrayList<>();
        private double cpu;

        private Side(String name, Node node) {
            this.name = name;
            this.node = node;
            this.gateway = new Gateway(node.port());
        }

        static Side start(String name, Place place, Path folder, String... properties) throws IOException {
            var all = new ArrayList<>(Arrays.asList(place.properties()));
            all.addAll(List.of("baton.guard.capacity=1000000000", "baton.guard.refill-per-second=1000000"));
            all.addAll(List.of(properties));
            var side = new Side(name, Node.start(List.of("-Xmx512m"), all, folder.resolve(name)));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .ignoreException(UncheckedIOException.class)
                    .until(() -> side.gateway.tokenAnswer("viewer", "viewer").statusCode() == 200);
            return side;
        }

        /// Some requests, one after the other.
        void ask(boolean counts) {
            String authorization = "Bearer " + gateway.token("viewer");
            double before = cpuSoFar();
            for (int i = 0; i < REQUESTS; i++) {
                long start = System.nanoTime();
                assertThat(gateway.post(authorization, BODY).statusCode()).isEqualTo(200);
                if (counts) {
                    micros.add((System.nanoTime() - start) / 1_000);
                }
            }
            cpu += counts ? cpuSoFar() - before : 0;
        }

        private double cpuSoFar() {
            String scraped = gateway.send(HttpRequest.newBuilder(gateway.uri(Scraping.PATH))
                            .header("Authorization", "Bearer scraper"))
                    .body();
            return CPU.matcher(scraped)
                    .results()
                    .mapToDouble(found -> Double.parseDouble(found.group(1)))
                    .sum();
        }

        void print() {
            long[] sorted = micros.stream().mapToLong(Long::longValue).sorted().toArray();
            System.out.printf(
                    "%-16s median %,6d µs, 99 %% %,7d µs, processor %,6.0f µs a request%n",
                    name, sorted[sorted.length / 2], sorted[sorted.length * 99 / 100], cpu / 1e3 / sorted.length);
        }

        @Override
        public void close() {
            node.close();
        }
    }
}
