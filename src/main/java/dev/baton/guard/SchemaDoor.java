package dev.baton.guard;

import dev.baton.access.Caller;
import dev.baton.access.Role;
import graphql.introspection.Introspection;
import java.util.Map;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Shows the schema to those roles only that may look at it.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 40)
class SchemaDoor implements WebGraphQlInterceptor {

    private final Set<Role> roles;

    SchemaDoor(GuardProperties properties) {
        this.roles = properties.introspection();
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        return Caller.current().flatMap(caller -> {
            if (roles.stream().noneMatch(caller::may)) {
                request.configureExecutionInput(
                        (_, input) -> input.graphQLContext(Map.of(Introspection.INTROSPECTION_DISABLED, true))
                                .build());
            }
            return chain.next(request);
        });
    }
}
