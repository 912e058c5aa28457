package dev.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.RequestBody;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.web.reactive.socket.WebSocketMessage;

class IncomingTests {

    @Test
    void eachMessageOfAClientIsRead() {
        assertThat(parse("{\"type\":\"connection_init\"}")).isInstanceOf(Incoming.Init.class);
        assertThat(parse("{\"type\":\"connection_init\",\"payload\":null}")).isInstanceOf(Incoming.Init.class);
        assertThat(parse("{\"type\":\"connection_init\",\"payload\":{\"a\":1},\"id\":7}"))
                .isInstanceOf(Incoming.Init.class);
        assertThat(parse("{\"type\":\"ping\"}")).isInstanceOf(Incoming.Ping.class);
        assertThat(parse("{\"type\":\"pong\",\"payload\":{}}")).isEqualTo(new Incoming.Pong());
        assertThat(parse("{\"type\":\"complete\",\"id\":\"x\"}")).isEqualTo(new Incoming.Complete("x"));
        assertThat(parse("""
            {"type":"subscribe","id":"x","payload":{"query":"{ a }","operationName":null,"variables":{"n":[1,null]}}}\
            """)).isInstanceOfSatisfying(Incoming.Subscribe.class, message -> {
            assertThat(message.id()).isEqualTo("x");
            assertThat(message.request()).containsEntry("query", "{ a }").containsKey("variables");
            assertThat((Map<?, ?>) message.request().get("variables")).hasSize(1);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "{",
                "null",
                "7",
                "[]",
                "{}",
                "{\"type\":\"ping\"} x",
                "{\"type\":7}",
                "{\"type\":null}",
                "{\"type\":\"start\"}",
                "{\"type\":\"connection_ack\"}",
                "{\"type\":\"next\",\"id\":\"1\",\"payload\":{}}",
                "{\"type\":\"connection_init\",\"payload\":[]}",
                "{\"type\":\"connection_init\",\"payload\":\"x\"}",
                "{\"type\":\"ping\",\"payload\":1}",
                "{\"type\":\"pong\",\"payload\":false}",
                "{\"type\":\"complete\"}",
                "{\"type\":\"complete\",\"id\":\"\"}",
                "{\"type\":\"complete\",\"id\":1}",
                "{\"type\":\"subscribe\",\"payload\":{\"query\":\"{ a }\"}}",
                "{\"type\":\"subscribe\",\"id\":\"\",\"payload\":{\"query\":\"{ a }\"}}",
                "{\"type\":\"subscribe\",\"id\":{},\"payload\":{\"query\":\"{ a }\"}}",
                "{\"type\":\"subscribe\",\"id\":\"1\"}",
                "{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":[]}",
                "{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{}}",
                "{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":\" \"}}",
                "{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":[\"{ a }\"]}}",
                "{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":\"{ a }\",\"variables\":[]}}",
                "{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":\"{ a }\",\"operationName\":1}}",
                "{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":\"{ a }\",\"extensions\":\"x\"}}"
            })
    void whatIsNoMessageIsInvalid(String text) {
        assertThat(parse(text)).isInstanceOf(Incoming.Invalid.class);
    }

    @Test
    void anIdHasABound() {
        String longest = "x".repeat(256);
        String subscribe = "{\"type\":\"subscribe\",\"id\":\"%s\",\"payload\":{\"query\":\"{ a }\"}}";
        assertThat(parse(subscribe.formatted(longest))).isInstanceOf(Incoming.Subscribe.class);
        assertThat(parse(subscribe.formatted(longest + "x")))
                .isEqualTo(new Incoming.Invalid("id is longer than 256 characters"));
        assertThat(parse("{\"type\":\"complete\",\"id\":\"x%s\"}".formatted(longest)))
                .isInstanceOf(Incoming.Invalid.class);
    }

    @Test
    void textThatIsNotInUtf8IsNone() {
        byte[] ping = "{\"type\":\"ping\",\"payload\":{\"x\":\"ü\"}}".getBytes(StandardCharsets.UTF_8);
        assertThat(Incoming.of(text(ping))).isInstanceOf(Incoming.Ping.class);
        ping[ping.length - 4] = '(';
        assertThat(Incoming.of(text(ping))).isEqualTo(new Incoming.NotText());
    }

    @Test
    void aRequestIsAsLargeAsItsBytes() {
        String text = "{\"type\":\"subscribe\",\"id\":\"x\",\"payload\":{\"query\":\"{ a } # äöü€\"}}";
        assertThat(parse(text))
                .isInstanceOfSatisfying(
                        Incoming.Subscribe.class,
                        message -> assertThat(message.request())
                                .extractingByKey(
                                        "extensions", InstanceOfAssertFactories.map(String.class, Object.class))
                                .containsEntry(RequestBody.SIZE, text.getBytes(StandardCharsets.UTF_8).length));
    }

    private static Incoming parse(String text) {
        return Incoming.of(text(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static WebSocketMessage text(byte[] bytes) {
        return new WebSocketMessage(WebSocketMessage.Type.TEXT, DefaultDataBufferFactory.sharedInstance.wrap(bytes));
    }

    @Test
    void aMessageThatIsNestedWithoutEndIsInvalid() {
        assertThat(parse("{\"type\":\"ping\",\"payload\":" + "{\"a\":".repeat(100_000)))
                .isInstanceOf(Incoming.Invalid.class);
    }
}
