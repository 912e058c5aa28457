package dev.baton.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.operations.Collector.Span;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.Node;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestServers.Place;
import dev.baton.testing.TestSocket;
import io.r2dbc.proxy.callback.ProxyConfigHolder;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Wrapped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A gateway as in production, a process of its own that sends its traces to a collector and writes its log as JSON;
/// and one without traces, which has nothing of them.
@BatonTest
class TraceTests {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String OTHER_TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String VALUE = "a-division-that-nobody-may-read";
    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void oneTraceLeadsFromTheRequestToTheStatementAndTheLogNamesIt(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("log");
        Place place = TestServers.fresh();
        try (var collector = new Collector();
                Node node = Node.start(List.of("-XX:TieredStopAtLevel=1"), production(place, collector), log)) {
            var gateway = new Gateway(node.port());
            String token = awaitToken(gateway);
            assertOneTrace(gateway, token, collector);
            assertSocketsKnowTheirCaller(gateway, token);
            assertFieldsAreMeasured(gateway);
            fail(gateway, token, place);
            assertLog(log, token);
        }
    }

    private static List<String> production(Place place, Collector collector) {
        var properties = new ArrayList<>(Arrays.asList(place.properties()));
        properties.removeIf(property -> property.startsWith("logging."));
        properties.add("baton.traces-url=" + collector.url());
        properties.add("management.opentelemetry.tracing.export.schedule-delay=100ms");
        return properties;
    }

    private static String awaitToken(Gateway gateway) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .ignoreException(UncheckedIOException.class)
                .until(() -> gateway.tokenAnswer("operator", "operator").statusCode() == 200);
        return gateway.token("operator");
    }

    private static void assertOneTrace(Gateway gateway, String token, Collector collector) {
        send(
                gateway,
                token,
                TRACE,
                "query ($division: String!) { agents(filter: { divisions: [$division] }) { nodes { id } } }");
        Span statement = Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> collector.spans(TRACE).stream()
                                .filter(TraceTests::readsAgents)
                                .findFirst(),
                        found -> found.stream().anyMatch(span -> isRequest(collector.root(span))))
                .orElseThrow();
        assertThat(collector.ancestors(statement))
                .extracting(Span::name)
                .contains("graphql field agents", "graphql query");
        assertThat(collector.spans(TRACE).toString()).doesNotContain(token).doesNotContain(VALUE);
    }

    private static boolean readsAgents(Span span) {
        return span.attributes().values().stream().anyMatch(text -> text.contains("FROM agent a"));
    }

    private static boolean isRequest(Span span) {
        return span.name().startsWith("http post");
    }

    /// What is restored in front of every operator may not hide who has signed in.
    private static void assertSocketsKnowTheirCaller(Gateway gateway, String token) {
        try (var socket = TestSocket.signedIn(gateway, token)) {
            socket.subscribe("1", "{ viewer { subject } agents(first: 1) { totalCount } }");
            assertThat(socket.next().at("/payload/data/viewer/subject").asString())
                    .isEqualTo("operator");
            socket.subscribe(
                    "2",
                    "mutation { delegateTask(input: { title: \"Over a socket\", type: \"trace\" }) { task { id } } }");
            JsonNode message = socket.next();
            message = message.path("type").asString().equals("complete") ? socket.next() : message;
            assertThat(message.at("/payload/data/delegateTask/task/id").asString())
                    .startsWith("task_");
        }
    }

    private static void assertFieldsAreMeasured(Gateway gateway) {
        String scraped = gateway.send(
                        HttpRequest.newBuilder(gateway.uri(Scraping.PATH)).header("Authorization", "Bearer scraper"))
                .body();
        assertThat(scraped)
                .containsPattern("graphql_datafetcher_seconds_(count|sum)\\{.*graphql_field_name=\"agents\"");
    }

    /// What goes wrong inside.
    private static void fail(Gateway gateway, String token, Place place) throws SQLException {
        try (var connection = place.connect();
                var sql = connection.createStatement()) {
            sql.execute("ALTER TABLE metric RENAME TO metric_that_went");
        }
        assertThat(send(gateway, token, OTHER_TRACE, "{ metricNames { name } }").body())
                .contains("INTERNAL");
    }

    private static void assertLog(Path log, String token) throws IOException {
        List<JsonNode> lines =
                Files.readAllLines(log).stream().map(JSON::readTree).toList();
        assertThat(lines).hasSizeGreaterThan(5).allMatch(line -> line.has("@timestamp") && line.has("message"));
        assertThat(lines)
                .filteredOn(line -> line.toString().contains("a-request-that-fails"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.toString()).contains(OTHER_TRACE));
        assertThat(Files.readString(log)).doesNotContain(token).doesNotContain(VALUE);
    }

    private static HttpResponse<String> send(Gateway gateway, String token, String trace, String query) {
        return gateway.send(HttpRequest.newBuilder(gateway.uri("/graphql"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .header("X-Request-Id", "a-request-that-fails")
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .POST(BodyPublishers.ofString(
                        JSON.writeValueAsString(Map.of("query", query, "variables", Map.of("division", VALUE))))));
    }

    @Test
    void nothingOfItIsThereWhereItIsNotWanted(
            @Autowired ApplicationContext context, @Autowired ConnectionFactory connections) {
        assertThat(context.getBeanDefinitionNames())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).matches(".*(otel|opentelemetry|tracer|span).*"));
        assertThat(Stream.iterate((Object) connections, Wrapped.class::isInstance, one -> ((Wrapped<?>) one).unwrap()))
                .noneMatch(ProxyConfigHolder.class::isInstance);
    }
}
