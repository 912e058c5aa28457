package dev.baton.guard;

import graphql.GraphQLContext;
import org.jspecify.annotations.Nullable;

/// What an operation was asked to pay and what became of it; kept in its GraphQL context for the answer to tell.
///
/// @param requested the bound in points, or null where there is none: the document was refused before it had one
/// @param ran whether it was let in
/// @param charge the bucket's answer, or null where the bucket was not asked
record Receipt(
        @Nullable Long requested, boolean ran, @Nullable Charge charge) {

    private static final Receipt NONE = new Receipt(null, false, null);

    static Receipt of(GraphQLContext context) {
        return context.getOrDefault(Receipt.class, NONE);
    }

    void leaveIn(GraphQLContext context) {
        context.put(Receipt.class, this);
    }
}
