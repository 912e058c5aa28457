package dev.baton.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RedactionTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "leaseToken",
                "clientSecret",
                "password",
                "refresh_token",
                "apiKey",
                "API_KEY",
                "api-key",
                "Authorization",
                "privateKey",
                "cookie"
            })
    void whatIsSecretByItsNameIsLeftOutHoweverDeep(String name) {
        JsonNode shown = shown(Map.of("input", Map.of("list", List.of(Map.of(name, Map.of("a", "hidden"))))));
        assertThat(shown.at("/input/list/0").path(name).asString()).isEqualTo(Redaction.REDACTED);
        assertThat(shown.toString()).doesNotContain("hidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"taskId", "idempotencyKey", "title", "monkey"})
    void whatIsNotIsShown(String name) {
        assertThat(shown(Map.of(name, "visible")).path(name).asString()).isEqualTo("visible");
    }

    @Test
    void aLongTextIsCutAndSaysHowLongItWas() {
        String shown = shown(Map.of("text", "x".repeat(99) + "💥".repeat(500)))
                .path("text")
                .asString();
        assertThat(shown).isEqualTo("x".repeat(99) + "… (1,099 characters)");
    }

    @Test
    void aLongListIsCut() {
        assertThat(shown(Map.of("list", Collections.nCopies(1_000, 7))).path("list"))
                .hasSize(21)
                .last()
                .hasToString("\"… 980 more\"");
    }

    @Test
    void whatIsLongAllTheSameIsOneLine() {
        var wide = new HashMap<String, Object>();
        for (int i = 0; i < 500; i++) {
            wide.put("field" + i, "x".repeat(150));
        }
        assertThat(Redaction.json(wide)).hasSizeLessThan(100).contains("tooLong");
    }

    @Test
    void whatIsTooDeepIsLeftOut() {
        Object deep = "hidden";
        for (int i = 0; i < 50; i++) {
            deep = Map.of("deeper", deep);
        }
        assertThat(Redaction.json(Map.of("input", deep))).doesNotContain("hidden");
    }

    @Test
    void whatPostgreSqlCannotStoreIsReplaced() {
        assertThat(Redaction.plain("a\0b\uD800c💥")).isEqualTo("a\uFFFDb\uFFFDc💥");
        assertThat(Redaction.json(Map.of("a\0b", "\0"))).doesNotContain("\\u0000");
    }

    private static JsonNode shown(Map<String, ?> arguments) {
        return JsonMapper.shared().readTree(Redaction.json(arguments));
    }
}
