package dev.baton.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Collects what is wrong with an input, so that the caller learns all of it at once. What is null is not checked:
/// whether a field must be given is the schema's to say.
public final class InputCheck {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// The answer to an input that is wrong everywhere stays one that a person can read.
    private static final int MOST_FIELDS = 100;

    private final List<Problem.InvalidInput.Field> bad;
    private final String above;

    public InputCheck() {
        this(new ArrayList<>(), "");
    }

    private InputCheck(List<Problem.InvalidInput.Field> bad, String above) {
        this.bad = bad;
        this.above = above;
    }

    /// A check of what lies below a path, for instance `tasks.17`: what it finds is noted here too.
    public InputCheck below(String path) {
        return new InputCheck(bad, above + path + ".");
    }

    /// Notes a bad field by its path below `input`, for instance `retryPolicy.factor`.
    public InputCheck require(boolean holds, String path, String message) {
        if (!holds && bad.size() < MOST_FIELDS) {
            bad.add(new Problem.InvalidInput.Field(Arrays.asList((above + path).split("\\.")), message));
        }
        return this;
    }

    /// Length in characters, both ends included. What PostgreSQL cannot store is refused too.
    public InputCheck length(String path, @Nullable String text, int min, int max) {
        if (text == null) {
            return this;
        }
        int length = text.codePointCount(0, text.length());
        require(length >= min && length <= max, path, "Must have %,d to %,d characters.".formatted(min, max));
        return require(PlainJson.isStorable(text), path, PlainJson.UNSTORABLE_TEXT);
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

    /// A JSON value: that it can be stored and read back, and its size in bytes as UTF-8.
    public InputCheck json(String path, @Nullable Object value, int maxBytes) {
        Optional<String> refusal = PlainJson.refusalOf(value);
        if (value == null || refusal.isPresent()) {
            return require(refusal.isEmpty(), path, refusal.orElse(""));
        }
        int size = JSON.writeValueAsBytes(value).length;
        return require(size <= maxBytes, path, "Must have at most %,d bytes as JSON.".formatted(maxBytes));
    }

    /// Ends the check.
    ///
    /// @throws Refusal `InvalidInput` with every bad field, the first hundred of them
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
