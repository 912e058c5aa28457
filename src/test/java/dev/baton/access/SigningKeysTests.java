package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BatonApplication;
import dev.baton.database.Transactions;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
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
    void ofNodesThatFindNoKeyOneMakesItAndTheOthersReadIt() throws SQLException {
        var place = TestServers.fresh();
        try (var node = place.startNode(BatonApplication.class);
                var threads = Executors.newFixedThreadPool(8);
                var connection = place.connect();
                var sql = connection.createStatement()) {
            sql.execute("DELETE FROM signing_key");
            List<String> keys = IntStream.range(0, 8)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(() -> key(node), threads))
                    .toList()
                    .stream()
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
