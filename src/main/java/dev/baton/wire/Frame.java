package dev.baton.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.web.reactive.socket.WebSocketMessage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One message to the client of a socket, as the pieces of its bytes. The pieces may be shared with other sockets.
final class Frame {

    static final Frame PING = text("{\"type\":\"ping\"}");
    static final Frame PONG = text("{\"type\":\"pong\"}");

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final byte[] END = {'}'};

    private final WebSocketMessage.Type type;
    private final @Nullable Operation from;
    private final byte[][] pieces;

    private Frame(WebSocketMessage.Type type, @Nullable Operation from, byte[]... pieces) {
        this.type = type;
        this.from = from;
        this.pieces = pieces;
    }

    static Frame ack(Instant expiresAt) {
        return text("{\"type\":\"connection_ack\",\"payload\":{\"expiresAt\":\"%s\"}}".formatted(expiresAt));
    }

    static Frame renewed(Instant expiresAt) {
        return text("{\"type\":\"pong\",\"payload\":{\"expiresAt\":\"%s\"}}".formatted(expiresAt));
    }

    static Frame pong(JsonNode payload) {
        return payload.isObject()
                ? new Frame(
                        WebSocketMessage.Type.TEXT,
                        null,
                        bytes("{\"type\":\"pong\",\"payload\":"),
                        JSON.writeValueAsBytes(payload),
                        END)
                : PONG;
    }

    static Frame pong(Incoming.FramePing ping) {
        return new Frame(WebSocketMessage.Type.PONG, null, ping.latin1().getBytes(StandardCharsets.ISO_8859_1));
    }

    /// What comes before the payload in each `next` of an operation.
    static byte[] beforeNext(String id) {
        return bytes("{\"id\":%s,\"type\":\"next\",\"payload\":".formatted(JSON.writeValueAsString(id)));
    }

    static Frame next(Operation from, byte[] beforeNext, byte[] payload) {
        return new Frame(WebSocketMessage.Type.TEXT, from, beforeNext, payload, END);
    }

    static Frame error(String id, List<Map<String, Object>> errors) {
        return text("{\"id\":%s,\"type\":\"error\",\"payload\":%s}"
                .formatted(JSON.writeValueAsString(id), JSON.writeValueAsString(errors)));
    }

    static Frame complete(String id) {
        return text("{\"id\":%s,\"type\":\"complete\"}".formatted(JSON.writeValueAsString(id)));
    }

    /// False for what the client has said it does not want any more.
    boolean isWanted() {
        return from == null || !from.isCanceled();
    }

    /// Copies the pieces into a buffer of the connection: Netty would copy each of them there anyway.
    WebSocketMessage toMessage(DataBufferFactory buffers) {
        int length = 0;
        for (byte[] piece : pieces) {
            length += piece.length;
        }
        DataBuffer buffer = buffers.allocateBuffer(length);
        for (byte[] piece : pieces) {
            buffer.write(piece);
        }
        return new WebSocketMessage(type, buffer);
    }

    private static Frame text(String text) {
        return new Frame(WebSocketMessage.Type.TEXT, null, bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
