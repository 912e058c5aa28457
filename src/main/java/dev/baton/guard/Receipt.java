package dev.baton.guard;

import graphql.GraphQLContext;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What an operation was asked to pay and what became of it; kept in its GraphQL context for the answer to tell, also
/// for one that was given up meanwhile.
///
/// @param bound the most that it can cost, or null where there is no bound: the document was refused before it had one
/// @param actual what it did cost, in points, or null where it did not run
/// @param payment the buckets' answer, or null where they were not asked
record Receipt(
        @Nullable QueryCost bound,
        @Nullable Long actual,
        @Nullable Payment payment) {

    private static final Receipt NONE = new Receipt(null, null, null);

    /// Where it is kept, for the context of the operation before it runs.
    static Map<Object, Object> place() {
        return Map.of(Receipt.class, new AtomicReference<>(NONE));
    }

    static Receipt of(GraphQLContext context) {
        return placeIn(context).get();
    }

    void leaveIn(GraphQLContext context) {
        placeIn(context).set(this);
    }

    private static AtomicReference<Receipt> placeIn(GraphQLContext context) {
        return Objects.requireNonNull(context.get(Receipt.class), "Nothing runs unpaid");
    }
}
