package dev.baton.stream;

import graphql.GraphQLContext;
import org.jspecify.annotations.Nullable;

/// In the context of an operation: the item that a subscription's field answers this time, in place of its stream.
record Item(Object value) {

    static boolean isIn(GraphQLContext context) {
        return context.hasKey(Item.class);
    }

    @Nullable
    static Item of(GraphQLContext context) {
        return context.get(Item.class);
    }
}
