package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.baton.BatonApplication;
import dev.baton.database.Reach;
import dev.baton.database.Transactions;
import dev.baton.testing.BesideOthers;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.r2dbc.connection.DelegatingConnectionFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

@BesideOthers
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
            assertThat(key(node, withoutItsFirstConnections(node))).isEqualTo(keys.getFirst());
            aKeyThatIsDueIsMadeOnce(node.getBean(DatabaseClient.class), keys.getFirst(), () -> key(node));
        }
    }

    /// The old one goes on signing until all nodes know the new one, and goes when no token of it can be left.
    private static void aKeyThatIsDueIsMadeOnce(DatabaseClient client, String old, Supplier<String> anyNode) {
        age(client, "31 days");
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<CompletableFuture<String>> nodes = IntStream.range(0, 4)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(anyNode, threads))
                    .toList();
            assertThat(nodes.stream().map(CompletableFuture::join)).containsOnly(old);
        }
        assertThat(count(client)).isEqualTo(2);
        age(client, "11 minutes");
        assertThat(anyNode.get()).isNotEqualTo(old);
        assertThat(count(client)).isEqualTo(2);
        age(client, "2 days");
        assertThat(anyNode.get()).isNotEqualTo(old);
        assertThat(count(client)).isEqualTo(1);
    }

    private static void age(DatabaseClient client, String by) {
        client.sql("UPDATE signing_key SET created_at = created_at - :by::interval")
                .bind("by", by)
                .then()
                .contextWrite(Reach.everywhere())
                .block();
    }

    private static long count(DatabaseClient client) {
        return Objects.requireNonNull(client.sql("SELECT count(*) FROM signing_key")
                .mapValue(Long.class)
                .one()
                .contextWrite(Reach.everywhere())
                .block());
    }

    @Test
    void aPrivateKeyIsEncryptedWhereThereIsASecretAndOpensWithThatOneOnly() throws JOSEException {
        RSAKey key = new RSAKeyGenerator(2048).keyID("k").generate();
        KeyProtection none = protection(null);
        KeyProtection some = protection("a secret of thirty-two characters");
        String plain = none.close(key);
        String closed = some.close(key);
        assertThat(plain).contains("\"d\":");
        assertThat(closed).doesNotContain("\"d\":").isNotEqualTo(some.close(key));
        assertThat(some.isUpToDate(plain)).isFalse();
        assertThat(some.isUpToDate(closed)).isTrue();
        assertThat(some.open(plain)).isEqualTo(key);
        assertThat(some.open(closed)).isEqualTo(key);
        for (KeyProtection other : List.of(none, protection("another secret of thirty-two characters"))) {
            assertThatThrownBy(() -> other.open(closed))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("key-secret");
        }
    }

    private static KeyProtection protection(@Nullable String secret) {
        var day = Duration.ofDays(1);
        return new KeyProtection(new AccessSettings("baton", day, day, day, secret, 10, 1, 1));
    }

    private static DatabaseClient withoutItsFirstConnections(ConfigurableApplicationContext node) {
        var asked = new AtomicInteger();
        return DatabaseClient.create(new DelegatingConnectionFactory(node.getBean(ConnectionFactory.class)) {
            @Override
            public Mono<Connection> create() {
                return Mono.defer(() -> asked.incrementAndGet() < 3
                        ? Mono.error(new R2dbcTransientResourceException("not yet"))
                        : super.create());
            }
        });
    }

    private static String key(ConfigurableApplicationContext node) {
        return key(node, node.getBean(DatabaseClient.class));
    }

    private static String key(ConfigurableApplicationContext node, DatabaseClient client) {
        var keys = new SigningKeys(
                client,
                node.getBean(Transactions.class),
                node.getBean(KeyProtection.class),
                node.getBean(AccessSettings.class),
                node.getBean(Clock.class));
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
