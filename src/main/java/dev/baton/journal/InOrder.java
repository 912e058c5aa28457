package dev.baton.journal;

import graphql.execution.SubscriptionExecutionStrategy;
import java.util.Map;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Keeps a subscription's events in their order. Unless told, GraphQL Java sends each as soon as its selection is
/// read, and one whose task is read faster overtakes one whose task is read slower.
@Component
class InOrder implements WebGraphQlInterceptor {

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        request.configureExecutionInput((_, input) -> input.graphQLContext(
                        Map.of(SubscriptionExecutionStrategy.KEEP_SUBSCRIPTION_EVENTS_ORDERED, true))
                .build());
        return chain.next(request);
    }
}
