package dev.baton.graph;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What goes wrong around the domain, as an entry of `errors` with `extensions.code`. Never a stack trace, a class
/// name or SQL.
public final class Fault extends RuntimeException {

    private static final long serialVersionUID = 1;

    public static final String BAD_VALUE = "An argument has a value that does not fit.";

    private static final int RETRY_AFTER_MS = 1_000;

    private final Code code;
    private final transient Map<String, Object> extensions;

    /// Where only time helps, it says how much: a second.
    public Fault(Code code, String message) {
        this(code, message, code.passes ? Map.of("retryAfterMs", RETRY_AFTER_MS) : Map.of());
    }

    public Fault(Code code, String message, Map<String, Object> extensions) {
        super(message, null, false, false);
        this.code = code;
        this.extensions = extensions;
    }

    /// Of what others have in hand for longer than a caller is kept waiting.
    public static Fault busy() {
        return unavailable("Others are changing this at the moment. Try again shortly.");
    }

    /// Of a token that cannot be judged while its issuer, or the database, is away.
    public static Fault undecided() {
        return unavailable("The token cannot be verified at the moment. Try again shortly.");
    }

    static Fault unavailable(String message) {
        return new Fault(Code.UNAVAILABLE, message);
    }

    public Code code() {
        return code;
    }

    /// `extensions` as the wire has it: the code, whether trying again can help, and what this fault adds.
    public Map<String, Object> extensions() {
        return Stream.of(code.extensions(), extensions)
                .flatMap(map -> map.entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// The closed list of error codes.
    public enum Code {
        UNAUTHENTICATED(false, false),
        FORBIDDEN(false, false),
        BAD_REQUEST(false, false),
        VALIDATION_FAILED(false, false),
        COST_LIMIT_EXCEEDED(false, false),
        RATE_LIMITED(true, true),
        DOCUMENT_NOT_TRUSTED(false, false),
        CURSOR_EXPIRED(false, false),
        SLOW_CONSUMER(true, false),
        UNAVAILABLE(true, true),
        INTERNAL(false, false);

        private final boolean retryable;
        private final boolean passes;

        /// @param passes whether it goes away by itself: then each says in `retryAfterMs` when to try again
        Code(boolean retryable, boolean passes) {
            this.retryable = retryable;
            this.passes = passes;
        }

        /// What every error of this code has in its `extensions`.
        public Map<String, Object> extensions() {
            return Map.of("code", name(), "retryable", retryable);
        }
    }
}
