package dev.baton.operations;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/// In production a line of the log is a JSON object (Elastic Common Schema), unless
/// `logging.structured.format.console` says otherwise.
class ProductionLogs implements EnvironmentPostProcessor {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (StringUtils.hasText(environment.getProperty("baton.postgres.url"))) {
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource(
                            "production logs", Map.of("logging.structured.format.console", "ecs")));
        }
    }
}
