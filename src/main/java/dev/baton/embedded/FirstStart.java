package dev.baton.embedded;

import java.nio.file.Files;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/// Holds where Baton is about to start its own PostgreSQL for the first time, for somebody who wants to have a look.
public final class FirstStart implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return new EmbeddedConfiguration.NothingConfigured().matches(context, metadata)
                && Files.notExists(
                        EmbeddedConfiguration.data(context.getEnvironment()).resolve(EmbeddedPostgres.DATA));
    }
}
