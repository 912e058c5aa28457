package dev.baton.guard;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// The engine prints its own objects and Java's types into its messages. What a client reads says the same without
/// them.
final class Wording {

    /// In characters. The engine repeats what the client wrote, in each of up to a hundred errors, and most rules
    /// take time that grows with the square of a text's length.
    private static final int LONGEST = 600;

    private record Rule(Pattern pattern, String replacement) {}

    /// Of a text of any length, once: each begins where it can first, so that its time grows with the length
    /// alone.
    private static final List<Rule> OF_THE_WHOLE = List.of(
            rule("^Validation [eE]rror ?\\([^)]*\\) ?: ?", ""),
            // Printed syntax trees: the argument's name and the reason are enough.
            rule("^(?>(.*?) with value ').*' (?=is not|is missing|must|contains)", "$1 "),
            rule("^(?>(.*?) - '\\w+Value\\{).*}'", "$1"),
            rule("^(?>(.*?default value) ').*' (?=for type)", "$1 "));

    private static final List<Rule> OF_WHAT_IS_LEFT = List.of(
            // A half of a pair, the client's own or one that was cut, cannot be written.
            rule("\\p{Cs}", "\uFFFD"),
            rule("AST type of |ANTLR ", ""),
            rule("'(Int|Float|String|Boolean|Enum|Array|Object|Null)Value'", "'$1'"),
            rule("'VariableReference'", "'variable'"),
            rule("'(Linked)?(Hash)?Map'", "'object'"),
            rule("'\\w*List\\w*'", "'list'"),
            rule("'(Integer|Long|Double|BigInteger|BigDecimal)'", "'number'"),
            rule("\\b[a-z]\\w*(\\.[a-z]\\w*)+\\.[A-Z][\\w$.]*", "value"));

    private Wording() {}

    static String plain(String message) {
        String plain = reworded(withoutItsMiddle(reworded(message, OF_THE_WHOLE)), OF_WHAT_IS_LEFT);
        return plain.substring(0, 1).toUpperCase(Locale.ROOT) + plain.substring(1);
    }

    private static String reworded(String message, List<Rule> rules) {
        String plain = message;
        for (Rule rule : rules) {
            plain = rule.pattern().matcher(plain).replaceAll(rule.replacement());
        }
        return plain;
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
