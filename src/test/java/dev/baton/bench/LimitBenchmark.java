package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BatonApplication;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestServers.Place;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/// Measures what budgets cost a request: see the README beside this file.
@EnabledIfSystemProperty(named = "bench", matches = "true")
class LimitBenchmark {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 4_000);
    private static final String SMALL = body("{ viewer { subject roles } }");

    @Test
    void whatLimitingCostsARequest() {
        Place place = TestServers.fresh();
        try (ConfigurableApplicationContext limited = node(place);
                ConfigurableApplicationContext free = node(place, "baton.guard.budgets=false")) {
            Caller with = Caller.of(limited);
            Caller without = Caller.of(free);
            measure(with, without);
            long[][] micros = measure(with, without);
            System.out.printf(
                    "%nA small query, one at a time: median %d µs with budgets and %d µs without; 99%%: %d µs and %d"
                            + " µs%n",
                    part(micros[0], 50), part(micros[1], 50), part(micros[0], 99), part(micros[1], 99));
        }
    }

    private record Caller(Gateway gateway, String authorization) {

        static Caller of(ConfigurableApplicationContext node) {
            var gateway = Gateway.of(node.getEnvironment());
            return new Caller(gateway, "Bearer " + gateway.token("viewer"));
        }

        long micros(String body) {
            long begun = System.nanoTime();
            int status = gateway.post(authorization, body).statusCode();
            long micros = (System.nanoTime() - begun) / 1_000;
            assertThat(status).isEqualTo(200);
            return micros;
        }
    }

    /// Each in turn, so that both meet the same moments of a busy machine.
    private static long[][] measure(Caller with, Caller without) {
        var micros = new long[2][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            micros[0][round] = with.micros(SMALL);
            micros[1][round] = without.micros(SMALL);
        }
        return micros;
    }

    private static long part(long[] micros, int percent) {
        Arrays.sort(micros);
        return micros.length == 0 ? 0 : micros[Math.min(micros.length - 1, micros.length * percent / 100)];
    }

    private static ConfigurableApplicationContext node(Place place, String... properties) {
        return place.startNode(
                BatonApplication.class,
                Stream.concat(
                                Stream.of(
                                        "baton.guard.patience=500ms",
                                        "baton.guard.redis-patience=250ms",
                                        "baton.guard.capacity=1000000000000",
                                        "baton.guard.refill-per-second=1000000000",
                                        "baton.guard.max-operation-cost=100000"),
                                Stream.of(properties))
                        .toArray(String[]::new));
    }

    private static String body(String query) {
        return JSON.writeValueAsString(Map.of("query", query));
    }
}
