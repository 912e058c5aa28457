package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// GraphQL over HTTP by the letter, for requests that are answered; [RefusalTests] has the others.
@BatonTest
class HttpTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String FINE = "{ viewer { subject } }";

    @Autowired
    private Environment environment;

    private Gateway gateway;
    private String token;

    @BeforeEach
    void signIn() {
        gateway = Gateway.of(environment);
        token = gateway.token("viewer");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        */*                                                             | application/json
        application/*                                                   | application/json
        application/json                                                | application/json
        application/graphql-response+json                               | application/graphql-response+json
        application/graphql-response+json, application/json;q=0.9       | application/graphql-response+json
        application/json, application/graphql-response+json;q=0.9       | application/json
        application/json;q=0, application/graphql-response+json;q=0.1   | application/graphql-response+json
        application/json;q=0, */*                                       | application/graphql-response+json
        application/json;q=0.1, */*;q=0.5                               | application/graphql-response+json
        */*;q=0.1, application/json;q=0.5                               | application/json
        text/html, application/*+json;q=0.8, */*;q=0.1                  | application/graphql-response+json
        """)
    void theAnswerComesAsTheClientLikesItBest(String accept, String contentType) {
        HttpResponse<String> answer = post(Map.of("query", FINE), "Accept", accept);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(contentType(answer)).isEqualTo(contentType + ";charset=UTF-8");
    }

    @Test
    void dataWithErrorsIsAPartialSuccess() {
        for (String query : new String[] {
            "{ viewer { subject } tasks(after: \"x\") { totalCount } }", "{ tasks(after: \"x\") { totalCount } }"
        }) {
            HttpResponse<String> answer = post(Map.of("query", query), "Accept", "application/json");
            JsonNode body = JSON.readTree(answer.body());
            assertThat(body.has("data")).as(answer.body()).isTrue();
            assertThat(body.at("/errors/0/extensions/code").asString()).isEqualTo("BAD_REQUEST");
            assertThat(answer.statusCode()).isEqualTo(294);
            assertThat(contentType(answer)).isEqualTo("application/json;charset=UTF-8");
        }
    }

    @Test
    void unknownPropertiesAndNullsAreIgnored() {
        String body = """
            {"query": "{ viewer { subject } }", "operationName": null, "variables": null, "extensions": null, "more": [1]}
            """;
        assertThat(gateway.post("Bearer " + token, body).statusCode()).isEqualTo(200);
    }

    @Test
    void aQueryMayComeByGet() {
        HttpResponse<String> answer = get(Map.of(
                "query", "query A($ids: [ID!]!) { nodes(ids: $ids) { id } } query B { viewer { subject } }",
                "operationName", "A",
                "variables", "{\"ids\": [\"a+b\", \"c d\"]}",
                "extensions", ""));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).at("/data/nodes").toString()).isEqualTo("[null,null]");
    }

    @Test
    void aMutationByGetIsRefusedAndChangesNothing() {
        String query = "mutation { delegateTask(input: {title: \"by get\", type: \"x\", labels: [\"by-get\"],"
                + " requiredCapabilities: [\"nobody\"]}) { task { id } } }";
        String operator = gateway.token("operator");
        HttpResponse<String> answer = get(Map.of("query", query), operator);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
        assertThat(contentType(answer)).startsWith("application/graphql-response+json");
        assertThat(JSON.readTree(answer.body()).has("data")).isFalse();
        assertThat(gateway.data(token, "{ tasks(filter: {labels: [\"by-get\"]}) { totalCount } }")
                        .at("/tasks/totalCount")
                        .asInt())
                .isZero();
        assertThat(gateway.execute(operator, query, Map.of())
                        .at("/data/delegateTask/task/id")
                        .isString())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                                | 422
        query=                                  | 422
        variables={}                            | 422
        query={viewer{subject}}&variables={     | 400
        query={viewer{subject}}&variables=[1]   | 422
        query={viewer{subject}                  | 400
        query={nothing}                         | 422
        query=subscription{taskEvents{cursor}}  | 400
        """)
    void aBadQueryByGetIsRefused(String parameters, int status) {
        String encoded = parameters == null
                ? ""
                : parameters
                        .replace("{", "%7B")
                        .replace("}", "%7D")
                        .replace("[", "%5B")
                        .replace("]", "%5D");
        HttpResponse<String> answer = gateway.send(request(gateway.uri("/graphql?" + encoded)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).at("/errors/0/extensions/code").isString())
                .isTrue();
    }

    @Test
    void aStrangersQueryByGetIsRefused() {
        HttpResponse<String> answer = gateway.get("/graphql?query=%7Bviewer%7Bsubject%7D%7D");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(JSON.readTree(answer.body()).at("/errors/0/extensions/code").asString())
                .isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void tooLongAnAddressOrAHeaderIsRefused() {
        String padding = "x".repeat(70_000);
        assertThat(gateway.get("/graphql?query=" + padding).statusCode()).isEqualTo(414);
        assertThat(post(Map.of("query", FINE), "X-Padding", padding).statusCode())
                .isEqualTo(431);
    }

    private HttpResponse<String> get(Map<String, String> parameters) {
        return get(parameters, token);
    }

    private HttpResponse<String> get(Map<String, String> parameters, String bearer) {
        String query = parameters.entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return gateway.send(HttpRequest.newBuilder(gateway.uri("/graphql?" + query))
                .header("Authorization", "Bearer " + bearer)
                .GET());
    }

    private HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> post(Map<String, ?> body, String... headers) {
        return gateway.send(request(gateway.uri("/graphql"))
                .header("Content-Type", "application/json")
                .headers(headers)
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    private static String contentType(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Type").orElse("");
    }
}
