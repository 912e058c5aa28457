package dev.baton.database;

import static io.r2dbc.spi.ConnectionFactoryOptions.HOST;
import static io.r2dbc.spi.ConnectionFactoryOptions.PASSWORD;
import static io.r2dbc.spi.ConnectionFactoryOptions.PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.BatonApplication;
import io.r2dbc.spi.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ExternalServersTests {

    @ParameterizedTest
    @CsvSource({
        "postgresql://ada:s%40cret@db.example:6432/baton, db.example, 6432, s@cret",
        "r2dbc:postgresql://ada:secret@my_db/baton, my_db, 5432, secret",
        "postgres://ada:a+b@[::1]:5433/baton, [::1], 5433, a+b"
    })
    void aPostgresUrlLeadsBothDriversToTheSamePlace(String url, String host, int port, String secret) {
        var server = PostgresServer.parse(url);
        assertThat(server.getJdbcUrl()).isEqualTo("jdbc:postgresql://%s:%d/baton", host, port);
        assertThat(server.getUsername()).isEqualTo("ada");
        assertThat(server.getPassword()).isEqualTo(secret);
        var options = server.getConnectionFactoryOptions();
        assertThat(options.getValue(HOST)).isEqualTo(host);
        assertThat(options.getValue(PORT)).isEqualTo(port);
        assertThat(options.getValue(PASSWORD)).isEqualTo(secret);
        assertThat(server).hasToString("PostgreSQL at %s:%d, database baton", host, port);
    }

    @Test
    void encryptionIsAskedOfBothDrivers() {
        var server = PostgresServer.parse("postgresql://ada@db/baton?sslmode=verify-full&sslrootcert=/etc/ca.pem");
        assertThat(server.getJdbcUrl()).endsWith("?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem");
        assertThat(server.getConnectionFactoryOptions().getValue(Option.valueOf("sslMode")))
                .isEqualTo("verify-full");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://ada:hunter2@db/baton",
                "postgresql://ada:hunter2@db",
                "postgresql://ada:hunter2@db:0/baton",
                "postgresql://ada:hunter2@db:99999/baton",
                "postgresql://ada:hunter2%zz@db/baton",
                "postgresql://ada:hunter2@db/baton?target=primary",
                "postgresql://ada:hun/ter2@db/baton",
                "postgresql://:hunter2@db/baton"
            })
    void aMalformedPostgresUrlIsRefusedWithoutItsPassword(String url, CapturedOutput output) {
        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> PostgresServer.parse(url))
                .withMessageContaining("BATON_POSTGRES_URL")
                .withMessageNotContaining("ter2");
        assertThat(output).doesNotContain("ter2");
    }

    @Test
    void aRedisUrlNamesOneServerASentinelGroupOrACluster() {
        var single = RedisServer.parse("redis://ada:s%40cret@cache:6380/3");
        assertThat(single.getStandalone()).isNotNull();
        assertThat(single.nodes()).containsExactly(new Node("cache", 6380));
        assertThat(single.database()).isEqualTo(3);
        assertThat(single.getUsername()).isEqualTo("ada");
        assertThat(single.getPassword()).isEqualTo("s@cret");
        assertThat(single.getSslBundle()).isNull();

        assertThat(RedisServer.parse("redis://word@cache").getPassword()).isEqualTo("word");
        assertThat(RedisServer.parse("rediss://cache").getSslBundle()).isNotNull();

        var sentinel = RedisServer.parse("redis-sentinel://:secret@one,two:26380/0#main");
        assertThat(sentinel.getStandalone()).isNull();
        assertThat(sentinel.getSentinel()).isNotNull().satisfies(group -> {
            assertThat(group.getMaster()).isEqualTo("main");
            assertThat(group.getNodes()).containsExactly(new Node("one", 26379), new Node("two", 26380));
        });

        var cluster = RedisServer.parse("redis-cluster://one,two");
        assertThat(cluster.getStandalone()).isNull();
        assertThat(cluster.getCluster()).isNotNull();
        assertThat(cluster.nodes()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ada:hunter2@cache",
                "redis://ada:hunter2@",
                "redis://ada:hunter2@one,two",
                "redis-sentinel://ada:hunter2@one",
                "redis://ada:hunter2@one#main",
                "redis://ada:hunter2@one:99999"
            })
    void aMalformedRedisUrlIsRefusedWithoutItsPassword(String url) {
        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> RedisServer.parse(url))
                .withMessageContaining("BATON_REDIS_URL")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void aGatewayWithAMalformedUrlSaysWhatToDo(CapturedOutput output) {
        assertRefused("--baton.postgres.url=postgresql://ada:hunter2@db", "--baton.redis.url=redis://localhost");
        assertThat(output)
                .contains("APPLICATION FAILED TO START", "Correct BATON_POSTGRES_URL")
                .doesNotContain("hunter2", "\tat ");
    }

    @Test
    void besideAnExternalPostgresNoRedisIsStarted(CapturedOutput output) {
        assertRefused("--baton.postgres.url=postgresql://ada:hunter2@db/baton");
        assertThat(output).contains("Set BATON_REDIS_URL, for example").doesNotContain("hunter2", "\tat ");
    }

    private static void assertRefused(String... arguments) {
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> SpringApplication.run(BatonApplication.class, arguments))
                .havingRootCause()
                .isInstanceOf(StartRefused.class);
    }
}
