package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

@BatonTest
class DoorTests {

    private static final String QUERY = "{\"query\":\"{ viewer { subject } }\"}";

    @Autowired
    private Environment environment;

    private Gateway gateway = new Gateway(0);

    @BeforeEach
    void findGateway() {
        gateway = Gateway.of(environment);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer a b", "Basic b3BlcmF0b3I6b3BlcmF0b3I=", "nonsense"})
    void withoutABearerTokenGraphQlAnswersUnauthenticated(String authorization) {
        HttpResponse<String> answer = gateway.post(authorization, QUERY);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/graphql-response+json;charset=UTF-8");
        assertThat(code(answer)).isEqualTo("UNAUTHENTICATED");
        assertThat(JsonMapper.shared()
                        .readTree(answer.body())
                        .at("/errors/0/extensions/retryable")
                        .asBoolean(true))
                .isFalse();
    }

    @Test
    void aClientThatReadsPlainJsonOnlyIsToldThatItIsGraphQlThatRefuses() {
        var request = HttpRequest.newBuilder(gateway.uri("/graphql"))
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(QUERY));
        HttpResponse<String> answer = gateway.send(request);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/graphql-response+json;charset=UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"query\":", "nonsense", "\0"})
    void aBodyThatIsNoJsonIsABadRequest(String body) {
        assertBadRequest(body, 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "{\"query\":[1]}", "{\"query\":\"{a}\",\"variables\":7}"})
    void aBodyThatIsNoRequestIsABadRequest(String body) {
        assertBadRequest(body, 422);
    }

    private void assertBadRequest(String body, int status) {
        HttpResponse<String> answer = gateway.post("Bearer " + gateway.token("viewer"), body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(code(answer)).isEqualTo("BAD_REQUEST");
        assertThat(answer.body()).doesNotContain("Exception", "springframework", "jackson");
    }

    @Test
    void anotherMediaTypeIsUnsupported() {
        var request = HttpRequest.newBuilder(gateway.uri("/graphql"))
                .header("Authorization", "Bearer " + gateway.token("viewer"))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(QUERY));
        HttpResponse<String> answer = gateway.send(request);
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(code(answer)).isEqualTo("BAD_REQUEST");
    }

    @Test
    void aGetThatIsNoSocketSignsInLikeAnyOther() {
        assertThat(gateway.get("/graphql").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator", "/actuator/env", "/actuator/heapdump", "/graphql/schema", "/login"})
    void whatIsNotOpenIsNotThere(String path) {
        assertThat(gateway.get(path).statusCode()).isEqualTo(404);
        var signedIn =
                HttpRequest.newBuilder(gateway.uri(path)).header("Authorization", "Bearer " + gateway.token("admin"));
        assertThat(gateway.send(signedIn).statusCode()).isEqualTo(404);
    }

    @Test
    void everyAnswerHasTheSecurityHeaders() {
        var headers = gateway.get("/.well-known/jwks.json").headers();
        assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(headers.firstValue("X-Frame-Options")).hasValue("DENY");
    }

    private static String code(HttpResponse<String> answer) {
        return JsonMapper.shared()
                .readTree(answer.body())
                .at("/errors/0/extensions/code")
                .asString();
    }
}
