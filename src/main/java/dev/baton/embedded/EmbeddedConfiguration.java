package dev.baton.embedded;

import dev.baton.database.ExternalServers;
import dev.baton.database.PostgresServer;
import dev.baton.database.RedisServer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/// The embedded mode: used where `BATON_POSTGRES_URL` is not set.
///
/// Whoever connects gets the address from a bean that needs the servers' bean, so that Spring starts the servers
/// first and stops them last.
@Configuration(proxyBeanMethods = false)
@Conditional(EmbeddedConfiguration.NothingConfigured.class)
class EmbeddedConfiguration {

    @Bean
    EmbeddedServers embeddedServers(Environment environment) {
        String redis = environment.getProperty("baton.embedded.redis.executable");
        return EmbeddedServers.start(
                data(environment), redisUrl(environment) == null, StringUtils.hasText(redis) ? Path.of(redis) : null);
    }

    @Bean
    PostgresServer embeddedPostgres(EmbeddedServers servers) {
        return servers.postgres("baton");
    }

    @Bean
    RedisServer embeddedRedis(EmbeddedServers servers, Environment environment) {
        String url = redisUrl(environment);
        return url == null ? servers.redis() : RedisServer.parse(url);
    }

    @Bean
    Welcome welcome(EmbeddedServers servers) {
        return new Welcome(servers);
    }

    static Path data(Environment environment) {
        return Path.of(environment.getProperty("baton.data", ".baton"));
    }

    private static @Nullable String redisUrl(Environment environment) {
        String url = environment.getProperty("baton.redis.url");
        return StringUtils.hasText(url) ? url : null;
    }

    static final class NothingConfigured extends ExternalServers.Configured {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !super.matches(context, metadata);
        }
    }
}
