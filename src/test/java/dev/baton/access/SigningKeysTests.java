package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BatonApplication;
import dev.baton.database.Transactions;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.r2dbc.core.DatabaseClient;

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

    @Test
    void ofNodesThatFindNoKeyOneMakesItAndTheOthersReadIt() {
        try (var node = TestServers.fresh().startNode(BatonApplication.class)) {
            var client = node.getBean(DatabaseClient.class);
            client.sql("DELETE FROM signing_key").then().block();
            List<String> keys =
                    Stream.generate(() -> CompletableFuture.supplyAsync(() -> key(node))).limit(8).toList().stream()
                            .map(CompletableFuture::join)
                            .toList();
            assertThat(Set.copyOf(keys)).hasSize(1);
        }
    }

    private static String key(ConfigurableApplicationContext node) {
        var keys = new SigningKeys(
                node.getBean(DatabaseClient.class), node.getBean(Transactions.class), node.getBean(Clock.class));
        keys.afterPropertiesSet();
        return keys.signing().getKeyID();
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
