package dev.baton.wire;

import dev.baton.graph.Fault;
import dev.baton.graph.RequestBody;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.socket.WebSocketMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a client says on a socket, by the letter of
/// [graphql-transport-ws](https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md).
sealed interface Incoming {

    JsonMapper JSON = RequestBody.JSON;

    /// In characters. It is kept, and told with each result, for as long as the operation runs.
    int LONGEST_ID = 256;

    /// @param payload an object, or not there
    record Init(JsonNode payload) implements Incoming {}

    /// @param id of at most [#LONGEST_ID] characters
    /// @param request as [RequestBody] reads it
    record Subscribe(String id, Map<String, Object> request) implements Incoming {}

    record Complete(String id) implements Incoming {}

    /// @param payload an object, or not there
    record Ping(JsonNode payload) implements Incoming {}

    record Pong() implements Incoming {}

    /// A ping of the WebSocket protocol itself, to be answered with what it holds.
    record FramePing(String latin1) implements Incoming {}

    /// Text that is none: not in UTF-8.
    record NotText() implements Incoming {}

    /// No message of the protocol.
    record Invalid(String reason) implements Incoming {}

    /// Reads the frame before it returns: after that its bytes are gone.
    static Incoming of(WebSocketMessage frame) {
        return switch (frame.getType()) {
            case TEXT -> decode(frame.getPayload());
            case BINARY -> new Invalid("Send text, not binary frames");
            case PING -> new FramePing(frame.getPayloadAsText(StandardCharsets.ISO_8859_1));
            case PONG -> new Pong();
        };
    }

    private static Incoming decode(DataBuffer payload) {
        int size = payload.readableByteCount();
        var bytes = ByteBuffer.allocate(size);
        payload.toByteBuffer(bytes);
        try {
            return parse(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString(), size);
        } catch (CharacterCodingException notUtf8) {
            return new NotText();
        }
    }

    private static Incoming parse(String text, int size) {
        try {
            return message(JSON.readTree(text), size);
        } catch (StreamConstraintsException _) {
            return new Invalid("Too many values or levels");
        } catch (JacksonException notJson) {
            return new Invalid("Not JSON");
        }
    }

    private static Incoming message(JsonNode message, int size) {
        JsonNode payload = message.path("payload");
        boolean fits = isObjectOrAbsent(payload);
        if (id(message).length() > LONGEST_ID) {
            return new Invalid("id is longer than %d characters".formatted(LONGEST_ID));
        }
        return switch (message.path("type").asString("")) {
            case "connection_init" -> fits ? new Init(payload) : new Invalid("payload is not an object");
            case "ping" -> fits ? new Ping(payload) : new Invalid("payload is not an object");
            case "pong" -> fits ? new Pong() : new Invalid("payload is not an object");
            case "subscribe" -> subscribe(id(message), payload, size);
            case "complete" -> id(message).isEmpty() ? new Invalid("id is missing") : new Complete(id(message));
            default -> new Invalid("type is not one that a client sends");
        };
    }

    private static Incoming subscribe(String id, JsonNode request, int size) {
        if (id.isEmpty()) {
            return new Invalid("id is missing");
        }
        if (request.path("query").asString("?").isBlank()) {
            return new Invalid("payload.query is blank");
        }
        try {
            return new Subscribe(id, RequestBody.read(JSON.treeToValue(request, Object.class), size));
        } catch (Fault malformed) {
            return new Invalid(String.valueOf(malformed.getMessage()));
        }
    }

    private static String id(JsonNode message) {
        return message.path("id").isString() ? message.path("id").asString() : "";
    }

    private static boolean isObjectOrAbsent(JsonNode node) {
        return node.isObject() || isAbsent(node);
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
