package dev.baton.wire;

import dev.baton.testing.Gateway;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/// A WebSocket client without layers between it and the wire: its first frame is there before the server's thread that
/// shook hands has come to rest.
final class EagerSocket implements AutoCloseable {

    private static final int PATIENCE_MS = 5_000;
    private static final int SMALL = 8_192;
    private static final int LONGEST_CONTROL = 125;
    private static final int CLOSE = 8;
    private static final Duration FLOOD = Duration.ofMinutes(1);

    private final Socket socket;

    /// Shakes hands and says connection_init at once.
    EagerSocket(Gateway gateway, String token) throws IOException {
        byte[] init =
                frame("{\"type\":\"connection_init\",\"payload\":{\"Authorization\":\"Bearer %s\"}}".formatted(token));
        socket = new Socket();
        // So that little is on the way to a client that does not read.
        socket.setReceiveBufferSize(SMALL);
        socket.connect(new InetSocketAddress("localhost", gateway.port()));
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

    /// The code of the server's close frame that comes after one frame with this text, or 0 where none comes.
    int closeCodeAfter(String text) throws IOException {
        socket.getOutputStream().write(frame(text));
        var in = new DataInputStream(socket.getInputStream());
        while (true) {
            int opcode = in.readUnsignedByte() & 0x0f;
            int length = in.readUnsignedByte();
            byte[] payload = in.readNBytes(length == 126 ? in.readUnsignedShort() : length);
            if (opcode == CLOSE) {
                return payload.length < 2 ? 0 : ByteBuffer.wrap(payload).getShort();
            }
        }
    }

    /// Sends the text over and over, and reads nothing, for a minute.
    ///
    /// @throws IOException when the server ends the connection
    void flood(String text) throws IOException {
        flood(frame(text));
    }

    /// Sends pings of the WebSocket protocol in the same manner.
    void floodWithPings() throws IOException {
        byte[] ping = new byte[2 + 4 + LONGEST_CONTROL];
        ping[0] = (byte) 0x89;
        ping[1] = (byte) (0x80 | LONGEST_CONTROL);
        flood(ping);
    }

    private void flood(byte[] frame) throws IOException {
        Instant end = Instant.now().plus(FLOOD);
        while (Instant.now().isBefore(end)) {
            socket.getOutputStream().write(frame);
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
        if (payload.length <= 0xffff) {
            frame.write(0x80 | 126);
            frame.writeShort(payload.length);
        } else {
            frame.write(0x80 | 127);
            frame.writeLong(payload.length);
        }
        frame.writeInt(0);
        frame.write(payload);
        return bytes.toByteArray();
    }
}
