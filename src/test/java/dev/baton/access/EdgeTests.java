package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BatonApplication;
import dev.baton.testing.BesideOthers;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import dev.baton.testing.TestSocket;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/// The gateway as browsers and proxies meet it: a node that lets one other origin in, and speaks TLS beside it.
@BesideOthers
class EdgeTests {

    private static final String QUERY = "{\"query\":\"{ viewer { subject } }\"}";
    private static final String FRIEND = "https://dashboard.example";
    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path folder;

    private static ConfigurableApplicationContext open;
    private static ConfigurableApplicationContext secure;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        var place = TestServers.fresh();
        open = place.startNode(BatonApplication.class, "spring.graphql.cors.allowed-origins=" + FRIEND);
        secure = place.startNode(
                BatonApplication.class,
                "server.ssl.key-store=" + certificate(),
                "server.ssl.key-store-password=" + PASSWORD);
    }

    @AfterAll
    static void stop() {
        open.close();
        secure.close();
    }

    /// As the manual says: with the JDK's own tool.
    private static Path certificate() throws IOException, InterruptedException {
        Path store = folder.resolve("baton.p12");
        var keytool = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "baton",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        assertThat(keytool.inheritIO().start().waitFor()).isZero();
        return store;
    }

    private static Gateway gateway() {
        return Gateway.of(open.getEnvironment());
    }

    private static HttpResponse<String> send() {
        return send("Accept", "application/json");
    }

    private static HttpResponse<String> send(String header, String value) {
        return gateway()
                .send(HttpRequest.newBuilder(gateway().uri("/graphql"))
                        .header("Authorization", "Bearer " + gateway().token("viewer"))
                        .header("Content-Type", "application/json")
                        .header(header, value)
                        .POST(BodyPublishers.ofString(QUERY)));
    }

    private static HttpResponse<String> preflight(String origin, String path) {
        return gateway()
                .send(HttpRequest.newBuilder(gateway().uri(path))
                        .header("Origin", origin)
                        .header("Access-Control-Request-Method", "POST")
                        .header("Access-Control-Request-Headers", "authorization,content-type")
                        .method("OPTIONS", BodyPublishers.noBody()));
    }

    @Test
    void anOriginThatIsLetInMayAskAndReadTheAnswer() {
        HttpResponse<String> asked = preflight(FRIEND, "/graphql");
        assertThat(asked.statusCode()).isEqualTo(200);
        assertThat(asked.headers().firstValue("Access-Control-Allow-Origin")).hasValue(FRIEND);
        HttpResponse<String> answer = send("Origin", FRIEND);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(FRIEND);
        assertThat(String.join(",", answer.headers().allValues("Access-Control-Expose-Headers")))
                .contains("X-Request-Id", "Retry-After");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
    }

    @Test
    void anyOtherOriginMayNot() {
        for (String path : List.of("/graphql", "/oauth2/token")) {
            HttpResponse<String> asked = preflight("https://evil.example", path);
            assertThat(asked.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
        HttpResponse<String> answer = send("Origin", "https://evil.example");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThatThrownBy(() -> TestSocket.connect(gateway(), Map.of("Origin", "https://evil.example"), null)
                        .join())
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "text/plain;charset=application/json",
                "application/octet-stream"
            })
    void aRequestThatAFormCouldSendIsNotOne(String type) {
        var request = HttpRequest.newBuilder(gateway().uri("/graphql"))
                .header("Authorization", "Bearer " + gateway().token("viewer"))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(QUERY));
        assertThat(gateway().send(request).statusCode()).isEqualTo(415);
    }

    @Test
    void nothingRunsByGetOrWithoutAMediaType() {
        var mutation = HttpRequest.newBuilder(
                        gateway().uri("/graphql?query=mutation%7Bheartbeat%7Bproblems%7Bcode%7D%7D%7D"))
                .header("Authorization", "Bearer " + gateway().token("viewer"))
                .GET();
        assertThat(gateway().send(mutation).statusCode()).isEqualTo(405);
        var request = HttpRequest.newBuilder(gateway().uri("/graphql"))
                .header("Authorization", "Bearer " + gateway().token("viewer"))
                .POST(BodyPublishers.ofString(QUERY));
        assertThat(gateway().send(request).statusCode()).isIn(400, 415);
    }

    @Test
    void everyAnswerHasTheSecurityHeaders() {
        for (HttpResponse<String> answer : List.of(
                send(),
                gateway().get("/nothing"),
                gateway().post("", QUERY),
                gateway().get("/actuator/health"))) {
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(answer.headers().firstValue("X-Frame-Options")).hasValue("DENY");
            assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("frame-ancestors 'none'");
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).isEmpty();
        }
    }

    @Test
    void aRequestIsNamedAsItsSenderDidOrAnew() {
        assertThat(send("X-Request-Id", "trace-4711.a~b").headers().firstValue("X-Request-Id"))
                .hasValue("trace-4711.a~b");
        for (String bad :
                List.of("short", "with space", "x".repeat(101), "<script>alert(1)</script>", "ümläute-und-so")) {
            assertThat(send("X-Request-Id", bad)
                            .headers()
                            .firstValue("X-Request-Id")
                            .orElseThrow())
                    .as(bad)
                    .startsWith("request_");
        }
        assertThat(send().headers().firstValue("X-Request-Id"))
                .isNotEqualTo(send().headers().firstValue("X-Request-Id"));
        assertThat(gateway().post("", QUERY).headers().firstValue("X-Request-Id"))
                .isPresent();
    }

    @Test
    void theAuditHasTheRequestsNameAndNotTheAddressThatAHeaderClaims() {
        String admin = gateway().token("admin");
        String name = "audited-request-1";
        gateway()
                .send(HttpRequest.newBuilder(gateway().uri("/graphql"))
                        .header("Authorization", "Bearer " + admin)
                        .header("Content-Type", "application/json")
                        .header("X-Request-Id", name)
                        .header("X-Forwarded-For", "203.0.113.7")
                        .header("Forwarded", "for=203.0.113.7")
                        .POST(BodyPublishers.ofString("{\"query\":\"mutation { heartbeat { problems { code } } }\"}")));
        String log = gateway()
                .data(admin, "{ auditLog(filter: { operations: [\"heartbeat\"] }) { nodes { requestId address } } }")
                .toString();
        assertThat(log).contains("\"requestId\":\"" + name + "\"", "127.0.0.1").doesNotContain("203.0.113.7");
    }

    @Test
    void aNodeWithACertificateSpeaksTlsAndSaysThatItAlwaysWill() throws Exception {
        int port = Gateway.of(secure.getEnvironment()).port();
        try (HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build()) {
            var request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/.well-known/jwks.json"))
                    .build();
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Strict-Transport-Security").orElse(""))
                    .contains("max-age=31536000");
        }
    }

    private static SSLContext trusting() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(folder.resolve("baton.p12"))) {
            store.load(file, PASSWORD.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("baton", store.getCertificate("baton"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
