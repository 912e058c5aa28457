package dev.baton.embedded;

import java.nio.file.Files;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/// Who starts Baton with a PostgreSQL of its own for the first time has something to watch, unless `BATON_DEMO` says
/// no.
class FirstStart implements EnvironmentPostProcessor {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (isFirst(environment)) {
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource("the first start", Map.of("baton.demo", true)));
        }
    }

    private static boolean isFirst(Environment environment) {
        return !StringUtils.hasText(environment.getProperty("baton.postgres.url"))
                && environment.getProperty("baton.development-tokens", Boolean.class, true)
                && Files.notExists(EmbeddedConfiguration.data(environment).resolve(EmbeddedPostgres.DATA));
    }
}
