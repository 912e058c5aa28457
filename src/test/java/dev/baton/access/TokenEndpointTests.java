package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@BatonTest
class TokenEndpointTests {

    private static final String GRANT = "grant_type=client_credentials";

    @Autowired
    private Environment environment;

    private Gateway gateway = new Gateway(0);

    @BeforeEach
    void findGateway() {
        gateway = Gateway.of(environment);
    }

    @Test
    void aClientGetsATokenByBasicAuthentication() {
        HttpResponse<String> answer = gateway.tokenAnswer("operator", "operator");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(json(answer).path("token_type").asString()).isEqualTo("Bearer");
        assertThat(json(answer).path("expires_in").asInt()).isEqualTo(3600);
        assertThat(json(answer).path("scope").asString()).isEqualTo("OPERATOR");
    }

    @Test
    void aClientGetsATokenByItsFormParameters() {
        HttpResponse<String> answer = gateway.form("", GRANT + "&client_id=viewer&client_secret=viewer");
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenIsVerifiedByThePublishedKeysLikeAnyIssuers() {
        String uri = gateway.uri("/.well-known/jwks.json").toString();
        var decoder = NimbusReactiveJwtDecoder.withJwkSetUri(uri).build();
        assertThat(decoder.decode(gateway.token("admin"))
                        .mapNotNull(Jwt::getSubject)
                        .block())
                .isEqualTo("admin");
    }

    @Test
    void thePublishedKeysHaveNoPrivateHalf() {
        JsonNode key = json(gateway.get("/.well-known/jwks.json")).at("/keys/0");
        assertThat(key.propertyNames())
                .contains("kty", "n", "e", "kid")
                .doesNotContain("d", "p", "q", "dp", "dq", "qi");
    }

    @ParameterizedTest
    @MethodSource("wrongCredentials")
    void wrongCredentialsAreAnInvalidClient(String id, String secret) {
        assertInvalidClient(gateway.tokenAnswer(id, secret));
    }

    static Stream<Arguments> wrongCredentials() {
        return Stream.of(
                        new String[] {"operator", "wrong"},
                        new String[] {"operator", ""},
                        new String[] {"operator", "admin"},
                        new String[] {"OPERATOR", "OPERATOR"},
                        new String[] {"nobody", "nobody"},
                        new String[] {"", ""},
                        new String[] {"operator\0", "operator"},
                        new String[] {"client_01jd3kq4v8f2k9x3c7m5n1p0rz", "secret"},
                        new String[] {"client_\0", "\0"},
                        new String[] {"' OR 1=1 --", "x"},
                        new String[] {"Größe 💥", "\uFFFD"},
                        new String[] {"x".repeat(2_000), "y".repeat(2_000)})
                .map(pair -> Arguments.of(pair[0], pair[1]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic",
                "Basic ",
                "Basic !!!",
                "Basic b3BlcmF0b3I=",
                "Bearer",
                "Digest x",
                "Basic JTpvcGVyYXRvcg=="
            })
    void aMalformedHeaderIsAnInvalidClient(String header) {
        assertThat(gateway.form(header, GRANT).statusCode()).isEqualTo(401);
    }

    @Test
    void noCredentialsAreAnInvalidClient() {
        assertInvalidClient(gateway.form("", GRANT));
        assertInvalidClient(gateway.form("", GRANT + "&client_id=operator"));
    }

    @Test
    void aLongFormIsRefused() {
        assertError(gateway.form("", GRANT + "&client_secret=" + "x".repeat(5_000_000)), 400, "invalid_request");
        assertInvalidClient(gateway.form("", GRANT + "&client_id=operator&client_secret=" + "x".repeat(100_000)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "grant_type=",
                "client_id=operator&client_secret=operator",
                "grant_type=client_credentials&grant_type=client_credentials",
                "grant_type=client_credentials&client_secret=operator",
                "grant_type=client_credentials&client_id=viewer",
                "grant_type=%zz"
            })
    void aFormThatBreaksTheRulesIsAnInvalidRequest(String form) {
        assertError(gateway.form(Gateway.basic("operator:operator"), form), 400, "invalid_request");
    }

    @Test
    void anotherGrantTypeIsUnsupported() {
        String form = "grant_type=password&username=operator&password=operator";
        assertError(gateway.form(Gateway.basic("operator:operator"), form), 400, "unsupported_grant_type");
    }

    @Test
    void aJsonBodyIsAnInvalidRequest() {
        var request = HttpRequest.newBuilder(gateway.uri("/oauth2/token"))
                .header("Content-Type", "application/json")
                .header("Authorization", Gateway.basic("operator:operator"))
                .POST(BodyPublishers.ofString("{\"grant_type\":\"client_credentials\"}"));
        assertError(gateway.send(request), 400, "invalid_request");
    }

    @Test
    void tokensAreAskedForByPostOnly() {
        assertThat(gateway.get("/oauth2/token").statusCode()).isEqualTo(405);
    }

    private static void assertInvalidClient(HttpResponse<String> answer) {
        assertError(answer, 401, "invalid_client");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Basic realm=\"baton\"");
    }

    private static void assertError(HttpResponse<String> answer, int status, String error) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer).path("error").asString()).isEqualTo(error);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }
}
