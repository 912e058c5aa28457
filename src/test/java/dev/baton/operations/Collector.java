package dev.baton.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Takes traces by OTLP over HTTP, as a collector of OpenTelemetry does, and keeps their spans.
final class Collector implements AutoCloseable {

    private final Queue<Span> spans = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    /// @param attributes those that are texts
    record Span(String trace, String id, String parent, String name, Map<String, String> attributes) {}

    String url() {
        return "http://127.0.0.1:%d/v1/traces".formatted(server.getAddress().getPort());
    }

    List<Span> spans(String trace) {
        return spans.stream().filter(span -> span.trace().equals(trace)).toList();
    }

    /// From a span's parent up to the first of the trace that was sent here.
    List<Span> ancestors(Span span) {
        List<Span> all = spans(span.trace());
        var found = new ArrayList<Span>();
        for (Span one = parent(span, all); one != null; one = parent(one, all)) {
            found.add(one);
        }
        return found;
    }

    /// The first of its trace that was sent here, or the span itself.
    Span root(Span span) {
        List<Span> ancestors = ancestors(span);
        return ancestors.isEmpty() ? span : ancestors.getLast();
    }

    private static @Nullable Span parent(Span span, List<Span> all) {
        return all.stream()
                .filter(one -> one.id().equals(span.parent()))
                .findFirst()
                .orElse(null);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            new Message(exchange.getRequestBody().readAllBytes())
                    .messages(1)
                    .flatMap(resource -> resource.messages(2))
                    .flatMap(scope -> scope.messages(2))
                    .map(Collector::span)
                    .forEach(spans::add);
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static Span span(Message span) {
        var attributes = new HashMap<String, String>();
        span.messages(9)
                .forEach(attribute -> attribute
                        .messages(2)
                        .flatMap(value -> value.texts(1))
                        .forEach(text -> attributes.put(attribute.text(1), text)));
        return new Span(span.hex(1), span.hex(2), span.hex(4), span.text(5), attributes);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /// A message of Protocol Buffers, of whose fields it reads those that have a length.
    private static final class Message {

        private static final int VARINT = 0;
        private static final int FIXED_64 = 1;
        private static final int LENGTH = 2;

        private final byte[] bytes;

        Message(byte[] bytes) {
            this.bytes = bytes;
        }

        Stream<Message> messages(int field) {
            return fields(field).map(Message::new);
        }

        Stream<String> texts(int field) {
            return fields(field).map(text -> new String(text, UTF_8));
        }

        String text(int field) {
            return texts(field).findFirst().orElse("");
        }

        String hex(int field) {
            return fields(field).findFirst().map(HexFormat.of()::formatHex).orElse("");
        }

        private Stream<byte[]> fields(int wanted) {
            var found = Stream.<byte[]>builder();
            var in = ByteBuffer.wrap(bytes);
            while (in.hasRemaining()) {
                long tag = varint(in);
                switch ((int) (tag & 7)) {
                    case VARINT -> varint(in);
                    case FIXED_64 -> in.getLong();
                    case LENGTH -> {
                        var value = new byte[(int) varint(in)];
                        in.get(value);
                        if (tag >>> 3 == wanted) {
                            found.add(value);
                        }
                    }
                    default -> in.getInt();
                }
            }
            return found.build();
        }

        private static long varint(ByteBuffer in) {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = in.get();
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }
    }
}
