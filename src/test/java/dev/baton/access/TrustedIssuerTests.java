package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.baton.graph.AgentId;
import dev.baton.graph.WorkspaceId;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.MovableClock;
import dev.baton.testing.TestSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tokens of people, from two OpenID providers: one that is found by discovery and nests its claims, and one that is
/// told where its keys are, signs with EC keys and writes its roles in words.
@BatonTest
@Import(MovableClock.InPlace.class)
class TrustedIssuerTests {

    private static final String VIEWER = "{ viewer { subject roles workspace { name } agent { id } } }";
    private static final RSAKey RSA = OpenIdProvider.rsa("rsa-1");
    private static final ECKey EC = OpenIdProvider.ec("ec-1");
    private static final OpenIdProvider CORP = new OpenIdProvider();
    private static final OpenIdProvider PARTNER = new OpenIdProvider();
    private static final OpenIdProvider TENANT = new OpenIdProvider();

    static {
        CORP.show(RSA);
        PARTNER.show(EC);
        TENANT.show(RSA);
    }

    @Autowired
    private Environment environment;

    @Autowired
    private MovableClock clock;

    private Gateway gateway = new Gateway(0);

    @DynamicPropertySource
    static void trust(DynamicPropertyRegistry properties) {
        String corp = "baton.trust.issuers.corp.";
        properties.add(corp + "issuer", CORP::issuer);
        properties.add(corp + "roles-claim", () -> "realm_access.roles");
        properties.add(corp + "workspace-claim", () -> "https://baton.example/workspace");
        properties.add(corp + "role-names.ADMIN", () -> "baton-admins");
        properties.add(corp + "clock-skew", () -> "10s");
        String partner = "baton.trust.issuers.partner.";
        properties.add(partner + "issuer", PARTNER::issuer);
        properties.add(partner + "jwk-set-uri", PARTNER::keysUri);
        properties.add(partner + "audience", () -> "urn:gateway");
        properties.add(partner + "installation-admins", () -> "true");
        String tenant = "baton.trust.issuers.tenant.";
        properties.add(tenant + "issuer", TENANT::issuer);
        properties.add(tenant + "workspaces", () -> "other,another");
    }

    @AfterAll
    static void stop() {
        CORP.close();
        PARTNER.close();
        TENANT.close();
    }

    @BeforeEach
    void look() {
        gateway = Gateway.of(environment);
    }

    @Test
    void aPersonOfATrustedIssuerSignsInUnderItsName() {
        JsonNode viewer = gateway.data(corp(claims -> claims), VIEWER).path("viewer");
        assertThat(viewer.path("subject").asString()).isEqualTo("corp:alice");
        assertThat(viewer.path("roles").toString()).isEqualTo("[\"OPERATOR\",\"ADMIN\"]");
        assertThat(viewer.at("/workspace/name").asString()).isEqualTo("default");
        assertThat(viewer.path("agent").isNull()).isTrue();
        try (var socket = TestSocket.signedIn(gateway, corp(claims -> claims))) {
            assertThat(socket.isOpen()).isTrue();
        }
    }

    @Test
    void anotherIssuerHasItsOwnKeysClaimsAndAudience() {
        String id = gateway.data(gateway.token("other-viewer"), "{ workspace { id } }")
                .at("/workspace/id")
                .asString();
        JsonNode viewer = gateway.data(partner(claims -> claims.claim("workspace", id)), VIEWER)
                .path("viewer");
        assertThat(viewer.path("subject").asString()).isEqualTo("partner:bob");
        assertThat(viewer.path("roles").toString()).isEqualTo("[\"VIEWER\"]");
        assertThat(viewer.at("/workspace/name").asString()).isEqualTo("other");
    }

    @Test
    void onlyAnIssuerThatIsConfiguredForItMakesAdministratorsOfTheInstallation() {
        String ask = "{ workspaces(filter: { names: [\"other\"] }) { nodes { name state } } }";
        String trusted =
                partner(claims -> claims.claim("roles", "INSTALLATION_ADMIN").claim("workspace", "other"));
        assertThat(gateway.data(trusted, ask).at("/workspaces/nodes/0/state").asString())
                .isEqualTo("ACTIVE");
        String also = corp(
                claims -> claims.claim("realm_access", Map.of("roles", List.of("INSTALLATION_ADMIN", "baton-admins"))));
        assertThat(gateway.data(also, VIEWER).at("/viewer/roles").toString()).isEqualTo("[\"ADMIN\"]");
        assertThat(gateway.execute(also, ask, Map.of())
                        .at("/errors/0/extensions/code")
                        .asString())
                .isEqualTo("FORBIDDEN");
        assertThat(status(corp(claims -> claims.claim("realm_access", Map.of("roles", List.of("INSTALLATION_ADMIN"))))))
                .isEqualTo(401);
    }

    @Test
    void anIssuerOfSomeWorkspacesIsBelievedInNoOther() {
        var claims = new JWTClaimsSet.Builder()
                .issuer(TENANT.issuer())
                .audience("baton")
                .subject("carol")
                .expirationTime(in(60))
                .claim("roles", List.of("ADMIN"));
        assertThat(status(sign(RSA, claims.claim("workspace", "other")))).isEqualTo(200);
        assertThat(status(sign(RSA, claims.claim("workspace", "default")))).isEqualTo(401);
    }

