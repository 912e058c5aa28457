package dev.baton.guard;

import graphql.ExecutionResult;
import graphql.GraphQLContext;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.graphql.server.WebGraphQlRequest;

/// An operation that is to be priced and not to be run: `"extensions": {"dryRun": true}` asks for it, and over HTTP
/// the header field `GraphQL-Cost: validate`.
final class DryRun {

    private static final String HEADER = "GraphQL-Cost";
    private static final String EXTENSION = "dryRun";

    private DryRun() {}

    static void noteIn(WebGraphQlRequest request) {
        if (Boolean.TRUE.equals(request.getExtensions().get(EXTENSION))
                || "validate".equals(request.getHeaders().getFirst(HEADER))) {
            request.configureExecutionInput((_, input) ->
                    input.graphQLContext(Map.of(DryRun.class, true)).build());
        }
    }

    static boolean isAskedIn(GraphQLContext context) {
        return context.hasKey(DryRun.class);
    }

    /// Data that holds none of the fields.
    static CompletableFuture<ExecutionResult> answer() {
        return CompletableFuture.completedFuture(
                ExecutionResult.newExecutionResult().data(Map.of()).build());
    }
}
