package dev.baton.guard;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// The engine prints its own objects and Java's types into its messages. What a client reads says the same without
/// them.
final class Wording {

    /// In characters. The engine repeats what the client wrote, in each of up to a hundred errors, and the rules
    /// take time that grows with the square of a text's length.
    private static final int LONGEST = 600;

    private record Rule(Pattern pattern, String replacement) {}

    private static final List<Rule> RULES = List.of(
            rule("^Validation [eE]rror ?\\([^)]*\\) ?: ?", ""),
            // Printed syntax trees: the argument's name and the reason are enough.
            rule(" with value '.*' (?=is not|is missing|must|contains)", " "),
            rule(" - '\\w+Value\\{.*}'", ""),
            rule("(?<=default value) '.*' (?=for type)", " "),
            rule("AST type of |ANTLR ", ""),
            rule("'(Int|Float|String|Boolean|Enum|Array|Object|Null)Value'", "'$1'"),
            rule("'VariableReference'", "'variable'"),
            rule("'(Linked)?(Hash)?Map'", "'object'"),
            rule("'\\w*List\\w*'", "'list'"),
            rule("'(Integer|Long|Double|BigInteger|BigDecimal)'", "'number'"),
            rule("\\b[a-z]\\w*(\\.[a-z]\\w*)+\\.[A-Z][\\w$.]*", "value"));

    private Wording() {}

    static String plain(String message) {
        String plain = withoutItsMiddle(message);
        for (Rule rule : RULES) {
            plain = rule.pattern().matcher(plain).replaceAll(rule.replacement());
        }
        return plain.substring(0, 1).toUpperCase(Locale.ROOT) + plain.substring(1);
    }

    /// Its beginning says what is meant and its end what is wrong with it.
    private static String withoutItsMiddle(String message) {
        int length = message.length();
        return length <= LONGEST
                ? message
                : message.substring(0, LONGEST / 2) + "…" + message.substring(length - LONGEST / 2);
    }

    private static Rule rule(String pattern, String replacement) {
        return new Rule(Pattern.compile(pattern, Pattern.DOTALL), replacement);
    }
}
