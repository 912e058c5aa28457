package dev.baton.graph;

import io.r2dbc.spi.R2dbcException;
import java.util.Set;

/// Why PostgreSQL ended a statement, by its code: Spring has no exceptions of its own for most of them.
public final class SqlState {

    private static final Set<String> DEADLOCK_OR_CONFLICT = Set.of("40P01", "40001");
    private static final Set<String> LOCK_OR_STATEMENT_TIMEOUT = Set.of("55P03", "57014");

    private SqlState() {}

    /// The five characters, or nothing where PostgreSQL did not end it.
    public static String of(Throwable failure) {
        Throwable cause = failure instanceof R2dbcException ? failure : failure.getCause();
        return cause instanceof R2dbcException refused && refused.getSqlState() != null ? refused.getSqlState() : "";
    }

    /// Whether the transaction met another one, and can run again as it is.
    public static boolean isDeadlock(Throwable failure) {
        return DEADLOCK_OR_CONFLICT.contains(of(failure));
    }

    /// Whether a column or a cast did not take a value (class 22), for instance from a cursor made by hand.
    public static boolean isBadValue(Throwable failure) {
        return of(failure).startsWith("22");
    }

    /// Whether it waited too long for what another transaction has in hand, or took too long itself.
    public static boolean isTimeout(Throwable failure) {
        return LOCK_OR_STATEMENT_TIMEOUT.contains(of(failure));
    }
}
