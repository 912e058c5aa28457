package dev.baton.graph;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Collects what is wrong with an input, so that the caller learns all of it at once. What is null is not checked:
/// whether a field must be given is the schema's to say.
public final class InputCheck {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern NUL = Pattern.compile("(?<!\\\\)(\\\\\\\\)*\\\\u0000");

    private final List<Problem.InvalidInput.Field> bad = new ArrayList<>();

    /// Notes a bad field by its path below `input`, for instance `retryPolicy.factor`.
    public InputCheck require(boolean holds, String path, String message) {
        if (!holds) {
            bad.add(new Problem.InvalidInput.Field(Arrays.asList(path.split("\\.")), message));
        }
        return this;
    }

    /// Length in characters, both ends included. A NUL is refused too: PostgreSQL cannot store it.
    public InputCheck length(String path, @Nullable String text, int min, int max) {
        if (text == null) {
            return this;
        }
        int length = text.codePointCount(0, text.length());
        require(length >= min && length <= max, path, "Must have %,d to %,d characters.".formatted(min, max));
        return require(text.indexOf('\0') < 0, path, "Must not contain the character NUL.");
    }

    public InputCheck range(String path, @Nullable Number number, double min, double max) {
        return number == null
                ? this
                : require(
                        number.doubleValue() >= min && number.doubleValue() <= max,
                        path,
                        "Must be from %s to %s.".formatted(plain(min), plain(max)));
    }

    public InputCheck matches(String path, @Nullable String text, Pattern pattern, String message) {
        return text == null ? this : require(pattern.matcher(text).matches(), path, message);
    }

    /// A list of names: at most `max` of them, 1 to 100 characters each.
    public InputCheck names(String path, @Nullable Collection<String> names, int max) {
        if (names == null) {
            return this;
        }
        require(names.size() <= max, path, "Must have at most %,d items.".formatted(max));
        names.stream().limit(max).forEach(name -> length(path, name, 1, 100));
        return this;
    }

    /// A JSON value: its size in bytes as UTF-8, and no NUL in any of its texts, which PostgreSQL cannot store.
    public InputCheck json(String path, @Nullable Object value, int maxBytes) {
        if (value == null) {
            return this;
        }
        byte[] json = JSON.writeValueAsBytes(value);
        require(json.length <= maxBytes, path, "Must have at most %,d bytes as JSON.".formatted(maxBytes));
        boolean nul = NUL.matcher(new String(json, StandardCharsets.UTF_8)).find();
        return require(!nul, path, "Must not contain the character NUL.");
    }

    /// Ends the check.
    ///
    /// @throws Refusal `InvalidInput` with every bad field
    public void refuse() {
        if (!bad.isEmpty()) {
            throw new Refusal(new Problem.InvalidInput(
                    "The input is invalid: %s: %s"
                            .formatted(
                                    String.join(".", bad.getFirst().path()),
                                    bad.getFirst().message()),
                    List.copyOf(bad)));
        }
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? "%,d".formatted((long) number) : Double.toString(number);
    }
}
