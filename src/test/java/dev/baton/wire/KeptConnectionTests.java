package dev.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

@BatonTest
class KeptConnectionTests {

    /// Without ChannelLoop about one in thirty of these pairs hung, so that 300 do not get through by luck.
    private static final int PAIRS = 300;

    @Autowired
    private Environment environment;

    @Test
    void aConnectionGoesOnAfterAnswersThatCameFromTheDatabase() {
        Gateway gateway = Gateway.of(environment);
        String token = gateway.token("viewer");
        for (int i = 0; i < PAIRS; i++) {
            assertThat(gateway.data(token, "{ viewer { workspace { name } } }").isEmpty())
                    .isFalse();
            assertThat(gateway.get("/.well-known/jwks.json").statusCode()).isEqualTo(200);
        }
    }
}
