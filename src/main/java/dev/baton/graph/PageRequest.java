package dev.baton.graph;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Which part of a connection the caller wants: the four arguments of the Relay convention, checked.
///
/// @param limit how many rows, from 1 to [#MAX]
/// @param backward `last`/`before` rather than `first`/`after`
/// @param from the row next to the page, or none at the connection's end
public record PageRequest(
        int limit, boolean backward, @Nullable Cursor from) {

    /// The most rows of one page.
    public static final int MAX = 100;

    /// The rows of a page where the caller names no size.
    public static final int DEFAULT = 20;

    /// @throws Fault `BAD_REQUEST` where the arguments contradict each other or a cursor is none of ours
    public static PageRequest of(
            @Nullable Integer first, @Nullable String after, @Nullable Integer last, @Nullable String before) {
        boolean backward = last != null || before != null;
        if (backward && (first != null || after != null)) {
            throw bad("Give first and after, or last and before, not both pairs.");
        }
        Integer size = backward ? last : first;
        int limit = size == null ? DEFAULT : size;
        if (limit < 1 || limit > MAX) {
            throw bad("%s must be from 1 to %d.".formatted(backward ? "last" : "first", MAX));
        }
        String cursor = backward ? before : after;
        return new PageRequest(limit, backward, cursor == null ? null : Cursor.decode(cursor));
    }

    private static Fault bad(String message) {
        return new Fault(Fault.Code.BAD_REQUEST, message);
    }

    /// A row's place in an order: the value it is sorted by, and its id where others have the same value.
    ///
    /// @param order the order's name; a cursor is good in the order that it was made for
    /// @param key the sort value as PostgreSQL prints it
    /// @param id the row's id as PostgreSQL prints it
    public record Cursor(String order, String key, String id) {

        private static final String SEPARATOR = "\n";

        /// The opaque text that a client sees.
        public String encode() {
            String text = String.join(SEPARATOR, order, key, id);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        /// The other way round.
        ///
        /// @throws Fault `BAD_REQUEST` where the text is none of ours
        public static Cursor decode(String text) {
            try {
                String[] parts =
                        new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(SEPARATOR, 4);
                if (parts.length == 3) {
                    return new Cursor(parts[0], parts[1], parts[2]);
                }
            } catch (IllegalArgumentException notBase64) {
                // Answered below: the caller needs to know that the cursor is bad, not how.
            }
            throw bad("The cursor is not one of this connection's. Take it from pageInfo or an edge, unchanged.");
        }
    }
}
