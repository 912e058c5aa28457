package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/// Limits under which nothing could run.
class GuardPropertiesTests {

    @ParameterizedTest
    @CsvSource({
        "max-answer, 0",
        "max-running, -1",
        "max-running-per-client, -1",
        "patience, 0s",
        "redis-patience, 0s",
        "body-timeout, 0s",
        "connections-per-client, 0"
    })
    void aLimitUnderWhichNothingCouldRunIsRefusedByItsName(String name, String value) {
        var source = new MapConfigurationPropertySource(Map.of("baton.guard." + name, value));
        assertThatThrownBy(() -> new Binder(source).bind("baton.guard", GuardProperties.class))
                .isInstanceOf(BindException.class)
                .rootCause()
                .hasMessageContaining(name);
    }
}
