package dev.baton.guard;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.util.RawValue;

/// How long an answer is, before it is written: aliases repeat a text of 100,000 characters for nothing, and what is
/// written for one request is memory that all others lack.
final class AnswerSize {

    /// Of any value, with what stands around it.
    private static final int VALUE = 4;

    private AnswerSize() {}

    /// About how many characters.
    static long of(@Nullable Object value) {
        return VALUE
                + switch (value) {
                    case CharSequence text -> text.length();
                    case RawValue json -> of(json.rawValue());
                    case Map<?, ?> object -> of(object.keySet()) + of(object.values());
                    case Collection<?> list ->
                        list.stream().mapToLong(AnswerSize::of).sum();
                    case null, default -> 0;
                };
    }
}
