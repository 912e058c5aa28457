package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
}
