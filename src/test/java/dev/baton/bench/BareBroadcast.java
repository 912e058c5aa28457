package dev.baton.bench;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.http.server.WebsocketServerSpec;

/// What sending the same bytes to as many sockets costs where nothing else is done: a process that sends each line of
/// its input to all of its WebSockets.
record BareBroadcast(Process process, URI uri) implements AutoCloseable {

    static void main(String[] port) throws IOException {
        Sinks.Many<byte[]> texts = Sinks.many().multicast().directBestEffort();
        DisposableServer server = HttpServer.create()
                .host("localhost")
                .port(Integer.parseInt(port[0]))
                .route(routes -> route(routes, texts))
                .bindNow();
        System.out.println("up");
        try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            lines.lines()
                    .map(text -> text.getBytes(StandardCharsets.UTF_8))
                    .forEach(text -> texts.emitNext(text, Sinks.EmitFailureHandler.FAIL_FAST));
        }
        server.disposeNow();
    }

    private static void route(HttpServerRoutes routes, Sinks.Many<byte[]> texts) {
        routes.ws(
                "/graphql",
                (in, out) -> {
                    Mono<Void> heard = in.receive().then();
                    return out.sendObject(texts.asFlux().onBackpressureBuffer().map(BareBroadcast::frame))
                            .then()
                            .takeUntilOther(heard);
                },
                WebsocketServerSpec.builder().protocols("graphql-transport-ws").build());
    }

    private static TextWebSocketFrame frame(byte[] text) {
        return new TextWebSocketFrame(Unpooled.wrappedBuffer(text));
    }

    static BareBroadcast start(List<String> jvm) throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-Dlogging.level.root=warn",
                "-cp",
                System.getProperty("java.class.path"),
                BareBroadcast.class.getName(),
                "" + port));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = process.inputReader();
        for (String line = output.readLine(); !"up".equals(line); line = output.readLine()) {
            if (line == null) {
                throw new IOException("The bare broadcast does not start");
            }
        }
        // It logs nothing that would fill the pipe.
        return new BareBroadcast(process, URI.create("ws://localhost:%d/graphql".formatted(port)));
    }

    void send(String line) throws IOException {
        process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
