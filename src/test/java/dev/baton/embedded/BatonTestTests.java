package dev.baton.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.r2dbc.core.DatabaseClient;

@BatonTest
class BatonTestTests {

    @Autowired
    private DatabaseClient database;

    @Autowired
    private ReactiveStringRedisTemplate redis;

    @Test
    void aTestTalksToRealServers() {
        assertThat(database.sql("SHOW fsync").mapValue(String.class).one().block()).isEqualTo("on");
        assertThat(redis.opsForValue().set("key", "value").block()).isTrue();
    }
}
