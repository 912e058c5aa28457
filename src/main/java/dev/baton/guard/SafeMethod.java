package dev.baton.guard;

import graphql.GraphQLContext;
import java.util.Map;
import org.springframework.graphql.server.WebGraphQlRequest;

/// In the context of an operation that came by a method of HTTP that must change nothing.
enum SafeMethod {
    /// Nothing but a query may run.
    ASKED,
    /// It was a mutation, and did not run.
    BROKEN;

    static WebGraphQlRequest asked(WebGraphQlRequest request) {
        request.configureExecutionInput((_, input) ->
                input.graphQLContext(Map.of(SafeMethod.class, ASKED)).build());
        return request;
    }

    static boolean isAskedIn(GraphQLContext context) {
        return context.hasKey(SafeMethod.class);
    }

    static boolean isBrokenIn(GraphQLContext context) {
        return context.get(SafeMethod.class) == BROKEN;
    }
}
