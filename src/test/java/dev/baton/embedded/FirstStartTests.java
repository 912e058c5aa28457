package dev.baton.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class FirstStartTests {

    @TempDir
    private Path data = Path.of(".");

    @Test
    void theFirstStartHasSomethingToWatchUnlessItIsNotWanted() throws IOException {
        assertThat(demo(Map.of())).isEqualTo("true");
        assertThat(demo(Map.of("baton.demo", "false"))).isEqualTo("false");
        assertThat(demo(Map.of("baton.development-tokens", "false"))).isNull();
        assertThat(demo(Map.of("baton.postgres.url", "postgresql://localhost/baton")))
                .isNull();
        Files.createDirectories(data.resolve("postgres"));
        assertThat(demo(Map.of())).isNull();
        assertThat(demo(Map.of("baton.demo", "true"))).isEqualTo("true");
    }

    private @Nullable String demo(Map<String, Object> given) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("given", given));
        environment.getPropertySources().addFirst(new MapPropertySource("data", Map.of("baton.data", data.toString())));
        new FirstStart().postProcessEnvironment(environment, new SpringApplication());
        return environment.getProperty("baton.demo");
    }
}
