package dev.baton.deliverable;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.graph.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubmitDeliverableInputTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/vnd.github.v3+json",
                "text/markdown; charset=utf-8",
                "text/markdown;charset=\"utf 8\";variant=GFM"
            })
    void aMediaTypeIsTypeSubtypeAndParameters(String mediaType) {
        assertThatCode(input("name", mediaType)::check).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "text/",
                "/plain",
                "*/*",
                "text/plain;",
                "text/plain; charset",
                "text/plain; charset=",
                "text/plain; charset=\"utf-8",
                "text/plain\n",
                "text/pl ain",
                "text/plain, text/html",
                "tëxt/plain"
            })
    void whatIsNoMediaTypeIsRefused(String mediaType) {
        assertThatExceptionOfType(Refusal.class).isThrownBy(input("name", mediaType)::check);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "V1__billing.sql", "src/main/java/A.java", "Endpunkte für Rechnungen 😀"})
    void aNameIsALineOfText(String name) {
        assertThatCode(input(name, "text/plain")::check).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", " a", "a ", "a\u00a0", "a\tb", "a\r\nb", "\ud83d"})
    void aNameThatPeopleCouldNotTellFromAnotherIsRefused(String name) {
        assertThatExceptionOfType(Refusal.class).isThrownBy(input(name, "text/plain")::check);
    }

    @Test
    void aTextThatUtf8CannotHoldIsRefusedRatherThanChanged() {
        assertThatExceptionOfType(Refusal.class).isThrownBy(input("name", "text/plain", "a\ud83d")::check);
        assertThatCode(input("name", "text/plain", "a\ud83d\ude00")::check).doesNotThrowAnyException();
    }

    private static SubmitDeliverableInput input(String name, String mediaType) {
        return input(name, mediaType, "text");
    }

    private static SubmitDeliverableInput input(String name, String mediaType, String content) {
        return new SubmitDeliverableInput(
                "task", "token", DeliverableKind.CODE, name, mediaType, content, null, null, null, null);
    }
}