    @Test
    void anAccessTokenThatSaysSoIsOneToo() {
        String token = OpenIdProvider.sign(
                RSA, JWSAlgorithm.PS256, "at+jwt", corpClaims().build());
        assertThat(status(token)).isEqualTo(200);
    }

    @TestFactory
    Stream<DynamicTest> aBadTokenIsRefused() {
        return badTokens().entrySet().stream()
                .map(bad -> DynamicTest.dynamicTest("a token " + bad.getKey(), () -> {
                    HttpResponse<String> answer = post(bad.getValue());
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
                    assertThat(answer.body()).contains("UNAUTHENTICATED").doesNotContain("Exception");
                }));
    }

    private Map<String, String> badTokens() {
        Map<String, UnaryOperator<JWTClaimsSet.Builder>> claims = new LinkedHashMap<>();
        claims.put("that expired before the skew", good -> good.expirationTime(in(-11)));
        claims.put("from after the skew", good -> good.notBeforeTime(in(60)));
        claims.put("without expiry", good -> good.expirationTime(null));
        claims.put("for another audience", good -> good.audience("urn:gateway"));
        claims.put("of an issuer that is not trusted", good -> good.issuer(CORP.issuer() + "/"));
        claims.put("that says that the partner issued it", good -> good.issuer(PARTNER.issuer()));
        claims.put("that says that Baton issued it", good -> good.issuer("baton"));
        claims.put("without subject", good -> good.subject(null));
        claims.put("with an endless subject", good -> good.subject("x".repeat(300)));
        claims.put("with its roles elsewhere", good -> good.claim("realm_access", List.of("OPERATOR")));
        claims.put("with a number as roles", good -> good.claim("realm_access", Map.of("roles", 7)));
        claims.put(
                "with numbers as roles", good -> good.claim("realm_access", Map.of("roles", List.of("OPERATOR", 7))));
        claims.put("with no role of Baton's", good -> good.claim("realm_access", Map.of("roles", List.of("ROOT"))));
        claims.put(
                "that calls a role by Baton's name",
                good -> good.claim("realm_access", Map.of("roles", List.of("ADMIN"))));
        claims.put(
                "that claims to be an agent",
                good -> good.claim("realm_access", Map.of("roles", List.of("AGENT")))
                        .claim("agent", AgentId.next().toString()));
        claims.put("with a list as workspace", good -> workspace(good, List.of("default")));
        claims.put("with an object as workspace", good -> workspace(good, Map.of("id", "default")));
        claims.put("without workspace", good -> workspace(good, null));
        claims.put("of a workspace that does not exist", good -> workspace(good, "nowhere"));
        claims.put(
                "of a workspace id that does not exist",
                good -> workspace(good, WorkspaceId.next().toString()));
        claims.put("with an unstorable workspace", good -> workspace(good, "default\0"));
        claims.put("with an endless workspace", good -> workspace(good, "x".repeat(1_000)));
        var tokens = new LinkedHashMap<String, String>();
        claims.forEach((wrong, change) -> tokens.put(wrong, corp(change)));
        String good = corp(same -> same);
        JWK namesake = OpenIdProvider.rsa(RSA.getKeyID());
        tokens.put("of another key under a known name", sign(namesake, corpClaims()));
        tokens.put(
                "of the partner's key",
                OpenIdProvider.sign(EC, JWSAlgorithm.ES256, "JWT", corpClaims().build()));
        tokens.put(
                "of another type",
                OpenIdProvider.sign(
                        RSA, JWSAlgorithm.RS256, "logout+jwt", corpClaims().build()));
        tokens.put(
                "with a bit flipped",
                good.substring(0, good.length() - 20)
                        + (good.charAt(good.length() - 20) == 'A' ? 'B' : 'A')
                        + good.substring(good.length() - 19));
        tokens.putAll(signedWithSecrets(corpClaims().build()));
        return tokens;
    }

    private static Map<String, String> signedWithSecrets(JWTClaimsSet claims) {
        Map<String, String> ofForge = new Forge(RSA, "default").badSignatures(claims);
        return Map.of(
                "unsigned", ofForge.get("unsigned"),
                "signed with the public key as a secret", ofForge.get("signed with the public key as a secret"),
                "with its signature cut off", ofForge.get("with its signature cut off"));
    }

    @Test
    void aClockMayBeOffByTheSkew() {
        assertThat(status(corp(claims -> claims.expirationTime(in(-8))))).isEqualTo(200);
        assertThat(status(corp(claims -> claims.notBeforeTime(in(8))))).isEqualTo(200);
    }

