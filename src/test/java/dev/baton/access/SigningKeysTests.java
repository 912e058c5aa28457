package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BatonApplication;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

class SigningKeysTests {

    @Test
    void nodesThatStartAtOnceShareOneKeyAndItOutlivesThem() {
        var place = TestServers.fresh();
        String token;
        CompletableFuture<ConfigurableApplicationContext> starting =
                CompletableFuture.supplyAsync(() -> place.startNode(BatonApplication.class));
        try (var two = place.startNode(BatonApplication.class);
                var one = starting.join()) {
            token = gateway(one).token("viewer");
            assertThat(subject(two, token)).isEqualTo("viewer");
        }
        try (var later = place.startNode(BatonApplication.class)) {
            assertThat(subject(later, token)).isEqualTo("viewer");
        }
    }

    private static String subject(ConfigurableApplicationContext node, String token) {
        return gateway(node)
                .data(token, "{ viewer { subject } }")
                .at("/viewer/subject")
                .asString();
    }

    private static Gateway gateway(ConfigurableApplicationContext node) {
        return Gateway.of(node.getEnvironment());
    }
}
