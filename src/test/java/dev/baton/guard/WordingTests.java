package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the engine says, as a client reads it.
class WordingTests {

    /// Each of them kept a thread busy for minutes, or overflowed its stack.
    @ParameterizedTest
    @ValueSource(strings = {" with value '", "a.", "default value ' '", " - 'xValue{"})
    void whatAClientWroteIsNotRepeatedAtLength(String evil) {
        assertThat(assertTimeoutPreemptively(
                        Duration.ofSeconds(20),
                        () -> Wording.plain("Unknown operation named '%s'.".formatted(evil.repeat(100_000)))))
                .startsWith("Unknown operation named '")
                .endsWith("'.")
                .hasSizeLessThan(1_000);
    }

    @Test
    void theReasonStaysWhereAValueIsLong() {
        assertThat(Wording.plain("argument 'first' with value 'StringValue{value='%s'}' is not a valid 'Int'"
                        .formatted("x".repeat(10_000))))
                .isEqualTo("Argument 'first' is not a valid 'Int'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "don't ", "{a='b'} - "})
    void aLongValueThatTheReasonRepeatsIsNotReadAsTheEngineHasIt(String piece) {
        assertThat(Wording.plain(("argument 'input.deadline' with value 'StringValue{value='%1$s'}' is not a valid"
                                + " 'DateTime' - Invalid RFC3339 value : '%1$s'. because of : 'No digits'")
                        .formatted(piece.repeat(700))))
                .startsWith("Argument 'input.deadline' is not a valid 'DateTime' - Invalid RFC3339 value : '")
                .endsWith("because of : 'No digits'")
                .doesNotContain("Value{")
                .hasSizeLessThan(1_000);
    }

    @ParameterizedTest
    @CsvSource({"'',''", "x,''", "'',x", "x,x"})
    void noHalfOfAPairIsLeft(String before, String after) {
        String message = before + "\uD83D\uDE00".repeat(400) + after;
        assertWritable(Wording.plain(message));
        assertWritable(Wording.plain("x\uD83Dx" + message + "x\uDE00"));
    }

    private static void assertWritable(String text) {
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text)).as(text).isTrue();
    }
}
