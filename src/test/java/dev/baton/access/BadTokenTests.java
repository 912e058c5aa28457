package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestSocket;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

@BatonTest
class BadTokenTests {

    private static final String QUERY = "{\"query\":\"{ viewer { subject } }\"}";

    @Autowired
    private Environment environment;

    @Autowired
    private SigningKeys keys;

    @Test
    void theTokenThatTheBadOnesDifferFromHolds() {
        Gateway gateway = Gateway.of(environment);
        Forge forge = forge(gateway);
        assertThat(gateway.data(forge.sign(forge.good().build()), "{ viewer { subject } }")
                        .at("/viewer/subject")
                        .asString())
                .isEqualTo("mallory");
    }

    @TestFactory
    Stream<DynamicTest> aBadTokenIsRefusedOverHttp() {
        return forEach((gateway, token) -> {
            if (token.length() > Tokens.LONGEST) {
                // The server does not even take a header of that size; on a socket the token arrives.
                assertThat(gateway.post("Bearer " + token, QUERY).statusCode()).isEqualTo(431);
                return;
            }
            HttpResponse<String> answer = gateway.post("Bearer " + token, QUERY);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer error=\"invalid_token\"");
            assertThat(JsonMapper.shared()
                            .readTree(answer.body())
                            .at("/errors/0/extensions/code")
                            .asString())
                    .isEqualTo("UNAUTHENTICATED");
        });
    }

    @TestFactory
    Stream<DynamicTest> aBadTokenIsRefusedOnASocket() {
        return forEach((gateway, token) -> {
            var payload = Map.of("Authorization", "Bearer " + token);
            try (var socket = TestSocket.connect(gateway, Map.of(), payload).join()) {
                assertThat(socket.closeCode()).isEqualTo(4403);
            }
        });
    }

    private Stream<DynamicTest> forEach(Attack attack) {
        Gateway gateway = Gateway.of(environment);
        return forge(gateway).badTokens().entrySet().stream()
                .map(bad ->
                        DynamicTest.dynamicTest("a token " + bad.getKey(), () -> attack.with(gateway, bad.getValue())));
    }

    private Forge forge(Gateway gateway) {
        return new Forge(
                keys.signing(),
                gateway.data(gateway.token("viewer"), "{ workspace { id } }")
                        .at("/workspace/id")
                        .asString());
    }

    private interface Attack {
        void with(Gateway gateway, String token);
    }
}
