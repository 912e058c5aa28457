package dev.baton.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.Gateway;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Records metrics and reads them, as callers do.
record Office(Gateway gateway, String operator) {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String RECORD = """
        mutation ($input: RecordMetricsInput!) {
          recordMetrics(input: $input) {
            recorded overflowed problems { code message ... on InvalidInput { fields { path message } } }
          }
        }
        """;

    private static final String SERIES = """
        query ($name: String!, $by: MetricGrouping!, $filter: MetricFilter, $from: DateTime!, $to: DateTime!,
               $bucket: MetricBucket!, $timeZone: String!, $first: Int!) {
          metricSeries(name: $name, by: $by, filter: $filter, from: $from, to: $to, bucket: $bucket,
                       timeZone: $timeZone, first: $first) {
            name unit key agent { handle } total { count sum min max mean p50 p95 p99 }
            points { start end count sum min max mean p50 p95 p99 }
          }
        }
        """;

    static Office of(Environment environment) {
        Gateway gateway = Gateway.of(environment);
        return new Office(gateway, gateway.token("operator"));
    }

    static String freshName() {
        return "test." + UUID.randomUUID();
    }

    static Map<String, Object> sample(String name, double value) {
        return Map.of("name", name, "value", value);
    }

    static Map<String, Object> with(Map<String, Object> sample, String field, Object value) {
        var more = new HashMap<>(sample);
        more.put(field, value);
        return more;
    }

    static List<Map<String, Object>> samples(String name, double... values) {
        return IntStream.range(0, values.length)
                .mapToObj(i -> sample(name, values[i]))
                .toList();
    }

    JsonNode record(List<? extends Map<String, ?>> samples) {
        return recordAs(operator, Map.of("samples", samples));
    }

    JsonNode recordAs(String token, Map<String, ?> input) {
        return gateway.dataWhenAvailable(token, RECORD, Map.of("input", input)).path("recordMetrics");
    }

    JsonNode series(Map<String, ?> question) {
        JsonNode answer = ask(question);
        assertThat(answer.has("errors")).as(answer.toString()).isFalse();
        return answer.at("/data/metricSeries");
    }

    /// The whole answer, errors and all.
    JsonNode ask(Map<String, ?> question) {
        return JSON.readTree(send(question).body());
    }

    HttpResponse<String> send(Map<String, ?> question) {
        var variables =
                new HashMap<String, Object>(Map.of("by", "WORKSPACE", "bucket", "DAY", "timeZone", "UTC", "first", 20));
        variables.putAll(question);
        return gateway.post(
                "Bearer " + operator, JSON.writeValueAsString(Map.of("query", SERIES, "variables", variables)));
    }
}
