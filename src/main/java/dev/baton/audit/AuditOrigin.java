package dev.baton.audit;

import dev.baton.access.Addresses;
import graphql.GraphQLContext;
import java.util.Map;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Remembers where each operation comes from.
@Component
class AuditOrigin implements WebGraphQlInterceptor {

    private static final String ADDRESS = AuditOrigin.class.getName();

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        String address = Addresses.of(request.getRemoteAddress());
        request.configureExecutionInput(
                (_, input) -> input.graphQLContext(Map.of(ADDRESS, address)).build());
        return chain.next(request);
    }

    static String address(GraphQLContext context) {
        return context.getOrDefault(ADDRESS, "unknown");
    }
}