    @Test
    void aNewKeyIsFoundByItsNameAndAnOldOneIsForgotten() {
        RSAKey next = OpenIdProvider.rsa("rsa-next");
        assertThat(status(corp(claims -> claims))).isEqualTo(200);
        CORP.show(next);
        clock.advance(Duration.ofSeconds(11));
        assertThat(status(sign(next, corpClaims()))).isEqualTo(200);
        CORP.hide(next);
        clock.advance(Duration.ofMinutes(11));
        assertThat(status(sign(next, corpClaims()))).isEqualTo(401);
        assertThat(status(corp(claims -> claims))).isEqualTo(200);
    }

    @Test
    void unknownKeysDoNotMakeAnybodyAskTheIssuerAgainAndAgain() {
        status(corp(claims -> claims));
        clock.advance(Duration.ofSeconds(11));
        int before = CORP.readings();
        RSAKey unknown = OpenIdProvider.rsa("nobodys");
        for (int i = 0; i < 20; i++) {
            assertThat(status(sign(unknown, corpClaims()))).isEqualTo(401);
        }
        assertThat(CORP.readings() - before).isEqualTo(1);
    }

    @Test
    void whileTheIssuerIsAwayKnownKeysGoOnVerifyingAndTheFirstOnesAreWaitedFor() {
        assertThat(status(corp(claims -> claims))).isEqualTo(200);
        CORP.goAway(true);
        clock.advance(Duration.ofHours(1));
        assertThat(status(corp(claims -> claims))).isEqualTo(200);
        assertThat(status(sign(OpenIdProvider.rsa("new"), corpClaims()))).isEqualTo(401);
        CORP.goAway(false);
    }

    /// It would be given five seconds to show the keys that nobody has yet.
    @Test
    void nobodyWaitsForASlowIssuerWhoseKeysAreKnown() {
        var silent = new AtomicBoolean();
        var web = WebClient.builder()
                .exchangeFunction(_ -> silent.get()
                        ? Mono.never()
                        : Mono.just(ClientResponse.create(HttpStatus.OK)
                                .body(new JWKSet(RSA.toPublicJWK()).toString())
                                .build()))
                .build();
        var settings = new TrustSettings.Issuer(
                "https://slow.example",
                URI.create("https://slow.example/keys"),
                "baton",
                "roles",
                "workspace",
                null,
                Map.of(),
                false,
                Duration.ofSeconds(10));
        var keys = new IssuerKeys(web, settings, clock);
        assertThat(keys.withId(RSA.getKeyID()).block()).hasSize(1);
        silent.set(true);
        clock.advance(Duration.ofHours(1));
        for (int i = 0; i < 3; i++) {
            assertThat(keys.withId(RSA.getKeyID()).block(Duration.ofSeconds(4))).hasSize(1);
        }
    }

    @Test
    void aTokenWhoseIssuerWasNeverReachedCanBeShownAgain() {
        var settings = new TrustSettings.Issuer(
                "http://127.0.0.1:1",
                null,
                "baton",
                "roles",
                "workspace",
                null,
                Map.of(),
                false,
                Duration.ofSeconds(10));
        var keys = new IssuerKeys(WebClient.create(), settings, clock);
        assertThatThrownBy(() -> keys.withId("x").block()).isInstanceOf(Undecided.class);
    }

    @Test
    void aSecretAmongThePublishedKeysVerifiesNothing() {
        CORP.show(new OctetSequenceKey.Builder(new byte[32]).keyID("secret").build());
        clock.advance(Duration.ofMinutes(11));
        assertThat(status(corp(claims -> claims))).isEqualTo(200);
    }

    private String corp(UnaryOperator<JWTClaimsSet.Builder> change) {
        return sign(RSA, change.apply(corpClaims()));
    }

    private String partner(UnaryOperator<JWTClaimsSet.Builder> change) {
        var claims = new JWTClaimsSet.Builder()
                .issuer(PARTNER.issuer())
                .audience(List.of("urn:other", "urn:gateway"))
                .subject("bob")
                .expirationTime(in(60))
                .claim("roles", "openid VIEWER");
        return OpenIdProvider.sign(
                EC, JWSAlgorithm.ES256, "JWT", change.apply(claims).build());
    }

    private JWTClaimsSet.Builder corpClaims() {
        return workspace(
                new JWTClaimsSet.Builder()
                        .issuer(CORP.issuer())
                        .audience("baton")
                        .subject("alice")
                        .issueTime(in(-60))
                        .expirationTime(in(60))
                        .claim("realm_access", Map.of("roles", List.of("offline", "OPERATOR", "baton-admins"))),
                "default");
    }

    private static JWTClaimsSet.Builder workspace(JWTClaimsSet.Builder claims, @Nullable Object value) {
        return claims.claim("https://baton.example/workspace", value);
    }

    private static String sign(JWK key, JWTClaimsSet.Builder claims) {
        return OpenIdProvider.sign(key, JWSAlgorithm.RS256, "JWT", claims.build());
    }

    private Date in(int seconds) {
        return Date.from(clock.instant().plusSeconds(seconds));
    }

    private int status(String token) {
        return post(token).statusCode();
    }

    private HttpResponse<String> post(String token) {
        return gateway.post(
                "Bearer " + token, JsonMapper.shared().writeValueAsString(Map.of("query", "{ viewer { subject } }")));
    }
}
