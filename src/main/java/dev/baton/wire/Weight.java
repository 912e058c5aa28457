package dev.baton.wire;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.server.WebGraphQlRequest;

/// About how many bytes of memory a request takes. A few bytes of JSON can make an object of dozens, so its length on
/// the wire does not tell.
final class Weight {

    /// Of any value, with what its container has for it.
    private static final int VALUE = 64;

    private Weight() {}

    static long of(WebGraphQlRequest request) {
        return of(request.getDocument())
                + of(request.getOperationName())
                + of(request.getVariables())
                + of(request.getExtensions());
    }

    private static long of(@Nullable Object value) {
        return VALUE
                + switch (value) {
                    case CharSequence text -> text.length();
                    case Map<?, ?> map -> of(map.keySet()) + of(map.values());
                    case Collection<?> list ->
                        list.stream().mapToLong(Weight::of).sum();
                    case null, default -> 0;
                };
    }
}
