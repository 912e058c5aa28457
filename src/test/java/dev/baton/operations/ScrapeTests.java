package dev.baton.operations;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import dev.baton.access.Caller;
import dev.baton.access.Role;
import dev.baton.graph.WorkspaceId;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestSocket;
import dev.baton.testing.Worker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Health;
import org.springframework.core.env.Environment;
import org.yaml.snakeyaml.Yaml;
import reactor.core.publisher.Mono;

/// What there is to scrape, for whom, and whether the dashboard and the alerts ask for nothing else.
@BatonTest
class ScrapeTests {

    private static final Pattern METRIC =
            Pattern.compile("\\b(?:baton|graphql|http|r2dbc|lettuce|jvm|process)_[a-z0-9_]+\\b");
    private static final Pattern QUERY = Pattern.compile("(?m)^\\s*\"?expr\"?: (.*)$");
    private static final Pattern LABELS = Pattern.compile("by \\([^)]*\\)|\\{[^}]*}");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z0-9_]+)[{ ]");

    private static final Pattern EVENT = Pattern.compile("type=~?\\\\?\"([^\"\\\\]+)");
    private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");
    private static final Pattern LIST = Pattern.compile(", *");
    private static final Pattern MATCHED = Pattern.compile("[{,] *([a-z_]+)(?:=|!=|=~|!~)\\\\?\"");
    private static final Pattern EXPOSED_LABEL = Pattern.compile("[{,]([a-z_]+)=\"");
    private static final Pattern ALTERNATIVES = Pattern.compile("[|]");
    private static final String FIELDS_NAME = "graphql_datafetcher_seconds";
    private static final String FIELDS = FIELDS_NAME + "_sum";

    private final Gateway gateway;

    ScrapeTests(@Autowired Environment environment) {
        this.gateway = Gateway.of(environment);
    }

    @Test
    void onlyWhoShowsTheTokenMayScrape() {
        assertThat(scrape("Bearer scraper").statusCode()).isEqualTo(200);
        assertThat(scrape("Bearer other").statusCode()).isEqualTo(401);
        assertThat(scrape("Bearer " + gateway.token("admin")).statusCode())
                .as("no caller's token, however much it may")
                .isEqualTo(401);
        assertThat(gateway.get(Scraping.PATH).statusCode()).isEqualTo(401);
        assertThat(gateway.get("/actuator/metrics").statusCode()).isEqualTo(404);
        assertThat(gateway.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
    }

    @Test
    void everyMetricOfTheDashboardAndTheAlertsIsThere() throws IOException {
        useTheGateway();
        Set<String> asked = asked();
        // Another test has them, where fields are measured.
        asked.removeIf(metric -> metric.startsWith(FIELDS_NAME));
        assertThat(asked).hasSizeGreaterThan(20).contains("baton_events_total", "graphql_request_seconds_bucket");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(exposed()).containsAll(asked));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "graphql_request_seconds_bucket",
                FIELDS,
                "http_server_requests_seconds_count",
                "r2dbc_pool_acquired_connections",
                "r2dbc_pool_pending_connections",
                "lettuce_seconds_sum",
                "baton_sockets",
                "baton_subscriptions",
                "baton_log_unnumbered_seconds",
                "baton_tasks",
                "baton_queue_oldest_seconds",
                "baton_events_total",
                "baton_operation_points_sum",
                "baton_operation_errors_total",
                "baton_redis_up",
                "baton_sign_ins_total",
                "baton_audit_left_out_total",
            })
    void whatAnOperatorHasToKnowIsAskedFor(String metric) throws IOException {
        assertThat(asked()).contains(metric);
    }

    @Test
    void everyLabelThatIsAskedForIsOneOfItsMetrics() throws IOException {
        useTheGateway();
        List<String> asking = queries()
                .filter(query -> !labels(query).isEmpty() && !query.contains(FIELDS_NAME))
                .toList();
        assertThat(asking).hasSizeGreaterThan(10);
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            String scraped = scrape("Bearer scraper").body();
            assertThat(asking)
                    .allSatisfy(
                            query -> assertThat(exposedLabels(query, scraped)).containsAll(labels(query)));
        });
    }

    private static Set<String> labels(String query) {
        Stream<String> grouping = GROUPING.matcher(query).results().flatMap(by -> LIST.splitAsStream(by.group(1)));
        Stream<String> matching = MATCHED.matcher(query).results().map(label -> label.group(1));
        Set<String> labels = Stream.concat(grouping, matching).collect(Collectors.toSet());
        labels.removeAll(Set.of("instance", "job"));
        return labels;
    }

    /// Of all the metrics that a query names.
    private static Set<String> exposedLabels(String query, String scraped) {
        Set<String> metrics =
                METRIC.matcher(query).results().map(MatchResult::group).collect(Collectors.toSet());
        return scraped.lines()
                .filter(line -> metrics.stream().anyMatch(metric -> line.startsWith(metric + "{")))
                .flatMap(line -> EXPOSED_LABEL.matcher(line).results().map(label -> label.group(1)))
                .collect(Collectors.toSet());
    }

    @Test
    void everyEventThatIsAskedForIsCountedFromNothingOn() throws IOException {
        Set<String> types = queries()
                .flatMap(query -> EVENT.matcher(query).results())
                .flatMap(found -> ALTERNATIVES.splitAsStream(found.group(1)))
                .collect(Collectors.toSet());
        assertThat(types).contains("LeaseExpired", "TaskDeadLettered");
        String scraped = scrape("Bearer scraper").body();
        assertThat(types).allMatch(type -> scraped.contains("baton_events_total{type=\"%s\"}".formatted(type)));
    }

    @Test
    void theFirstClientsHaveTheirNamesAndTheOthersShareOne() {
        var names = new ClientNames();
        Set<String> named = IntStream.range(0, 1_000)
                .mapToObj(i -> names.of(caller("client" + i)))
                .collect(Collectors.toSet());
        assertThat(named).hasSize(ClientNames.MOST + 1).contains(ClientNames.OTHERS);
        assertThat(names.of(caller("client0"))).isEqualTo("client0");
        assertThat(names.of(null)).isEqualTo(ClientNames.NOBODY);
    }

    private static Caller caller(String subject) {
        return new Caller(subject, Set.of(Role.VIEWER), new WorkspaceId(UUID.randomUUID()), null);
    }

    @Test
    void refusalsAreCountedByClientAndNothingNamesAWorkspace() {
        useTheGateway();
        String scraped = scrape("Bearer scraper").body();
        assertThat(scraped)
                .containsPattern(
                        "baton_operation_errors_total\\{client=\"[^\"]+\",code=\"FORBIDDEN\",role=\"viewer\"}");
        assertThat(scraped).doesNotContain("workspace=").doesNotContain("task_0");
    }

    @Test
    void whatIsOpenIsCounted() {
        try (TestSocket socket = TestSocket.signedIn(gateway, gateway.token("viewer"))) {
            socket.subscribe("1", "subscription { agentEvents { __typename } }");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> value("baton_sockets") >= 1 && value("baton_subscriptions") >= 1);
        }
    }

    private void useTheGateway() {
        String viewer = gateway.token("viewer");
        gateway.data(viewer, "{ viewer { subject } }");
        gateway.execute(viewer, "mutation { retireAgent(input: { agentId: \"x\" }) { agent { id } } }", Map.of());
        Worker worker = Worker.hire(gateway, "s" + UUID.randomUUID(), "scrape-" + UUID.randomUUID(), 1);
        gateway.data(
                gateway.token("operator"),
                "mutation ($id: ID!) { delegateTask(input: { title: \"t\", type: \"t\", assigneeId: $id }) { task { id"
                        + " } } }",
                Map.of("id", worker.id()));
        assertThat(worker.claim(1, 600)).hasSize(1);
    }

    @Test
    void everyAlertSaysWhatIsAndWhatToDo() throws IOException {
        List<Map<String, Object>> rules = rules();
        assertThat(rules).hasSizeGreaterThan(10).allSatisfy(rule -> {
            assertThat(rule)
                    .containsKeys("alert", "expr")
                    .extractingByKey("labels", as(MAP))
                    .containsKey("severity");
            assertThat(rule).extractingByKey("annotations", as(MAP)).containsOnlyKeys("summary", "action");
        });
        assertThat(rules).extracting(rule -> rule.get("alert")).doesNotHaveDuplicates();
        assertThat(rules).extracting(rule -> rule.get("expr")).doesNotHaveDuplicates();
    }

    /// As Prometheus reads it, or it would not read it at all.
    @SuppressWarnings("unchecked") // YAML says what is what.
    private static List<Map<String, Object>> rules() throws IOException {
        Map<String, List<Map<String, Object>>> file =
                new Yaml().load(Files.readString(Path.of("observability/alerts.yaml")));
        Map<String, Object> group = Objects.requireNonNull(file.get("groups")).getFirst();
        return (List<Map<String, Object>>) Objects.requireNonNull(group.get("rules"));
    }

    @Test
    void thatRedisIsGoneIsSeen() {
        var health = new AtomicReference<>(Health.up().build());
        var meters = new SimpleMeterRegistry();
        var meter = new RedisMeter(() -> Mono.fromSupplier(health::get), meters);
        meter.sweep().block();
        assertThat(meters.get("baton.redis.up").gauge().value()).isEqualTo(1);
        health.set(Health.status("DEGRADED").build());
        meter.sweep().block();
        assertThat(meters.get("baton.redis.up").gauge().value()).isZero();
    }

    private static Stream<String> queries() throws IOException {
        Stream<String> files = Stream.of(
                Files.readString(Path.of("observability/dashboard.json")),
                Files.readString(Path.of("observability/alerts.yaml")));
        return files.flatMap(file -> QUERY.matcher(file).results().map(query -> query.group(1)));
    }

    private static Set<String> asked() throws IOException {
        return queries()
                .map(query -> LABELS.matcher(query).replaceAll(""))
                .flatMap(query -> METRIC.matcher(query).results().map(MatchResult::group))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> exposed() {
        return SAMPLE.matcher(scrape("Bearer scraper").body())
                .results()
                .map(sample -> sample.group(1))
                .collect(Collectors.toSet());
    }

    private double value(String metric) {
        return Pattern.compile("(?m)^" + metric + " (.*)$")
                .matcher(scrape("Bearer scraper").body())
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .sum();
    }

    private HttpResponse<String> scrape(String authorization) {
        return gateway.send(HttpRequest.newBuilder(gateway.uri(Scraping.PATH)).header("Authorization", authorization));
    }
}
