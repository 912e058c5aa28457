package dev.baton.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ColumnsTests {

    /// A hundred tasks whose specifications were lists of empty objects took a node's memory when they were
    /// listed.
    @Test
    void jsonIsNotTakenApartOnItsWayThrough() {
        String text = "{\"many\": [{}, {}, [], null, 1.50, \"x\"]}";
        Object json = new Columns(new One(Json.of(text))).json("any");
        assertThat(json).isNotNull().isNotInstanceOf(Map.class);
        assertThat(JsonMapper.shared().writeValueAsString(Map.of("specification", Objects.requireNonNull(json))))
                .isEqualTo("{\"specification\":" + text + "}");
    }

    private record One(Json value) implements Readable {

        @Override
        public <T> @Nullable T get(int index, Class<T> type) {
            return type.cast(value);
        }

        @Override
        public <T> @Nullable T get(String name, Class<T> type) {
            return type.cast(value);
        }
    }
}
