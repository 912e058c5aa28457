package dev.baton.guard;

import graphql.GraphQLContext;
import org.jspecify.annotations.Nullable;

/// What an operation was asked to pay and what became of it; kept in its GraphQL context for the answer to tell.
///
/// @param bound the most that it can cost, or null where there is no bound: the document was refused before it had one
/// @param actual what it did cost, in points, or null where it did not run
/// @param payment the buckets' answer, or null where they were not asked
record Receipt(
        @Nullable QueryCost bound,
        @Nullable Long actual,
        @Nullable Payment payment) {

    private static final Receipt NONE = new Receipt(null, null, null);

    static Receipt of(GraphQLContext context) {
        return context.getOrDefault(Receipt.class, NONE);
    }

    void leaveIn(GraphQLContext context) {
        context.put(Receipt.class, this);
    }
}
