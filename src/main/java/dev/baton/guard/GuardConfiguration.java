package dev.baton.guard;

import dev.baton.stream.StreamExecution;
import graphql.GraphQL;
import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.AsyncSerialExecutionStrategy;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.ExecutionStrategy;
import graphql.schema.GraphQLSchema;
import io.github.bucket4j.TimeMeter;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.resource.Delay;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.graphql.execution.DataFetcherExceptionResolver;
import org.springframework.graphql.execution.GraphQlSource;

/// Puts the limits where requests pass: around the document, before the execution, and on the answer.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GuardProperties.class)
class GuardConfiguration {

    @Bean
    TimeMeter bucketTime(Clock clock) {
        return new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return TimeUnit.MILLISECONDS.toNanos(clock.millis());
            }

            @Override
            public boolean isWallClockBased() {
                return true;
            }
        };
    }

    @Bean
    SharedBuckets sharedBuckets(LettuceConnectionFactory redis, TimeMeter time, GuardProperties limits) {
        return new SharedBuckets(redis::getRequiredNativeClient, time, limits.redisPatience());
    }

    @Bean
    Budgets budgets(GuardProperties limits, ClientPlans plans, SharedBuckets shared, TimeMeter time) {
        return new Budgets(limits, plans, new RateLimit(shared, time));
    }

    @Bean
    CostReport costReport(Budgets budgets) {
        return new CostReport(budgets);
    }

    /// A command for a Redis that is away fails at once: whoever asks has something to go on with, and must not
    /// wait.
    @Bean
    LettuceClientOptionsBuilderCustomizer rejectWhileAway() {
        return options -> options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS);
    }

    /// Lettuce would let up to half a minute pass between two attempts to come back.
    @Bean
    ClientResourcesBuilderCustomizer comeBackSoon() {
        return resources -> resources.reconnectDelay(
                Delay.exponential(Duration.ofMillis(50), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS));
    }

    @Bean
    GraphQlSourceBuilderCustomizer guarded(
            GuardProperties limits, Budgets budgets, ObjectProvider<DataFetcherExceptionResolver> resolvers) {
        return source -> source.graphQlSourceFactory((graphQl, schema) -> new GuardedSource(
                guarded(
                        graphQl,
                        schema,
                        limits,
                        budgets,
                        DataFetcherExceptionResolver.createExceptionHandler(
                                resolvers.orderedStream().toList())),
                schema));
    }

    private static GraphQL guarded(
            GraphQL graphQl,
            GraphQLSchema schema,
            GuardProperties limits,
            Budgets budgets,
            DataFetcherExceptionHandler errors) {
        var weights = new Weights(schema);
        UnaryOperator<ExecutionStrategy> priced =
                execution -> new PricedExecution(execution, errors, weights, budgets, limits.maxAnswer());
        return graphQl.transform(builder -> builder.preparsedDocumentProvider(new Documents(schema, limits))
                .queryExecutionStrategy(priced.apply(new AsyncExecutionStrategy(errors)))
                .mutationExecutionStrategy(priced.apply(new AsyncSerialExecutionStrategy(errors)))
                .subscriptionExecutionStrategy(priced.apply(new StreamExecution(errors))));
    }

    private record GuardedSource(GraphQL graphQl, GraphQLSchema schema) implements GraphQlSource {}
}
