package dev.baton.guard;

import dev.baton.graph.RequestBody;
import graphql.ExecutionInput;

/// What an operation pays at least, whether it runs or is refused: for being read. A point buys about as much of a
/// processor here as anywhere else, so that nobody keeps a node busy with what is not let in.
final class Toll {

    /// What an operation costs at least, so that nothing is free.
    static final long MINIMUM = 1;

    /// A document is parsed, counted and validated.
    private static final int CHARACTERS_FOR_A_POINT = 1_000;

    /// A body is only read as JSON.
    private static final int BYTES_FOR_A_POINT = 10_000;

    private Toll() {}

    /// In points, at least [#MINIMUM].
    static long of(ExecutionInput input) {
        int size = input.getExtensions().get(RequestBody.SIZE) instanceof Integer bytes ? bytes : 0;
        return Math.max(MINIMUM, input.getQuery().length() / CHARACTERS_FOR_A_POINT + size / BYTES_FOR_A_POINT);
    }
}
