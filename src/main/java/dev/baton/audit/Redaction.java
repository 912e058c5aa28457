package dev.baton.audit;

import dev.baton.graph.PlainJson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What of a mutation's arguments is written down: no secrets, by the names of the fields, and nothing at length.
final class Redaction {

    static final String REDACTED = "[redacted]";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(secret|token|passw|passphrase|api.?key|private.?key|authorization|cookie).*");
    private static final Pattern UNSTORABLE = Pattern.compile("[\\x00\\p{Cs}]");
    private static final int LONGEST_TEXT = 200;
    private static final int LEFT_OF_A_LONG_TEXT = 100;
    private static final int MOST_ITEMS = 20;
    private static final int DEEPEST = 10;
    private static final int LARGEST = 16_384;

    private Redaction() {}

    /// Whether a field of this name holds what nobody else may know.
    static boolean isSecret(String name) {
        return SECRET.matcher(name).matches();
    }

    /// The arguments as JSON.
    static String json(Map<String, ?> arguments) {
        String all = JSON.writeValueAsString(value(arguments, 0));
        return all.length() <= LARGEST
                ? all
                : JSON.writeValueAsString(Map.of("tooLong", "%,d characters".formatted(all.length())));
    }

    /// Text that PostgreSQL can store, not too long for a column that is looked at.
    static String plain(String text) {
        String storable = UNSTORABLE.matcher(text).replaceAll("\uFFFD");
        return storable.length() <= LONGEST_TEXT
                ? storable
                : "%s… (%,d characters)".formatted(start(storable), storable.length());
    }

    private static String start(String text) {
        int end = Character.isHighSurrogate(text.charAt(LEFT_OF_A_LONG_TEXT - 1))
                ? LEFT_OF_A_LONG_TEXT - 1
                : LEFT_OF_A_LONG_TEXT;
        return text.substring(0, end);
    }

    private static @Nullable Object value(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            return REDACTED;
        }
        return switch (value) {
            case null -> null;
            case Map<?, ?> map -> object(map, depth);
            case Collection<?> list -> list(list, depth);
            case Number number -> PlainJson.isShort(number) ? number : plain(number.toString());
            case Boolean bool -> bool;
            default -> plain(value.toString());
        };
    }

    private static Map<String, @Nullable Object> object(Map<?, ?> map, int depth) {
        var shown = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, value) -> {
            String name = plain(String.valueOf(key));
            shown.put(name, value != null && isSecret(name) ? REDACTED : value(value, depth + 1));
        });
        return shown;
    }

    private static List<@Nullable Object> list(Collection<?> list, int depth) {
        var shown = new ArrayList<@Nullable Object>();
        list.stream().limit(MOST_ITEMS).forEach(item -> shown.add(value(item, depth + 1)));
        int left = list.size() - MOST_ITEMS;
        if (left > 0) {
            shown.add("… %,d more".formatted(left));
        }
        return shown;
    }
}
