package dev.baton.database;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/// Production: PostgreSQL and Redis are somebody else's, and `BATON_POSTGRES_URL` and `BATON_REDIS_URL` say where.
@Configuration(proxyBeanMethods = false)
@Conditional(ExternalServers.Configured.class)
public class ExternalServers {

    /// Needs Redis's address only so that a missing one is noticed before anybody connects to PostgreSQL.
    @Bean
    PostgresServer externalPostgres(Environment environment, RedisServer externalRedis) {
        return PostgresServer.parse(environment.getRequiredProperty("baton.postgres.url"));
    }

    @Bean
    RedisServer externalRedis(Environment environment) {
        String url = environment.getProperty("baton.redis.url");
        if (!StringUtils.hasText(url)) {
            throw new StartRefused(
                    "BATON_POSTGRES_URL is set, but BATON_REDIS_URL is not: beside an external PostgreSQL Baton starts"
                            + " no Redis of its own.",
                    "Set BATON_REDIS_URL, for example to redis://localhost:6379, or unset BATON_POSTGRES_URL to run on"
                            + " Baton's own servers.");
        }
        return RedisServer.parse(url);
    }

    /// Whether PostgreSQL is configured from outside; an empty value counts as none.
    public static class Configured implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return StringUtils.hasText(context.getEnvironment().getProperty("baton.postgres.url"));
        }
    }
}
