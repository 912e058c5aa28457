package dev.baton.access;

import dev.baton.testing.Gateway;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/// A WebSocket client without layers between it and the wire: its first frame is there before the server's thread that
/// shook hands has come to rest.
final class EagerSocket implements AutoCloseable {

    private static final int PATIENCE_MS = 5_000;

    private final Socket socket;

    /// Shakes hands and says connection_init at once.
    EagerSocket(Gateway gateway, String token) throws IOException {
        byte[] init =
                frame("{\"type\":\"connection_init\",\"payload\":{\"Authorization\":\"Bearer %s\"}}".formatted(token));
        socket = new Socket("localhost", gateway.port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MS);
        socket.getOutputStream().write("""
            GET /graphql HTTP/1.1\r
            Host: localhost:%d\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Protocol: graphql-transport-ws\r
            \r
            """.formatted(gateway.port()).getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        // The handshake's answer ends with the first empty line.
        int matched = 0;
        while (matched < 4) {
            matched = in.read() == "\r\n\r\n".charAt(matched) ? matched + 1 : 0;
        }
        socket.getOutputStream().write(init);
    }

    /// Whether the server says anything.
    boolean isAnswered() throws IOException {
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException silence) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /// One text frame of 126 bytes or more, masked with zeros.
    private static byte[] frame(String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        var bytes = new ByteArrayOutputStream();
        var frame = new DataOutputStream(bytes);
        frame.write(0x81);
        frame.write(0x80 | 126);
        frame.writeShort(payload.length);
        frame.writeInt(0);
        frame.write(payload);
        return bytes.toByteArray();
    }
}
