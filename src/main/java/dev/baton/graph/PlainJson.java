package dev.baton.graph;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a JSON value from a caller must be like, so that it can be stored and read back: PostgreSQL writes numbers out
/// in full, so that a few characters could become a hundred thousand digits that no reader takes.
public final class PlainJson {

    static final String UNSTORABLE_TEXT = "Must not contain the character NUL or half a surrogate pair.";

    private static final int MAX_DEPTH = 64;
    private static final int MAX_DIGITS = 300;

    private PlainJson() {}

    /// Why the value cannot be taken, or empty where it can.
    static Optional<String> refusalOf(@Nullable Object value) {
        return refusalOf(value, 0);
    }

    private static Optional<String> refusalOf(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            return Optional.of("Must not be nested deeper than %d levels.".formatted(MAX_DEPTH));
        }
        return switch (value) {
            case String text -> isStorable(text) ? Optional.empty() : Optional.of(UNSTORABLE_TEXT);
            case Number number -> isShort(number) ? Optional.empty() : tooLong();
            case Map<?, ?> object ->
                firstRefusal(Stream.concat(object.keySet().stream(), object.values().stream()), depth + 1);
            case Collection<?> list -> firstRefusal(list.stream(), depth + 1);
            case null, default -> Optional.empty();
        };
    }

    private static Optional<String> firstRefusal(Stream<? extends @Nullable Object> parts, int depth) {
        return parts.flatMap(part -> refusalOf(part, depth).stream()).findFirst();
    }

    /// PostgreSQL has no NUL in a text, and UTF-8 has no half pairs.
    static boolean isStorable(String text) {
        return text.indexOf('\0') < 0 && text.codePoints().noneMatch(PlainJson::isHalfPair);
    }

    private static boolean isHalfPair(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /// Whether it is a number that JSON has, with at most 300 digits written out.
    public static boolean isShort(Number number) {
        if (number instanceof Double real && !Double.isFinite(real)) {
            return false;
        }
        var decimal = new BigDecimal(number.toString());
        return Math.abs((long) decimal.scale()) <= MAX_DIGITS && decimal.precision() <= MAX_DIGITS;
    }

    private static Optional<String> tooLong() {
        return Optional.of("Must not have a number with more than %d digits written out.".formatted(MAX_DIGITS));
    }
}
