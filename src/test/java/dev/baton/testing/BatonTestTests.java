package dev.baton.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BatonApplication;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.r2dbc.core.DatabaseClient;

@BatonTest
class BatonTestTests {

    @Autowired
    private DatabaseClient database;

    @Autowired
    private ReactiveStringRedisTemplate redis;

    @Autowired
    private TestServers.Place place;

    @Test
    void aTestTalksToItsOwnDatabaseAndToRedis() {
        assertThat(ask(database, "SELECT current_database()"))
                .isEqualTo(place.postgres().database());
        assertThat(redis.opsForValue().set("key", "value").block()).isTrue();
    }

    @Test
    void twoNodesShareAPlace() throws SQLException {
        var shared = TestServers.fresh();
        try (ConfigurableApplicationContext one = shared.startNode(BatonApplication.class);
                ConfigurableApplicationContext two = shared.startNode(BatonApplication.class);
                var connection = shared.connect();
                var sql = connection.createStatement()) {
            sql.execute("CREATE TABLE shared_by_two AS SELECT 'both' AS seen_by");
            sql.execute("GRANT SELECT ON shared_by_two TO PUBLIC");
            for (ConfigurableApplicationContext node : new ConfigurableApplicationContext[] {one, two}) {
                assertThat(ask(node.getBean(DatabaseClient.class), "SELECT seen_by FROM shared_by_two"))
                        .isEqualTo("both");
            }
            assertThat(one.getEnvironment().getProperty("local.server.port"))
                    .isNotEqualTo(two.getEnvironment().getProperty("local.server.port"));
        }
    }

    private static String ask(DatabaseClient database, String query) {
        return String.valueOf(database.sql(query).mapValue(String.class).one().block());
    }
}
