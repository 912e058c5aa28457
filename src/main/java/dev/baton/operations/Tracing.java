package dev.baton.operations;

import io.micrometer.context.ContextRegistry;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.util.StringUtils;

/// Traces go to `baton.traces-url` by OTLP over HTTP, from the request over the operation and its fields to each SQL
/// statement, and the lines of the log then name their trace. Where it is not set, nothing of it is there: see
/// [TracingParts].
class Tracing implements EnvironmentPostProcessor {

    private static final String URL = "baton.traces-url";

    static boolean isWanted(Environment environment) {
        return StringUtils.hasText(environment.getProperty(URL));
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (isWanted(environment)) {
            forgetCallers();
        }
        environment.getPropertySources().addLast(new MapPropertySource("traces", properties(environment)));
    }

    /// Who has signed in travels in Reactor's context alone. Spring Security would have it restored to threads
    /// too, and where a thread has nobody, hide who is in the context: callers of sockets were taken for nobody.
    private static void forgetCallers() {
        ContextRegistry registry = ContextRegistry.getInstance();
        registry.removeThreadLocalAccessor(SecurityContext.class);
        registry.removeThreadLocalAccessor(SecurityContext.class.getName());
    }

    private static Map<String, Object> properties(Environment environment) {
        return isWanted(environment)
                ? Map.of(
                        "management.opentelemetry.tracing.export.otlp.endpoint", environment.getRequiredProperty(URL),
                        "spring.reactor.context-propagation", "auto",
                        "baton.field-meters", "true")
                // Lines of the log would else keep a place for what they never have.
                : Map.of("logging.expect-correlation-id", "false");
    }
}
