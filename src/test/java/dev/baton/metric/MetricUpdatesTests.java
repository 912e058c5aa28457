package dev.baton.metric;

import static dev.baton.metric.Office.sample;
import static dev.baton.metric.Office.samples;
import static dev.baton.metric.Office.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.TestSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// The live end of a series.
@BatonTest
class MetricUpdatesTests {

    private final String name = Office.freshName();
    private final Office office;

    MetricUpdatesTests(@Autowired Environment environment) {
        this.office = Office.of(environment);
    }

    @Test
    void whatIsRecordedIsToldAndTheLastThatIsToldIsAllThereIs() {
        try (TestSocket socket = TestSocket.signedIn(office.gateway(), office.operator())) {
            socket.subscribe(
                    "1",
                    "subscription { metricUpdates(name: \"%s\") { name unit key point { start count sum } } }"
                            .formatted(name));
            assertThat(socket.poll(Duration.ofMillis(1_500)))
                    .as("there is no such metric yet")
                    .isNull();
            var told = new HashMap<String, Integer>();
            for (int call = 0; call < 5; call++) {
                office.record(samples(name, 1, 1));
                hear(socket, told, 2 * (call + 1));
            }
            // Longer ago than what is live.
            office.record(List.of(with(
                    sample(name, 1), "time", Instant.now().minusSeconds(3_600).toString())));
            office.record(samples(name, 1));
            hear(socket, told, 11);
        }
    }

    @Test
    void groupsAreToldOneByOne() {
        office.record(
                List.of(with(sample(name, 3), "labels", List.of(Map.of("name", "a", "value", "b"))), sample(name, 4)));
        try (TestSocket socket = TestSocket.signedIn(office.gateway(), office.operator())) {
            socket.subscribe(
                    "1",
                    "subscription { metricUpdates(name: \"%s\", by: AGENT, filter: { labels: [{ name: \"a\", value: \"b\" }] }) { point { sum } } }"
                            .formatted(name));
            assertThat(update(socket).at("/point/sum").asInt()).isEqualTo(3);
        }
    }

    @Test
    void aFilterThatDoesNotHoldIsAnError() {
        try (TestSocket socket = TestSocket.signedIn(office.gateway(), office.operator())) {
            socket.subscribe("1", "subscription { metricUpdates(name: \"x\", filter: { divisions: [] }) { name } }");
            assertThat(socket.next().toString()).contains("BAD_REQUEST");
        }
    }

    /// Reads until the buckets that were told last make up so many samples.
    private static void hear(TestSocket socket, Map<String, Integer> told, int count) {
        while (told.values().stream().mapToInt(Integer::intValue).sum() < count) {
            JsonNode point = update(socket).path("point");
            assertThat(point.path("sum").asInt()).isEqualTo(point.path("count").asInt());
            told.put(point.path("start").asString(), point.path("count").asInt());
        }
        assertThat(told.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(count);
    }

    private static JsonNode update(TestSocket socket) {
        JsonNode message = socket.next();
        assertThat(message.path("type").asString()).as(message.toString()).isEqualTo("next");
        return message.at("/payload/data/metricUpdates");
    }
}
