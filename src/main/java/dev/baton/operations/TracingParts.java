package dev.baton.operations;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/// Leaves out what Spring Boot would make for traces where none are wanted. Its own switches stop the sending only:
/// spans would be made all the same, and each statement would go through a proxy.
class TracingParts implements AutoConfigurationImportFilter, EnvironmentAware {

    private static final String BOOT = "org.springframework.boot.";
    private static final List<String> PARTS = List.of(
            BOOT + "micrometer.tracing.",
            BOOT + "opentelemetry.",
            BOOT + "r2dbc.autoconfigure.R2dbcProxy",
            BOOT + "r2dbc.autoconfigure.observation.");

    private boolean wanted;

    @Override
    public void setEnvironment(Environment environment) {
        wanted = Tracing.isWanted(environment);
    }

    @Override
    public boolean[] match(@Nullable String[] configurations, AutoConfigurationMetadata metadata) {
        var matches = new boolean[configurations.length];
        for (int i = 0; i < matches.length; i++) {
            matches[i] = wanted || !isPart(configurations[i]);
        }
        return matches;
    }

    private static boolean isPart(@Nullable String configuration) {
        return configuration != null && PARTS.stream().anyMatch(configuration::startsWith);
    }
}
